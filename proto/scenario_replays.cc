// Cables that were filed at another time: archives of text, and events files.
#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "cable/cable.h"
#include "proto/event_codec.h"
#include "proto/scenario_draft.h"
#include "proto/scenario_reader.h"
#include "torntape/v1/event.pb.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

using network::AddresseeId;
using network::RoutingIndicator;

constexpr double kSpeedMax = 1e6;

// Cuts a text into pieces that each end with the line NNNN, and says in which line each begins.
class ArchiveCutter {
 public:
  explicit ArchiveCutter(std::string_view text) : rest_(text) {}

  // An empty piece: there are no more.
  std::string_view Next() {
    while (!rest_.empty() && (rest_.front() == '\n' || rest_.front() == '\r')) Skip(1);
    first_line_ = line_;
    std::size_t size = 0;
    while (size < rest_.size()) {
      const std::size_t end = rest_.find('\n', size);
      std::string_view row = rest_.substr(size, end - size);
      if (row.ends_with('\r')) row.remove_suffix(1);
      size = end == std::string_view::npos ? rest_.size() : end + 1;
      if (row == "NNNN") break;
    }
    const std::string_view piece = rest_.substr(0, size);
    Skip(size);
    return piece;
  }
  int first_line() const { return first_line_; }

 private:
  void Skip(std::size_t size) {
    line_ +=
        static_cast<int>(std::count(rest_.begin(), rest_.begin() + static_cast<long>(size), '\n'));
    rest_.remove_prefix(size);
  }

  std::string_view rest_;
  int line_ = 1;
  int first_line_ = 1;
};

class ReplayReader {
 public:
  ReplayReader(const v1::ReplayConfig& config, std::string entry, ScenarioDraft& draft)
      : config_(config), entry_(std::move(entry)), checks_(draft.checks), draft_(draft) {}

  void Read() {
    if (Has("events") == Has("archive")) {
      if (!Has("events")) {
        return checks_.Missing(entry_, "events", "events: a.jsonl, or archive: a.txt");
      }
      return checks_.Fault(DiagnosticCode::kContradiction, Path("archive"),
                           "\"events\" is given as well", "give only one of them");
    }
    const std::string_view key = Has("events") ? "events" : "archive";
    const std::string& named = Has("events") ? config_.events() : config_.archive();
    name_ = std::filesystem::path(named).stem().string();
    if (Has("name")) name_ = config_.name();
    if (!checks_.Name(Has("name") ? Path("name") : Path(key), name_)) return;
    if (Has("at")) {
      at_ = checks_.Span(Path("at"), config_.at(), kScenarioSpanMax).value_or(Duration{});
    }
    if (config_.has_speed()) {
      thousandths_ = ScenarioDraft::Thousandths(checks_, Path("speed"), config_.speed(), kSpeedMax);
      if (thousandths_ == 0) return;
    }
    if (Has("from")) {
      if (key == "events") {
        checks_.Fault(DiagnosticCode::kContradiction, Path("from"),
                      "events say themselves where each cable was filed");
        return;
      }
      from_ = draft_.FindPost(Path("from"), config_.from());
      if (from_.none()) return;
    }
    CheckedFile* file = draft_.files.Open(Path(key), named, checks_);
    if (file == nullptr) return;
    if (key == "events") {
      ReadEvents(*file);
    } else {
      ReadArchive(*file);
    }
  }

 private:
  std::string Path(std::string_view key) const { return In(entry_, key); }
  bool Has(std::string_view key) const { return checks_.Has(Path(key)); }

  // What stands in the file is told in the file; it is left out, and the rest is replayed.
  static void Warn(CheckedFile& file, DiagnosticCode code, int line, std::string message,
                   std::string hint = {}) {
    constexpr std::size_t kWarningsMax = 100;
    if (file.diagnostics.size() >= kWarningsMax) return;
    file.diagnostics.push_back(
        {code, Severity::kWarning, {line, 1, 0}, 0, std::move(message), std::move(hint)});
  }

  // From the start of the scenario: a span after the first, as fast as it is replayed.
  Duration Scaled(Duration after_first) const {
    const std::int64_t whole = after_first.count() / static_cast<std::int64_t>(thousandths_);
    const std::int64_t rest = after_first.count() % static_cast<std::int64_t>(thousandths_);
    return at_ + Duration(whole * 1000 + rest * 1000 / static_cast<std::int64_t>(thousandths_));
  }

  // ---------------------------------------------------------------- archives

  void ReadArchive(CheckedFile& file) {
    struct Found {
      std::string_view text;
      std::int64_t minute;  // of its year
      RoutingIndicator from;
    };
    std::vector<Found> found;
    ArchiveCutter cutter(file.text);
    std::size_t number = 0;
    for (auto piece = cutter.Next(); !piece.empty(); piece = cutter.Next()) {
      ++number;
      const cable::ReadResult read = cable::ReadCable(piece);
      const bool good = read.cable.has_value() && !torntape::HasErrors(read.diagnostics);
      RoutingIndicator from = from_;
      if (good && from.none()) from = read.cable->transmission.heading->identification.calling;
      const network::Station* station = good ? draft_.directory.FindStation(from) : nullptr;
      if (!good) {
        Warn(file, DiagnosticCode::kBadCable, cutter.first_line(),
             fmt::format("cable {} has errors, and is left out", number),
             "torntape check shows them");
      } else if (station == nullptr || station->role != network::StationRole::kTributary) {
        Warn(file, DiagnosticCode::kNotAPost, cutter.first_line(),
             fmt::format("cable {} comes from {}, which is no post here, and is left out", number,
                         from.ToString()),
             "give \"from\" to have all filed at one post");
      } else {
        const auto& filing = read.cable->transmission.heading->identification.filing;
        found.push_back({piece, (filing.day * 24 + filing.hour) * 60 + filing.minute, from});
      }
      if (draft_.scenario.cables.size() + found.size() > kCableFilesMax) {
        checks_.AtMost(Path("archive"), draft_.scenario.cables.size() + found.size(),
                       kCableFilesMax, "cables from files");
        return;
      }
    }
    if (found.empty()) {
      checks_.Fault(DiagnosticCode::kBadCable, Path("archive"), "no cable of it can be replayed");
      return;
    }
    // A year's end may lie among them: what seems to be half a year before the first is after it.
    constexpr std::int64_t kYear = 365 * 24 * 60;
    std::int64_t earliest = 0;
    const std::int64_t base = found.front().minute;
    for (Found& one : found) {
      one.minute -= base;
      if (one.minute < -kYear / 2) one.minute += kYear;
      earliest = std::min(earliest, one.minute);
    }
    number = 0;
    for (const Found& one : found) {
      ScenarioCable cable;
      cable.name = fmt::format("{} {}", name_, ++number);
      cable.source = file.path;
      cable.text = one.text;
      cable.from = one.from;
      cable.at = Scaled(std::chrono::minutes(one.minute - earliest));
      cable.where = checks_.PlaceOf(entry_);
      draft_.scenario.cables.push_back(std::move(cable));
    }
  }

  // ---------------------------------------------------------------- events

  void ReadEvents(CheckedFile& file) {
    Replay replay;
    replay.name = name_;
    std::optional<Instant> first;
    int line = 0;
    for (std::string_view rest = file.text; !rest.empty();) {
      const std::size_t end = rest.find('\n');
      const std::string_view row = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      ++line;
      // Of a hundred events one is wanted, and to parse JSON costs.
      if (row.find("\"FILED\"") == std::string_view::npos) continue;
      KeptEvent event;
      if (const std::string wrong = ParseEvent(row, event); !wrong.empty()) {
        Warn(file, DiagnosticCode::kBadEvent, line, fmt::format("{}; it is left out", wrong));
        continue;
      }
      if (event.event.kind != cable::EventKind::kFiled) continue;
      if (!first) first = event.event.at;
      if (replay.cables.size() == kReplayedCablesMax) {
        checks_.AtMost(Path("events"), replay.cables.size() + 1, kReplayedCablesMax, "cables");
        return;
      }
      ReplayedCable cable;
      cable.at = Scaled(std::max(event.event.at - *first, Duration::zero()));
      if (const std::string wrong = Address(event, cable); !wrong.empty()) {
        Warn(file, DiagnosticCode::kBadEvent, line, fmt::format("{}; it is left out", wrong));
        continue;
      }
      replay.cables.push_back(std::move(cable));
    }
    if (replay.cables.empty()) {
      checks_.Fault(DiagnosticCode::kBadEvent, Path("events"), "no event of it can be replayed",
                    "what is wanted are events of kind FILED, as torntape run --events writes");
      return;
    }
    std::stable_sort(replay.cables.begin(), replay.cables.end(),
                     [](const ReplayedCable& a, const ReplayedCable& b) { return a.at < b.at; });
    draft_.scenario.replays.push_back(std::move(replay));
  }

  // What is wrong with it, or nothing.
  static std::string ParseEvent(std::string_view row, KeptEvent& event) {
    v1::Event message;
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(row.data(), row.size()), &message, options);
    if (!status.ok()) return "this is no event in JSON";
    Fault fault;
    if (!FromContract(message, event, fault)) return fault.ToError().message;
    return {};
  }

  // Who is meant by the stations that were called; the first addressee of each.
  std::string Address(const KeptEvent& event, ReplayedCable& cable) const {
    const network::Directory& directory = draft_.directory;
    cable.from = event.event.station;
    cable.precedence = event.event.precedence;
    cable.body_bytes = event.event.body_bytes;
    const network::Station* post = directory.FindStation(cable.from);
    if (post == nullptr || post->role != network::StationRole::kTributary) {
      return fmt::format("{} is no post of the network", cable.from.ToString());
    }
    for (const cable::Called& called : event.called.span()) {
      const auto served = directory.ServedBy(called.indicator);
      if (!served.empty()) {
        auto& list = called.role == cable::Role::kAction ? cable.action : cable.info;
        list.push_back(served.front());
      } else if (const auto* collective = directory.FindCollective(called.indicator)) {
        cable.collective =
            static_cast<std::size_t>(collective - directory.network().collectives.data());
      } else {
        return fmt::format("nobody is at {}", called.indicator.ToString());
      }
    }
    if (cable.action.empty() && cable.info.empty() && !cable.collective) {
      return "the cable is for nobody";
    }
    return {};
  }

  const v1::ReplayConfig& config_;
  const std::string entry_;
  FieldChecks& checks_;
  ScenarioDraft& draft_;
  std::string name_;
  Duration at_{};
  std::uint64_t thousandths_ = 1000;  // how many times as fast
  RoutingIndicator from_;
};

}  // namespace

void ReadReplays(const v1::ScenarioConfig& config, ScenarioDraft& draft) {
  const auto count = static_cast<std::size_t>(config.replays_size());
  if (!draft.checks.AtMost("replays", count, kReplaysMax, "replays")) return;
  for (std::size_t i = 0; i < count; ++i) {
    ReplayReader(config.replays(static_cast<int>(i)), At("replays", i), draft).Read();
  }
}

}  // namespace torntape::proto
