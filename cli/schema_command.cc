#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/program.h"
#include "proto/schema.h"

namespace torntape::cli {
namespace {

constexpr const char* kSchemaFooter =
    "Editors that know JSON Schema (draft 2020-12) then complete keys, show what they mean, and\n"
    "underline mistakes while you write. The schemas of this version lie in configs/schema/ too;\n"
    "docs/networks-and-scenarios.md says how to tell your editor.\n"
    "\n"
    "Examples:\n"
    "  torntape schema scenario > scenario.schema.json\n"
    "  torntape schema network\n"
    "\n"
    "Exit: 0.";

}  // namespace

void AddSchemaCommand(CLI::App& program, Action& action) {
  auto kind = std::make_shared<std::string>("scenario");
  CLI::App* command = program.add_subcommand(
      "schema", "Print the JSON Schema of scenarios, networks, stations or presets, for editors");
  std::vector<std::string> names;
  for (const std::string_view name : proto::SchemaNames()) names.emplace_back(name);
  command->add_option("KIND", *kind, "What the file to be written is")
      ->check(CLI::IsMember(names))
      ->capture_default_str();
  command->footer(kSchemaFooter);
  command->callback([&action, kind] {
    action = [kind] {
      Print(proto::SchemaOf(*kind));
      return kAsAsked;
    };
  });
}

}  // namespace torntape::cli
