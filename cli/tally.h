#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/diagnostic.h"

namespace torntape::cli {

// What came of many files and cables, for the summary at the end.
class Tally {
 public:
  void AddFile() { ++files_; }
  // A cable, or a file that is none, with all that was found in it.
  void Add(const Diagnostics& diagnostics);
  // What was found between cables.
  void AddBetween(const Diagnostics& diagnostics);

  std::size_t files() const { return files_; }
  std::size_t checked() const { return accepted_ + repaired_ + refused_; }
  std::size_t refused() const { return refused_; }

  // "3 files: 20 accepted, 3 accepted with warnings, 2 refused", and below it each code with how
  // often it came and what it means, the most frequent first.
  std::string Render() const;
  // The same as one JSON object on a line: {"summary": {...}}.
  std::string RenderAsJson() const;

 private:
  std::size_t files_ = 0;
  std::size_t accepted_ = 0;
  std::size_t repaired_ = 0;
  std::size_t refused_ = 0;
  std::map<DiagnosticCode, std::size_t> codes_;
};

}  // namespace torntape::cli
