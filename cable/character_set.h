#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace torntape::cable {

// What a circuit can carry (spec 1.1, "Character sets").
enum class CharacterSet : std::uint8_t {
  kIa5,     // ASCII from space to tilde
  kIta2,    // the international five-unit code: A-Z, 0-9, space and - ? : ( ) . , /
  kIta2Us,  // its United States variant, which adds # $ ! & ' ; "
};
// "IA5", "ITA2", "ITA2-US", and back.
std::string_view NameOf(CharacterSet set);
std::optional<CharacterSet> CharacterSetFromName(std::string_view name);

// True if a character of the text of a cable can be sent. Line ends and bells are no characters of
// a text.
bool Carries(CharacterSet set, char character);

}  // namespace torntape::cable
