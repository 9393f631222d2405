#include "cli/mailbox.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cable/mail.h"

namespace torntape::cli {
namespace {

constexpr std::string_view kSeparator = "From ";

// The next line of `text` without its end, which is taken off.
std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool IsQuoted(std::string_view line) {
  const std::size_t marks = std::min(line.find_first_not_of('>'), line.size());
  return line.substr(marks).starts_with(kSeparator);
}

// What stands behind the name of a header, or nothing.
std::string_view HeaderOf(std::string_view mail, std::string_view name) {
  while (!mail.empty()) {
    const std::string_view line = TakeLine(mail);
    if (line.empty()) break;
    if (!line.starts_with(name) || !line.substr(name.size()).starts_with(": ")) continue;
    return line.substr(name.size() + 2);
  }
  return {};
}

// "Wed May 14 10:30:00 2031", as separators have it, for "Wed, 14 May 2031 10:30:00 +0000".
std::string DateOfSeparator(std::string_view date) {
  std::array<std::string_view, 5> groups;
  for (std::string_view& group : groups) {
    date.remove_prefix(std::min(date.find_first_not_of(", "), date.size()));
    group = date.substr(0, date.find_first_of(", "));
    date.remove_prefix(group.size());
  }
  const auto& [weekday, day, month, year, time] = groups;
  if (time.empty()) return "Thu Jan  1 00:00:00 1970";
  return fmt::format("{} {} {:>2} {} {}", weekday, month, day, time, year);
}

}  // namespace

std::string AsMailboxEntry(std::string_view mail) {
  std::string_view from = HeaderOf(mail, "From");
  const std::size_t bracket = from.find('<');
  if (bracket != std::string_view::npos)
    from = from.substr(bracket + 1, from.find('>') - bracket - 1);
  from = from.substr(0, from.find(' '));
  std::string entry = fmt::format("{}{} {}\n", kSeparator, from.empty() ? "MAILER-DAEMON" : from,
                                  DateOfSeparator(HeaderOf(mail, "Date")));
  while (!mail.empty()) {
    const std::string_view line = TakeLine(mail);
    if (IsQuoted(line)) entry.push_back('>');
    entry.append(line).push_back('\n');
  }
  return entry + "\n";
}

bool LooksLikeMailbox(std::string_view text) {
  if (!text.starts_with(kSeparator)) return false;
  TakeLine(text);
  return cable::LooksLikeMail(text);
}

std::vector<std::string> SplitMailbox(std::string_view text) {
  std::vector<std::string> mails;
  bool after_blank = true;
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    if (after_blank && line.starts_with(kSeparator)) {
      // The blank line before a separator is the mailbox's.
      if (!mails.empty() && mails.back().ends_with("\r\n\r\n"))
        mails.back().resize(mails.back().size() - 2);
      mails.emplace_back();
      continue;
    }
    after_blank = line.empty();
    if (mails.empty()) mails.emplace_back();
    mails.back().append(line.starts_with('>') && IsQuoted(line) ? line.substr(1) : line);
    mails.back().append("\r\n");
  }
  if (!mails.empty() && mails.back().ends_with("\r\n\r\n"))
    mails.back().resize(mails.back().size() - 2);
  return mails;
}

}  // namespace torntape::cli
