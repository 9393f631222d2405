#include "cable/profile.h"

#include <algorithm>

#include "cable/layout.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// How many lines a heading is looked for in; what stands before it in archive copies is short.
constexpr std::size_t kHeadingWithin = 64;

}  // namespace

std::string_view NameOf(Profile profile) {
  switch (profile) {
    case Profile::kAcp127:
      return "acp127";
    case Profile::kState:
      return "state";
    case Profile::kJanap128:
      return "janap128";
  }
  return "";
}

std::optional<Profile> ProfileFromName(std::string_view name) {
  for (const Profile profile : kProfiles) {
    if (NameOf(profile) == name) return profile;
  }
  return std::nullopt;
}

Profile ProfileOf(std::string_view calling_line) {
  if (!calling_line.starts_with("DE")) return Profile::kJanap128;
  return calling_line.find('#') != std::string_view::npos ? Profile::kState : Profile::kAcp127;
}

Profile FindProfile(std::span<const LineOfText> lines) {
  const auto heading = lines.first(std::min(lines.size(), kHeadingWithin));
  for (const LineOfText& line : heading) {
    if (IsSeparation(line.text)) break;
    if (LooksLikeJanapRouting(line.text)) return Profile::kJanap128;
    if (LooksLikeCallingLine(line.text)) return ProfileOf(Trim(line.text));
  }
  // Without either line, a validation tells: only the United States practice has one, and of the
  // two that do, `janap128` would have been known by its routing line.
  const bool validated = std::any_of(lines.begin(), lines.end(), [](const LineOfText& line) {
    const std::string_view text = TrimEnd(line.text);
    return text.size() == 5 && text[0] == '#' && IsAllDigits(text.substr(1));
  });
  return validated ? Profile::kState : Profile::kAcp127;
}

}  // namespace torntape::cable
