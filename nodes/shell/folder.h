#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace torntape::nodes {

// A folder that people, or other programs, put cables into to be filed: `torntape post --in`. Files
// are taken in the order of their names. One that was taken goes to its subfolder filed/, one of
// which something was refused to refused/, with a text beside it that says why. What is still being
// written is left alone: names that begin with a dot or end in .tmp or .part, and what has changed
// since it was last listed.
class InFolder {
 public:
  // Makes the two subfolders.
  static Result<InFolder> Open(const std::string& path);

  struct Listed {
    std::vector<std::string> names;  // of the files that wait, in order
    bool growing = false;            // others are not written whole, or were not here last time
  };
  Result<Listed> List();
  Result<std::string> Read(const std::string& name) const;
  // An empty `why`: it was filed.
  Result<void> Settle(const std::string& name, const std::string& why) const;
  std::string PathOf(const std::string& name) const { return path_ + "/" + name; }

 private:
  // What a file looked like.
  struct Look {
    std::uintmax_t bytes = 0;
    std::filesystem::file_time_type written;
    friend bool operator==(const Look&, const Look&) = default;
  };

  explicit InFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
  std::map<std::string, Look> last_;  // by name, as it was last listed
};

// A folder that gets every received cable as a file of its own: `torntape post --out`.
class OutFolder {
 public:
  // Makes the folder if it is not there.
  static Result<OutFolder> Open(const std::string& path);
  // Whole or not at all.
  Result<void> Write(const std::string& name, const std::string& text) const;

 private:
  explicit OutFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace torntape::nodes
