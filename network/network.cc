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

std::string FoldName(std::string_view name) {
  std::string folded;
  folded.reserve(name.size());
  for (const char c : name) {
    if (c == ' ') {
      if (!folded.empty() && folded.back() != ' ') folded.push_back(' ');
    } else {
      folded.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
  }
  if (folded.ends_with(' ')) folded.pop_back();
  return folded;
}

}  // namespace torntape::network
