#pragma once

#include <string>
#include <string_view>

namespace torntape {

// Appends `text` as a JSON string with its quotes. Bytes that are no UTF-8, which JSON cannot
// carry, become U+FFFD each.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace torntape
