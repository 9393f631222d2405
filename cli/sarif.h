#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace torntape::cli {

// What was found in many files, as one log of SARIF 2.1.0 (OASIS): the form that editors and code
// hosts show at the lines it is about. Columns are counted in code points there, in bytes here.
class SarifLog {
 public:
  // `text` is the whole text that the diagnostics point into.
  void Add(std::string_view file, std::string_view text, const Diagnostics& diagnostics);
  std::string Render() const;

 private:
  struct Finding {
    std::string file;
    Diagnostic diagnostic;  // with columns in code points
  };
  std::vector<Finding> findings_;
};

}  // namespace torntape::cli
