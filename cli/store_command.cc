#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/store_export.h"
#include "store/custody_view.h"
#include "store/journal_diagnostics.h"
#include "store/store_reader.h"

namespace torntape::cli {
namespace {

using store::StoreReader;

constexpr const char* kStoreFooter =
    "The folder is that of --store. It is only looked at, also while a station uses it. What it\n"
    "holds, byte for byte: docs/journal.md.\n"
    "\n"
    "Examples:\n"
    "  torntape store inspect custody/RYKA\n"
    "  torntape store verify custody/RYKA\n"
    "  torntape store export custody/RYKA --number KLA0417\n"
    "\n"
    "Exit: 0 as asked, 1 the journal is damaged, 2 could not run.";

// Prints what is wrong with the segments; true if anything is lost by it.
bool TellFaults(const StoreReader& reader, const std::vector<StoreReader::Segment>& segments) {
  bool damaged = false;
  for (const StoreReader::Segment& segment : segments) {
    for (const store::JournalFault& fault : segment.faults) {
      const Diagnostic diagnostic = store::DiagnosticOf(fault);
      damaged = damaged || diagnostic.severity == Severity::kError;
      Print(RenderDiagnostic(diagnostic, reader.PathOf(segment.name), ""));
    }
  }
  return damaged;
}

std::string OwedTable(const channel::Custodian& custodian) {
  std::string table =
      fmt::format("  {:<9}{:<10}{:>10}{:>8}{:>8}{:>10}{:>10}{:>10}\n", "CHANNEL", "TO", "UNDER WAY",
                  "Y, W", "FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE");
  for (std::size_t i = 0; i < custodian.channel_count(); ++i) {
    const auto index = static_cast<channel::ChannelIndex>(i);
    const channel::OutgoingChannel& outgoing = custodian.outgoing(index);
    table += fmt::format("  {:<9}{:<10}{:>10}", outgoing.designator().ToString(),
                         custodian.config_of(index).peer.ToString(), outgoing.under_way());
    constexpr int kWidths[cable::kLaneCount] = {8, 8, 10, 10, 10};
    for (std::size_t lane = 0; lane < cable::kLaneCount; ++lane) {
      table += fmt::format("{:>{}}", outgoing.waiting_in(lane), kWidths[lane]);
    }
    table += '\n';
  }
  return table;
}

int Inspect(const std::string& folder) {
  auto reader = StoreReader::Open(folder);
  if (!reader) {
    Complain("torntape store: " + reader.error().message);
    return kCouldNotRun;
  }
  store::CustodyView view;
  bool understood = true;
  std::uint64_t needed = 0;
  const auto segments =
      reader->Read(/*with_history=*/true,
                   [&](const StoreReader::Segment&, std::uint64_t, const store::Frame&) {});
  if (!segments) {
    Complain("torntape store: " + segments.error().message);
    return kCouldNotRun;
  }
  const auto taken = reader->Read(
      /*with_history=*/false,
      [&](const StoreReader::Segment&, std::uint64_t, const store::Frame& frame) {
        understood = view.Take(frame.record) && understood;
        ++needed;
      });
  if (!taken) {
    Complain("torntape store: " + taken.error().message);
    return kCouldNotRun;
  }
  std::string text = fmt::format("custody of {}, epoch {:016x}\n\n  {:<20}{:>12}{:>12}{:>9}{:>9}\n",
                                 reader->identity().owner, reader->identity().epoch, "SEGMENT",
                                 "BYTES", "USED", "RECORDS", "CABLES");
  for (const StoreReader::Segment& segment : *segments) {
    text += fmt::format("  {:<20}{:>12}{:>12}{:>9}{:>9}  {}\n", segment.name, segment.bytes,
                        segment.used, segment.records, segment.bodies,
                        segment.bytes == 0 ? "missing"
                        : segment.needed   ? ""
                                           : "history");
  }
  text += fmt::format("\n{} records are needed to recover.\n", needed);
  if (view.known()) {
    const channel::Custodian& custodian = view.Finish();
    text += fmt::format("{} cables are owed, {} are set aside.\n\n", custodian.outstanding(),
                        custodian.set_aside());
    text += OwedTable(custodian);
  }
  Print(text);
  const bool damaged = TellFaults(*reader, *segments);
  if (!understood) Print("a sound record could not be understood: written by another version?\n");
  return damaged || !understood ? kPromiseBroken : kAsAsked;
}

int Verify(const std::string& folder) {
  auto reader = StoreReader::Open(folder);
  if (!reader) {
    Complain("torntape store: " + reader.error().message);
    return kCouldNotRun;
  }
  const auto segments = reader->Read(
      /*with_history=*/true,
      [](const StoreReader::Segment&, std::uint64_t, const store::Frame&) {});
  if (!segments) {
    Complain("torntape store: " + segments.error().message);
    return kCouldNotRun;
  }
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  for (const StoreReader::Segment& segment : *segments) {
    records += segment.records;
    bytes += segment.used;
  }
  const bool damaged = TellFaults(*reader, *segments);
  Print(fmt::format("{}: {} segments, {} sound records, {} bytes; {}\n", folder, segments->size(),
                    records, bytes, damaged ? "damaged" : "all is sound"));
  return damaged ? kPromiseBroken : kAsAsked;
}

}  // namespace

void AddStoreCommand(CLI::App& program, Action& action) {
  struct Options {
    std::string folder;
    ExportOptions exported;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "store", "Look at custody on disk: what is owed, whether it is sound, what it holds");
  command->require_subcommand(1);
  command->footer(kStoreFooter);

  CLI::App* inspect = command->add_subcommand("inspect", "Segments, and what is owed to whom");
  inspect->add_option("FOLDER", options->folder, "The folder of a store")->required();
  inspect->callback(
      [&action, options] { action = [options] { return Inspect(options->folder); }; });

  CLI::App* verify =
      command->add_subcommand("verify", "Reads every record, and tells every place of damage");
  verify->add_option("FOLDER", options->folder, "The folder of a store")->required();
  verify->callback([&action, options] { action = [options] { return Verify(options->folder); }; });

  CLI::App* exported = command->add_subcommand(
      "export", "Cables that the station took, those of history too, oldest first");
  exported->add_option("FOLDER", options->folder, "The folder of a store")->required();
  AddExportOptions(*exported, options->exported);
  exported->callback([&action, options] {
    action = [options] { return ExportCables(options->folder, options->exported); };
  });
}

}  // namespace torntape::cli
