#include "cable/classification.h"

#include <array>
#include <cstddef>

namespace torntape::cable {
namespace {

struct Row {
  char letter;
  std::string_view name;
};
constexpr std::array<Row, 6> kRows = {{{'U', "UNCLASSIFIED"},
                                       {'E', "ENCRYPT FOR TRANSMISSION ONLY"},
                                       {'R', "RESTRICTED"},
                                       {'C', "CONFIDENTIAL"},
                                       {'S', "SECRET"},
                                       {'T', "TOP SECRET"}}};

}  // namespace

char LetterOf(Classification classification) {
  return kRows[static_cast<std::size_t>(classification)].letter;
}

std::optional<Classification> ClassificationFromLetter(char letter) {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].letter == letter) return static_cast<Classification>(i);
  }
  return std::nullopt;
}

std::string_view NameOf(Classification classification) {
  return kRows[static_cast<std::size_t>(classification)].name;
}

}  // namespace torntape::cable
