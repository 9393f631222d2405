#pragma once

#include <string>

namespace CLI {
class App;
}

namespace torntape::cli {

// Which cables `torntape store export` gives, and how. All that is said must hold; empty: any.
struct ExportOptions {
  std::string identification;  // a part of it: "RYKABD #0417"
  std::string number;          // under which it came, or a copy left
  std::string since;           // taken then or later
  std::string until;           // taken before
  std::string addressee;       // a called indicator, or words of an address in its body
  bool json = false;
};
void AddExportOptions(CLI::App& command, ExportOptions& options);
// The program's exit code.
int ExportCables(const std::string& folder, const ExportOptions& options);

}  // namespace torntape::cli
