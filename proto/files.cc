#include "proto/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace torntape::proto {
namespace {

constexpr std::size_t kPathColumnsMax = 1000;  // a path is of no use when it is cut

class DiskFileReader : public FileReader {
 public:
  explicit DiskFileReader(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  Result<std::string> Read(const std::string& path) override {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
      return Failure(fmt::format("there is no file {}", Quoted(path, kPathColumnsMax)));
    }
    // A pipe or a terminal may never end.
    if (!std::filesystem::is_regular_file(status)) {
      return Failure(fmt::format("{} is no regular file", Quoted(path, kPathColumnsMax)));
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      return Failure(
          fmt::format("cannot open {}: {}", Quoted(path, kPathColumnsMax), std::strerror(errno)));
    }
    std::string text;
    constexpr std::size_t kStep = 64U << 10;
    while (file && text.size() <= bytes_max_) {
      const std::size_t before = text.size();
      text.resize(before + kStep);
      file.read(text.data() + before, static_cast<std::streamsize>(kStep));
      text.resize(before + static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad())
      return Failure(fmt::format("cannot read {} to its end", Quoted(path, kPathColumnsMax)));
    if (text.size() > bytes_max_) {
      return Failure(fmt::format("{} has more than the {} bytes that are read",
                                 Quoted(path, kPathColumnsMax), bytes_max_));
    }
    return text;
  }

 private:
  const std::size_t bytes_max_;
};

}  // namespace

std::unique_ptr<FileReader> MakeDiskFileReader(std::size_t bytes_max) {
  return std::make_unique<DiskFileReader>(bytes_max);
}

std::string ResolvePath(std::string_view in, std::string_view named) {
  const std::filesystem::path path = std::filesystem::path(in).parent_path() / named;
  return path.lexically_normal().generic_string();
}

bool HasErrors(const std::vector<CheckedFile>& files) {
  return std::any_of(files.begin(), files.end(),
                     [](const CheckedFile& file) { return torntape::HasErrors(file.diagnostics); });
}

std::string RenderDiagnostics(const std::vector<CheckedFile>& files) {
  std::string out;
  for (const CheckedFile& file : files) {
    out += torntape::RenderDiagnostics(file.diagnostics, file.path, file.text);
  }
  return out;
}

}  // namespace torntape::proto
