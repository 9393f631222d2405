#include <array>

#include "cable/cable.h"

namespace torntape::cable {

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

std::string_view FormatLineName(int format_line) {
  static constexpr std::array<std::string_view, 17> kNames = {"",
                                                              "handling",
                                                              "routing line",
                                                              "calling station",
                                                              "transmission instructions",
                                                              "preamble",
                                                              "originator",
                                                              "action addressees",
                                                              "information addressees",
                                                              "exempted addressees",
                                                              "prefix",
                                                              "separation",
                                                              "text",
                                                              "separation",
                                                              "confirmation",
                                                              "validation and corrections",
                                                              "end of message"};
  return format_line < 1 || format_line > 16 ? "" : kNames[static_cast<std::size_t>(format_line)];
}

}  // namespace torntape::cable
