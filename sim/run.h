#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "cable/precedence.h"
#include "cable/transmission.h"

// A run of a scenario from its file to its report, whatever the clock: what `torntape run` calls.
namespace torntape::sim {

// kVirtual: the cores in a world of virtual time, as fast as the machine can. kLive: every station
// a process of its own on loopback sockets, in real time.
enum class Clock : std::uint8_t { kVirtual, kLive };
std::string_view NameOf(Clock clock);  // "virtual", "live"

struct RunOptions {
  std::string scenario;  // path of the file
  Clock clock = Clock::kVirtual;
  // Live: how many times faster than written the cables are filed. Above zero.
  double speed = 1.0;
  std::optional<std::uint64_t> seed;  // in place of the scenario's own
  // In place of what the scenario and its network say: "preemption=off" (proto/yaml_settings.h).
  std::vector<std::string> settings;
  std::string events_file;  // JSON Lines are written there; empty: nowhere
  // Live: the program that is started once a station. The caller resolves its own (/proc/self/exe).
  std::string program = "/proc/self/exe";
  // Live: each station keeps its custody on disk, in a folder of its own below this one; empty: all
  // in memory.
  std::string store_folder;
  // Live: how long, in real time, after the last filing the network may take to drain; and how long
  // it may take to come up, and to stop.
  Duration drain_deadline = std::chrono::seconds(30);
  Duration start_deadline = std::chrono::seconds(20);
};

// How far a run has come. Numbers only grow, but for `outstanding`.
struct Progress {
  enum class Phase : std::uint8_t { kReading, kStarting, kRunning, kDraining, kStopping };
  Phase phase = Phase::kReading;
  Instant now;                       // of the network's clock
  std::uint64_t stations_ready = 0;  // live: whose links are all up
  std::uint64_t stations = 0;
  std::uint64_t cables_filed = 0;
  std::uint64_t cables_total = 0;  // 0: not known beforehand
  std::uint64_t deliveries = 0;
  std::uint64_t outstanding = 0;  // deliveries owed and not yet made
};
std::string_view NameOf(Progress::Phase phase);  // "reading", "starting", ...

// Is told how a run goes on, several times a second and at each change of phase. Called from within
// RunScenario, on its thread.
class ProgressListener {
 public:
  virtual ~ProgressListener() = default;
  virtual void OnProgress(const Progress& progress) = 0;
  // One line for a person: what a station complained of, a warning of the reader.
  virtual void OnNotice(std::string_view line) = 0;
  // True ends the run in good order, with a report of what was until then (Ctrl-C). Asked often.
  virtual bool StopWanted() { return false; }
};

// ---- what a run found, as plain data

// Somebody whom a cable reached, or whom it should have reached.
struct DeliveryRow {
  std::string addressee;
  std::string station;  // who serves the addressee: "RYLBEL"
  cable::Role role = cable::Role::kAction;
  std::string line_2;             // of the copy: "RR RYLBEL"
  std::vector<std::string> path;  // stations, the first is where it was filed
  Instant at;
  bool delivered = true;  // false: owed, and `note` says what became of it
  std::string note;       // "not delivered", "delivered twice"; mostly empty
};

// One copy on one hop.
struct CopyRow {
  std::string from;
  std::string to;
  std::string number;  // "LBA0003"
  std::string line_2;
  Instant at;        // when it was sent
  std::string note;  // "burnt", "suspected duplicate"; mostly empty
};

struct CableRow {
  std::string identification;  // "RYKABD #0417/01 1341042"
  std::string source;          // the file it came from, or the generator; may be empty
  cable::Precedence precedence = cable::Precedence::kRoutine;
  Instant filed;
  bool accepted = true;
  std::string refused;  // why not, if not accepted
  std::vector<DeliveryRow> deliveries;
  std::vector<CopyRow> copies;           // in the order of sending
  std::vector<std::string> intercepted;  // "RYLB: RYXXYY (unknown indicator)"
};

// Speed of service of one precedence: filing to delivery. Exact to two digits (1.6 %).
struct SpeedRow {
  cable::Precedence precedence = cable::Precedence::kRoutine;  // of the delivered copy's line 2
  std::uint64_t deliveries = 0;
  Duration least{};
  Duration median{};
  Duration p99{};
  Duration most{};
  Duration objective{};               // of spec 3.1; zero: there is none
  std::uint64_t in_time = 0;          // deliveries within it
  std::vector<std::uint64_t> spread;  // deliveries by kSpreadBounds, and beyond the last of them
};
inline constexpr std::array<Duration, 9> kSpreadBounds = {
    std::chrono::seconds(1), std::chrono::seconds(10), std::chrono::minutes(1),
    std::chrono::minutes(5), std::chrono::minutes(10), std::chrono::minutes(30),
    std::chrono::hours(1),   std::chrono::hours(3),    std::chrono::hours(6)};

// One direction between two stations, over all its channels.
struct CircuitRow {
  std::string from;
  std::string to;
  std::uint64_t transmissions = 0;
  std::uint64_t body_bytes = 0;
  std::uint64_t queue_peak = 0;  // copies that waited for one channel at one time
  Instant queue_peak_at;
  // Virtual: of the time of the run, the thousandths in which it carried something, the mean of its
  // channels. Nothing: it takes no time to send on, or the clock is live.
  std::optional<std::uint32_t> busy_per_mille;
};

// Something that went wrong because the scenario said so.
struct FaultRow {
  Instant at;
  std::string what;  // "link KA-LB cut for 20m"
};

// How many copies were set aside for a supervisor, by the reason that was said.
struct InterceptRow {
  std::string reason;  // "not approved"
  std::uint64_t count = 0;
};

// A line of a cable that was garbled on a telegraph circuit.
struct GarbledRow {
  std::string from;
  std::string to;
  std::string number;  // "LBA0003"
  std::string sent;
  std::string came;
};

// How a run went in time, in steps of one length.
struct Timeline {
  Duration step{};
  std::vector<std::uint64_t> filed;      // in each step
  std::vector<std::uint64_t> delivered;  // the same
  std::vector<std::uint64_t> waiting;    // copies in all queues, the most at one time in each step
};

// A law or an expectation that did not hold.
struct BrokenPromise {
  std::string law;    // "each addressee once", "precedence order", "expected copy", ...
  std::string place;  // "RYLB -> RYMC", "RYLBEL", or file:line of the expectation
  std::string cable;  // its identification; empty if it is about none
  std::string what;   // one sentence: what was promised and what came instead
  std::vector<std::string> events;  // the events that show it, oldest first, as printed lines
};

struct RunCounts {
  std::uint64_t cables_filed = 0;     // accepted by posts
  std::uint64_t cables_refused = 0;   // by posts
  std::uint64_t deliveries_owed = 0;  // addressees of accepted cables, by the checker's own reading
  std::uint64_t deliveries = 0;       // of these, made
  std::uint64_t intercepted = 0;      // branches kept for a supervisor
  std::uint64_t queued = 0;           // deliveries still owed at the end, with a copy under way
  std::uint64_t transmissions = 0;
  std::uint64_t receipted = 0;
  std::uint64_t burnt = 0;
  std::uint64_t duplicates_dropped = 0;
  std::uint64_t open_numbers = 0;
  std::uint64_t garbled = 0;  // of these: it came, and not as it was sent
  std::uint64_t body_bytes_delivered = 0;
  std::uint64_t events = 0;
  std::uint64_t copies_expected = 0;  // by the scenario's `expect:`
  std::uint64_t copies_kept = 0;
  std::uint64_t deliveries_expected = 0;
  std::uint64_t deliveries_kept = 0;
  std::uint64_t counts_expected = 0;  // other expectations, of numbers
  std::uint64_t counts_kept = 0;
};

// kInterrupted: somebody wanted it to stop before its end, and nothing was broken until then.
enum class Outcome : std::uint8_t { kKept, kBroken, kInterrupted };
std::string_view NameOf(Outcome outcome);  // "kept", "broken", "interrupted"

struct RunReport {
  std::string scenario;  // its name
  std::string scenario_path;
  std::string network;
  Clock clock = Clock::kVirtual;
  std::uint64_t seed = 0;
  std::string rerun;  // the line that repeats the run
  Instant begin;      // of the network's clock
  Instant end;
  Duration took{};  // real time, from the reading of the file
  Outcome outcome = Outcome::kKept;
  RunCounts counts;
  // Every cable with its deliveries and copies, in the order of filing; empty when there are more
  // than kDetailedCablesMax, of which only counts and speeds are kept.
  std::vector<CableRow> cables;
  std::vector<CircuitRow> circuits;  // the busiest first; the first kCircuitRowsMax
  Timeline timeline;
  std::vector<FaultRow> faults;  // the first kFaultRowsMax
  std::uint64_t faults_total = 0;
  std::vector<FaultRow> operators;  // what people at intercept positions did
  std::vector<InterceptRow> intercepts;
  std::vector<GarbledRow> garbled;    // the first kGarbledRowsMax
  std::vector<SpeedRow> speeds;       // by precedence, the most urgent first; those that occurred
  std::vector<BrokenPromise> broken;  // the first kBrokenPromisesMax
  std::uint64_t broken_total = 0;
  std::string events_file;
};
inline constexpr std::size_t kDetailedCablesMax = 40;
inline constexpr std::size_t kBrokenPromisesMax = 100;
inline constexpr std::size_t kCircuitRowsMax = 1'000;
inline constexpr std::size_t kFaultRowsMax = 1'000;
inline constexpr std::size_t kGarbledRowsMax = 100;

// Reads the scenario, runs it under the clock asked for until it has drained or its deadline is
// over, and checks the laws and the scenario's expectations. A broken promise is a report, and so
// is a run that was stopped; an Error means that it could not run, and says why and where.
[[nodiscard]] Result<RunReport> RunScenario(const RunOptions& options, ProgressListener& progress);

struct ReportStyle {
  bool colour = false;
  std::size_t width = 100;  // columns; 60 at least
  bool quiet = false;       // the verdict and what was broken alone
};
// For a person: a table by cable, the copies hop by hop, what was broken, and the verdict in the
// last line. Ends with a line end.
std::string FormatReport(const RunReport& report, const ReportStyle& style = {});
// One JSON object, without line end: the fields of RunReport in snake case, in their order;
// instants as text, durations in nanoseconds. The same report gives the same bytes.
std::string ReportAsJson(const RunReport& report);

}  // namespace torntape::sim
