#pragma once

#include <string>

#include "base/result.h"

namespace torntape::cli {

// The whole of a file, or of standard input for "-". The error says what could not be read and why;
// a folder, a device or more than 64 MiB is refused.
Result<std::string> ReadInput(const std::string& path);
// The name of an input for diagnostics: the path, or "standard input".
std::string NameOfInput(const std::string& path);

}  // namespace torntape::cli
