#pragma once

#include <filesystem>
#include <stdlib.h>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace torntape::testing {

// A folder for one test, removed with this object.
class Scratch {
 public:
  Scratch() : path_(::testing::TempDir() + "/torntape-XXXXXX") {
    EXPECT_NE(mkdtemp(path_.data()), nullptr) << path_;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace torntape::testing
