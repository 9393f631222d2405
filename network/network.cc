#include "network/network.h"

namespace torntape::network {

std::string_view NameOf(StationRole role) {
  switch (role) {
    case StationRole::kMajorRelay:
      return "major relay";
    case StationRole::kMinorRelay:
      return "minor relay";
    case StationRole::kTributary:
      return "tributary";
  }
  return "";
}

std::string_view NameOf(Preemption preemption) {
  switch (preemption) {
    case Preemption::kAcp127:
      return "acp127";
    case Preemption::kOff:
      return "off";
    case Preemption::kMarkingOnly:
      return "marking_only";
  }
  return "";
}

std::string FoldName(std::string_view name) {
  std::string folded(name.size(), ' ');
  std::size_t size = 0;
  for (const char c : name) {
    if (c == ' ' && (size == 0 || folded[size - 1] == ' ')) continue;
    folded[size++] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (size > 0 && folded[size - 1] == ' ') --size;
  folded.resize(size);
  return folded;
}

}  // namespace torntape::network
