#include "cable/precedence.h"

#include <array>

namespace torntape::cable {
namespace {

struct Row {
  char prosign;
  std::string_view name;
};
constexpr std::array<Row, kPrecedenceCount> kRows = {{{'Y', "EMERGENCY COMMAND"},
                                                      {'W', "CRITIC"},
                                                      {'Z', "FLASH"},
                                                      {'O', "IMMEDIATE"},
                                                      {'P', "PRIORITY"},
                                                      {'R', "ROUTINE"}}};

}  // namespace

char ProsignOf(Precedence precedence) {
  return kRows[static_cast<std::size_t>(precedence)].prosign;
}

std::optional<Precedence> PrecedenceFromProsign(char prosign) {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].prosign == prosign) return static_cast<Precedence>(i);
  }
  return std::nullopt;
}

std::string_view NameOf(Precedence precedence) {
  return kRows[static_cast<std::size_t>(precedence)].name;
}

}  // namespace torntape::cable
