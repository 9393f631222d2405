#include "base/json.h"

#include <iterator>

#include <fmt/format.h>

#include "base/printable.h"

namespace torntape {

void AppendJsonString(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const char c = text.front();
    const std::size_t bytes = FirstCell(text).bytes;
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else if (bytes == 1 && static_cast<unsigned char>(c) >= 0x80) {
      out.append("\\ufffd");
    } else {
      out.append(text.substr(0, bytes));
    }
    text.remove_prefix(bytes);
  }
  out.push_back('"');
}

}  // namespace torntape
