#include <array>

#include "cable/cable.h"

namespace torntape::cable {

std::string_view NameOf(ReadMode mode) {
  switch (mode) {
    case ReadMode::kStrict:
      return "strict";
    case ReadMode::kLenient:
      return "lenient";
    case ReadMode::kArchive:
      return "archive";
  }
  return "";
}

std::optional<ReadMode> ReadModeFromName(std::string_view name) {
  for (const ReadMode mode : {ReadMode::kStrict, ReadMode::kLenient, ReadMode::kArchive}) {
    if (NameOf(mode) == name) return mode;
  }
  return std::nullopt;
}

std::string_view NameOf(MessageForm form) {
  switch (form) {
    case MessageForm::kPlaindress:
      return "plaindress";
    case MessageForm::kAbbreviatedPlaindress:
      return "abbreviated plaindress";
    case MessageForm::kCodress:
      return "codress";
    case MessageForm::kService:
      return "service";
    case MessageForm::kAbbreviatedService:
      return "abbreviated service";
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
