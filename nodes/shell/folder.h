#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace torntape::nodes {

// A folder that people, or other programs, put cables into to be filed: `torntape post --in`. Files
// are taken in the order of their names. One that was taken goes to its subfolder filed/, one of
// which something was refused to refused/, with a text beside it that says why. Names that begin
// with a dot or end in .tmp or .part are left alone: they are being written.
class InFolder {
 public:
  // Makes the two subfolders.
  static Result<InFolder> Open(const std::string& path);

  // The names of the files that wait, in order.
  Result<std::vector<std::string>> List() const;
  Result<std::string> Read(const std::string& name) const;
  // An empty `why`: it was filed.
  Result<void> Settle(const std::string& name, const std::string& why) const;
  std::string PathOf(const std::string& name) const { return path_ + "/" + name; }

 private:
  explicit InFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
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
