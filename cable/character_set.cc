#include "cable/character_set.h"

#include "cable/text_lines.h"

namespace torntape::cable {

std::string_view NameOf(CharacterSet set) {
  switch (set) {
    case CharacterSet::kIa5:
      return "IA5";
    case CharacterSet::kIta2:
      return "ITA2";
    case CharacterSet::kIta2Us:
      return "ITA2-US";
  }
  return "";
}

std::optional<CharacterSet> CharacterSetFromName(std::string_view name) {
  for (const CharacterSet set : {CharacterSet::kIa5, CharacterSet::kIta2, CharacterSet::kIta2Us}) {
    if (NameOf(set) == name) return set;
  }
  return std::nullopt;
}

bool Carries(CharacterSet set, char character) {
  if (set == CharacterSet::kIa5) return character >= ' ' && character <= '~';
  if (IsLetter(character) || IsDigit(character)) return true;
  if (std::string_view(" -?:().,/").find(character) != std::string_view::npos) return true;
  return set == CharacterSet::kIta2Us &&
         std::string_view("#$!&';\"").find(character) != std::string_view::npos;
}

}  // namespace torntape::cable
