#include "cli/convert_sources.h"

#include <fmt/format.h>

#include "cable/draft.h"
#include "cable/mail.h"
#include "cli/mailbox.h"
#include "proto/cable_json.h"

namespace torntape::cli {
namespace {

std::string_view WithoutBlank(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

// One object a line, as this program writes them; or one on several lines, as people do.
Result<std::vector<std::string>> FromJson(std::string_view input) {
  std::vector<std::string> texts;
  std::size_t number = 0;
  std::string why;
  for (std::string_view rest = input; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = WithoutBlank(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++number;
    if (line.empty()) continue;
    auto text = proto::CableTextFromJson(line);
    if (!text) {
      why = fmt::format("line {} is no cable as JSON: {}", number, text.error().message);
      break;
    }
    texts.push_back(std::move(*text));
  }
  if (why.empty()) return texts;
  if (auto whole = proto::CableTextFromJson(input)) {
    return std::vector<std::string>{std::move(*whole)};
  }
  return Failure(std::move(why));
}

Result<std::vector<std::string>> FromMails(const std::vector<std::string>& mails,
                                           cable::ConversionRules& rules) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < mails.size(); ++i) {
    const auto draft = cable::ReadMail(mails[i], rules);
    if (!draft) {
      return mails.size() == 1
                 ? Failure(draft.error().message)
                 : Failure(fmt::format("e-mail {}: {}", i + 1, draft.error().message));
    }
    texts.push_back(cable::WriteDraft(*draft));
    CountOn(rules);
  }
  return texts;
}

}  // namespace

void CountOn(cable::ConversionRules& rules) {
  if (!rules.number) return;
  const bool last = rules.number->serial >= cable::CycleOf(rules.number->digits);
  rules.number->serial =
      last ? std::uint16_t{1} : static_cast<std::uint16_t>(rules.number->serial + 1);
}

Result<std::vector<std::string>> CableTextsOf(std::string_view input,
                                              cable::ConversionRules& rules) {
  const std::string_view begin = WithoutBlank(input);
  if (begin.starts_with('{')) return FromJson(begin);
  if (cable::LooksLikeMail(begin)) return FromMails({std::string(begin)}, rules);
  if (LooksLikeMailbox(begin)) return FromMails(SplitMailbox(begin), rules);
  return std::vector<std::string>{std::string(input)};
}

}  // namespace torntape::cli
