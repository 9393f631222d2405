#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace torntape::cable {

// In rising order, so that a circuit approved up to one carries all that compare lower or equal.
// kEncryptForTransmission is unclassified text that is to be encrypted on the way (`ZNY EEEEE`).
enum class Classification : std::uint8_t {
  kUnclassified,
  kEncryptForTransmission,
  kRestricted,
  kConfidential,
  kSecret,
  kTopSecret,
};

// 'U', 'E', 'R', 'C', 'S' or 'T'.
char LetterOf(Classification classification);
std::optional<Classification> ClassificationFromLetter(char letter);
// "UNCLASSIFIED", "ENCRYPT FOR TRANSMISSION ONLY", ...
std::string_view NameOf(Classification classification);

}  // namespace torntape::cable
