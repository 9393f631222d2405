#include "cli/files.h"

#include <array>
#include <cstdio>

#include <fmt/format.h>

#include "proto/files.h"

namespace torntape::cli {
namespace {

constexpr std::size_t kBytesMax = 64u << 20;

Result<std::string> ReadStandardInput() {
  std::string text;
  std::array<char, 64 * 1024> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), stdin)) {
    text.append(part.data(), size);
    if (text.size() > kBytesMax) {
      return Failure(fmt::format("standard input has more than {} bytes", kBytesMax));
    }
  }
  if (std::ferror(stdin) != 0) return Failure("cannot read standard input");
  return text;
}

}  // namespace

Result<std::string> ReadInput(const std::string& path) {
  if (path == "-") return ReadStandardInput();
  return proto::MakeDiskFileReader(kBytesMax)->Read(path);
}

std::string NameOfInput(const std::string& path) { return path == "-" ? "standard input" : path; }

}  // namespace torntape::cli
