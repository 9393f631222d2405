#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace torntape::cable {

// The three wire profiles (spec 0.2).
enum class Profile : std::uint8_t { kAcp127, kState, kJanap128 };
inline constexpr Profile kProfiles[] = {Profile::kAcp127, Profile::kState, Profile::kJanap128};

// "acp127", "state", "janap128", and back.
std::string_view NameOf(Profile profile);
std::optional<Profile> ProfileFromName(std::string_view name);

// The profile that a heading is of, as its calling line tells (Heading::calling_line): one with DE
// and # is `state`, one with DE alone `acp127`, and one without is the front of a `janap128`
// routing line. So the profile travels with the cable and takes no field of its own (decision
// 0011).
Profile ProfileOf(std::string_view calling_line);

}  // namespace torntape::cable
