#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"

namespace torntape::proto {

// Where readers get the files that a file names, so that they can be tested without a disk.
class FileReader {
 public:
  virtual ~FileReader() = default;
  // The whole text of a file, or why it cannot be had.
  virtual Result<std::string> Read(const std::string& path) = 0;
};

// Reads files of the disk, regular ones of at most `bytes_max`.
std::unique_ptr<FileReader> MakeDiskFileReader(std::size_t bytes_max = 64U << 20);

// The file that `named` means when it stands in the file `in`: relative paths begin in the folder
// of that file. "configs/scenarios/a.yaml", "../networks/b.yaml": "configs/networks/b.yaml".
std::string ResolvePath(std::string_view in, std::string_view named);

// A file that was read, and what was found in it.
struct CheckedFile {
  std::string path;
  std::string text;
  Diagnostics diagnostics;
};

bool HasErrors(const std::vector<CheckedFile>& files);
// All that was found, file by file.
std::string RenderDiagnostics(const std::vector<CheckedFile>& files);

}  // namespace torntape::proto
