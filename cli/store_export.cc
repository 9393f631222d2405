#include "cli/store_export.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/bytes.h"
#include "base/instant.h"
#include "base/json.h"
#include "cable/cable.h"
#include "channel/record.h"
#include "cli/output.h"
#include "cli/program.h"
#include "proto/cable_json.h"
#include "store/store_reader.h"

namespace torntape::cli {
namespace {

using channel::RecordKind;
using store::StoreReader;

// What was found of a cable's copies: under which numbers they left.
using SentNumbers = std::map<std::uint64_t, std::vector<cable::ChannelNumber>>;

// Reads which numbers were given to which cables.
class NumberReader {
 public:
  void Take(std::string_view record) {
    ByteReader reader(record);
    switch (static_cast<RecordKind>(reader.Byte())) {
      case RecordKind::kStanding:
        if (auto standing = channel::ReadStanding(reader))
          channels_ = std::move(standing->channels);
        return;
      case RecordKind::kSent:
        if (const auto sent = channel::ReadSent(reader)) TakeSent(*sent);
        return;
      default:
        return;
    }
  }
  const SentNumbers& numbers() const { return numbers_; }

 private:
  void TakeSent(const channel::SentRecord& record) {
    if (record.channel >= channels_.size()) return;
    const auto& channel = channels_[record.channel];
    for (const channel::SentCopy& sent : record.copies) {
      if (sent.count == 0) continue;
      const auto serial =
          static_cast<std::uint16_t>((sent.count - 1) % cable::CycleOf(channel.digits) + 1);
      numbers_[sent.cable].push_back({channel.outgoing, serial, channel.digits});
    }
  }

  std::vector<channel::StandingRecord::Channel> channels_;
  SentNumbers numbers_;
};

// The conditions, read once.
struct Wanted {
  std::optional<Instant> since;
  std::optional<Instant> until;
  std::optional<cable::ChannelNumber> number;
};

std::optional<Wanted> ReadWanted(const ExportOptions& options) {
  Wanted wanted;
  const auto read_instant = [](const std::string& text, std::optional<Instant>& at) {
    if (text.empty()) return true;
    at = ParseInstant(text);
    if (!at) {
      Complain(fmt::format("torntape store: {} is not an instant such as 2031-05-14T10:42:00Z",
                           Quoted(text)));
    }
    return at.has_value();
  };
  if (!read_instant(options.since, wanted.since)) return std::nullopt;
  if (!read_instant(options.until, wanted.until)) return std::nullopt;
  if (!options.number.empty()) {
    wanted.number = cable::ChannelNumber::Parse(options.number);
    if (!wanted.number) {
      Complain(fmt::format("torntape store: {} is not a channel number such as KLA0417",
                           Quoted(options.number)));
      return std::nullopt;
    }
  }
  return wanted;
}

class Exporter {
 public:
  Exporter(const ExportOptions& options, const Wanted& wanted, const SentNumbers& sent)
      : options_(options), wanted_(wanted), sent_(sent) {}

  void Take(const store::Frame& frame) {
    ByteReader reader(frame.record);
    std::optional<channel::TakenRecord> taken;
    switch (static_cast<RecordKind>(reader.Byte())) {
      case RecordKind::kTaken:
        taken = channel::ReadTaken(reader);
        break;
      case RecordKind::kRenewed:
        taken = AsTaken(channel::ReadRenewed(reader));
        break;
      default:
        return;
    }
    if (!taken || !known_.insert(taken->cable).second) return;
    taken->transmission.body = SharedBytes(std::string(frame.body));
    if (Fits(*taken)) Give(*taken);
  }
  std::size_t given() const { return given_; }

 private:
  // A cable that waits for so long that only what was told of it again is left: its copies still
  // tell whom they call, and the head of its trace how it came, but not when.
  static std::optional<channel::TakenRecord> AsTaken(
      const std::optional<channel::RenewedRecord>& renewed) {
    if (!renewed) return std::nullopt;
    channel::TakenRecord taken;
    taken.cable = renewed->cable;
    taken.transmission = renewed->transmission;
    if (!taken.transmission.trace.empty()) {
      taken.transmission.number = taken.transmission.trace[0];
    }
    for (const channel::RenewedCopy& copy : renewed->copies) {
      taken.transmission.precedence = copy.precedence;
      for (const cable::Called& one : copy.called.span()) taken.transmission.called.push_back(one);
    }
    return taken;
  }

  std::vector<cable::ChannelNumber> SentOf(std::uint64_t cable) const {
    const auto found = sent_.find(cable);
    return found == sent_.end() ? std::vector<cable::ChannelNumber>() : found->second;
  }

  bool Fits(const channel::TakenRecord& taken) const {
    const cable::Transmission& transmission = taken.transmission;
    const Instant at = InstantFromNanoseconds(taken.at_ns);
    if (wanted_.since && at < *wanted_.since) return false;
    if (wanted_.until && at >= *wanted_.until) return false;
    const std::string identification = transmission.heading->identification.ToString();
    if (identification.find(options_.identification) == std::string::npos) return false;
    if (wanted_.number && transmission.number != *wanted_.number) {
      const auto sent = SentOf(taken.cable);
      if (std::find(sent.begin(), sent.end(), *wanted_.number) == sent.end()) return false;
    }
    if (options_.addressee.empty()) return true;
    const bool called = std::any_of(
        transmission.called.begin(), transmission.called.end(),
        [&](const cable::Called& one) { return one.indicator.ToString() == options_.addressee; });
    const std::string_view body = transmission.body.view();
    // Addresses stand ahead of the separation of heading and text.
    return called ||
           body.substr(0, body.find("\nBT\n")).find(options_.addressee) != std::string_view::npos;
  }

  void Give(const channel::TakenRecord& taken) {
    ++given_;
    const cable::Transmission& transmission = taken.transmission;
    if (!options_.json) {
      Print(cable::WriteTransmission(transmission));
      return;
    }
    std::string line =
        "{\"at\":\"" + FormatInstant(InstantFromNanoseconds(taken.at_ns)) + "\",\"sent\":[";
    bool first = true;
    for (const cable::ChannelNumber& number : SentOf(taken.cable)) {
      line += (first ? "\"" : ",\"") + number.ToString() + "\"";
      first = false;
    }
    Diagnostics ignored;  // whoever took it has looked at it
    const auto body = cable::ReadBody(
        transmission.body.view(), cable::ProfileOf(transmission.heading->calling_line), 1, ignored);
    line += "],\"cable\":";
    line += proto::CableToJson(transmission, body.value_or(cable::BodyView{}));
    Print(line + "}\n");
  }

  const ExportOptions& options_;
  const Wanted& wanted_;
  const SentNumbers& sent_;
  std::set<std::uint64_t> known_;  // cables that were found already
  std::size_t given_ = 0;
};

}  // namespace

void AddExportOptions(CLI::App& command, ExportOptions& options) {
  command
      .add_option("--id", options.identification,
                  "Whose message identification has this in it: \"RYKABD #0417\"")
      ->type_name("TEXT");
  command
      .add_option("--number", options.number,
                  "That came under this channel number, or a copy of which left under it")
      ->type_name("NUMBER");
  command.add_option("--since", options.since, "Taken then or later: 2031-05-14T10:42:00Z")
      ->type_name("INSTANT");
  command.add_option("--until", options.until, "Taken before")->type_name("INSTANT");
  command
      .add_option("--addressee", options.addressee,
                  "Calling this routing indicator, or with this in their addresses")
      ->type_name("TEXT");
  command.add_flag("--json", options.json, "One JSON object a line, in place of the text");
}

int ExportCables(const std::string& folder, const ExportOptions& options) {
  const auto wanted = ReadWanted(options);
  if (!wanted) return kCouldNotRun;
  auto reader = StoreReader::Open(folder);
  if (!reader) {
    Complain("torntape store: " + reader.error().message);
    return kCouldNotRun;
  }
  NumberReader numbers;
  const bool numbers_wanted = options.json || wanted->number.has_value();
  const auto read_all = [&](const StoreReader::Sink& sink) {
    auto segments = reader->Read(/*with_history=*/true, sink);
    if (!segments) Complain("torntape store: " + segments.error().message);
    return segments;
  };
  if (numbers_wanted) {
    const auto read = read_all([&](const StoreReader::Segment&, std::uint64_t,
                                   const store::Frame& frame) { numbers.Take(frame.record); });
    if (!read) return kCouldNotRun;
  }
  Exporter exporter(options, *wanted, numbers.numbers());
  const auto segments = read_all([&](const StoreReader::Segment&, std::uint64_t,
                                     const store::Frame& frame) { exporter.Take(frame); });
  if (!segments) return kCouldNotRun;
  Complain(fmt::format("{} cables", exporter.given()));
  bool damaged = false;
  for (const StoreReader::Segment& segment : *segments) {
    for (const store::JournalFault& fault : segment.faults) {
      damaged = damaged || fault.kind != store::JournalFault::Kind::kTornTail;
    }
  }
  if (damaged) Complain("the journal is damaged, and more may be missing: torntape store verify");
  return damaged ? kPromiseBroken : kAsAsked;
}

}  // namespace torntape::cli
