#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/digest.h"
#include "base/instant.h"
#include "cable/draft.h"

namespace torntape::cable {

// One section of a cable, as it arrived at a terminal.
struct SectionArrival {
  Draft draft;             // its text with the label, and page lines where it has them
  std::string originator;  // format line 6
  std::string date_time;   // of format line 5, as printed
  int section = 0;
  int total = 0;
  Precedence precedence = Precedence::kRoutine;
  Digest digest;           // of its body
  bool corrected = false;  // it came with ZEL: it replaces what came before (spec 6)
};
// What of a cable is needed to put it on the shelf; nothing if it is no section, or its label
// counts beyond its total.
std::optional<SectionArrival> SectionOf(const Cable& cable);

// Which cable a section belongs to. `state` has one serial number for all its sections; in the
// other profiles each has its own, so that is no part of the key (spec 6, rows 105 and 106).
struct SectionKey {
  std::string originator;
  std::string date_time;
  RoutingIndicator calling;
  std::uint16_t serial = 0;
  int total = 0;
  friend auto operator<=>(const SectionKey&, const SectionKey&) = default;
};
SectionKey KeyOf(const SectionArrival& arrival);

// A cable put together again from its sections, or as much of it as came in time.
struct Reassembled {
  SectionKey key;
  Draft draft;               // heading of the first section there is; labels and page lines gone
  std::vector<int> missing;  // sections; a line in the text shows each gap
  // For each missing one, the request to the calling station: "INT ZDK RYKABD #0417/01 1341042
  // SECTION 02 OF 03" (spec 6). Sent as the text of a service message.
  std::vector<std::string> requests;
};

// Holds the sections of cables until all are there, or their time is up (spec 6, "Reassembly at a
// terminal"). Sections come in any order, by different ways, more than once. Those that name
// another total are another cable, and that is said. Relays never reassemble.
//
// What was handed over is remembered as long as there is room: a further copy of a section is then
// dropped, and one that comes too late completes the cable, which is handed over again, whole.
//
// Pure: time is an argument. Not thread-safe. Bounded: kCablesMax cables are remembered; one more
// makes room by the oldest, which is handed over with its gaps if it still waits.
class SectionShelf {
 public:
  static constexpr std::size_t kCablesMax = 256;

  // How long the first section waits for the last (spec 6, section_timeout).
  struct Timeouts {
    Duration immediate;  // O and higher
    Duration priority;
    Duration routine;
    Timeouts();
  };

  explicit SectionShelf(const Timeouts& timeouts = {}) : timeouts_(timeouts) {}

  // Puts a section on the shelf. `now` never goes back. A second copy of one is dropped; another
  // text under the same number replaces what is there, unless that came with ZEL and this did not.
  // False if another cable has its place, of the same originator and date-time group: nothing is
  // changed then, and whoever has it must look after it.
  bool HandleSection(Instant now, SectionArrival arrival);
  // Gives up on what has waited too long.
  void HandleTime(Instant now);
  // True if sections of this cable are waited for.
  bool IsWaiting(const SectionKey& key) const;
  // When HandleTime has something to do next.
  std::optional<Instant> PollTimeout() const;

  // What is complete, or was given up, since the last call, in that order; and what was said.
  std::vector<Reassembled> TakeReassembled();
  Diagnostics TakeDiagnostics();

  std::size_t size() const { return shelf_.size(); }

 private:
  using Key = SectionKey;
  // A cable waits until it is complete or given up; given up, it may still become complete.
  enum class State : std::uint8_t { kWaiting, kGivenUp, kComplete };
  struct Held {
    std::map<int, SectionArrival> sections;  // of a complete cable their names and digests alone
    Instant due;
    std::uint64_t order = 0;  // in which it was begun
    State state = State::kWaiting;
  };
  Duration TimeoutOf(Precedence precedence) const;
  void WarnOfTotals(const Key& key, const SectionArrival& arrival);
  bool IsOfAnother(const Held& held, const SectionArrival& arrival);
  // True if it was not there before.
  bool PutOn(Held& held, SectionArrival arrival);
  void MakeRoom();
  void HandOver(const Key& key, Held& held);
  void Say(DiagnosticCode code, std::string message, std::string hint);

  Timeouts timeouts_;
  std::map<Key, Held> shelf_;
  std::vector<Reassembled> reassembled_;
  Diagnostics diagnostics_;
  std::uint64_t begun_ = 0;
};

}  // namespace torntape::cable
