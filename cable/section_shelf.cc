#include "cable/section_shelf.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cable/paging.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// The text of a section without its label: what stood behind the classification goes with the
// first section, whose classification leads the whole.
std::vector<std::string> TextWithoutLabel(const Draft& draft, bool first) {
  std::vector<std::string> text = WithoutPages(draft.text);
  if (text.empty()) return text;
  const ClassLine line = SplitClassLine(text.front());
  const LabelInText label = FindSectionLabel(line.rest);
  if (label.total == 0) return text;
  const std::string_view behind = Trim(line.rest.substr(label.size));
  std::string kept(line.words);
  if (!behind.empty()) kept.append(kept.empty() ? "" : " ").append(behind);
  if (first && !kept.empty()) {
    text.front() = std::move(kept);
  } else {
    text.erase(text.begin());
  }
  return text;
}

std::string RequestFor(int section, int total, const Draft& neighbour) {
  MessageIdentification id = neighbour.identification;
  return fmt::format("INT ZDK {} SECTION {:02} OF {:02}",
                     neighbour.profile == Profile::kState
                         ? id.ToString()
                         : WriteCallingLine(Profile::kAcp127, id).substr(3),
                     section, total);
}

// The heading of the first section that there is, and the texts in order.
Reassembled Join(int total, const std::map<int, SectionArrival>& sections) {
  Reassembled whole;
  const Draft& first = sections.begin()->second.draft;
  whole.draft = first;
  whole.draft.identification.section = 0;
  whole.draft.text.clear();
  std::vector<std::string> gaps;  // not yet shown: the classification leads the text
  for (int section = 1; section <= total; ++section) {
    const auto found = sections.find(section);
    if (found == sections.end()) {
      whole.missing.push_back(section);
      whole.requests.push_back(RequestFor(section, total, first));
      gaps.push_back(fmt::format("SECTION {:02} OF {:02} IS MISSING", section, total));
      continue;
    }
    const Draft& draft = found->second.draft;
    const bool leads = &draft == &first;
    std::vector<std::string> text = TextWithoutLabel(draft, leads);
    const bool class_line = leads && !text.empty() && !SplitClassLine(text.front()).words.empty();
    text.insert(text.begin() + (class_line ? 1 : 0), gaps.begin(), gaps.end());
    gaps.clear();
    std::move(text.begin(), text.end(), std::back_inserter(whole.draft.text));
    whole.draft.ending = draft.ending;  // corrections stand behind the last section
  }
  whole.draft.text.insert(whole.draft.text.end(), gaps.begin(), gaps.end());
  return whole;
}

}  // namespace

SectionShelf::Timeouts::Timeouts()
    : immediate(minutes(30)), priority(hours(3)), routine(hours(6)) {}

std::optional<SectionArrival> SectionOf(const Cable& cable) {
  const BodyView& body = cable.body;
  if (body.section < 1 || body.section_total < body.section) return std::nullopt;
  SectionArrival arrival;
  arrival.draft = DraftOf(cable);
  if (body.from) arrival.originator = body.from->designation;
  arrival.date_time = body.date_time_group.text;
  arrival.section = body.section;
  arrival.total = body.section_total;
  arrival.precedence = cable.transmission.precedence;
  arrival.digest = cable.transmission.heading->body_digest;
  const auto& pilots = cable.transmission.pilots;
  arrival.corrected =
      std::any_of(pilots.begin(), pilots.end(),
                  [](const Pilot& pilot) {
                    const Groups groups = SplitGroups(pilot.instruction);
                    return std::find(groups.begin(), groups.end(), "ZEL") != groups.end();
                  }) ||
      arrival.draft.content.starts_with("ZEL");
  return arrival;
}

SectionKey KeyOf(const SectionArrival& arrival) {
  const MessageIdentification& id = arrival.draft.identification;
  const bool shared = arrival.draft.profile == Profile::kState;
  return {arrival.originator, arrival.date_time, id.calling, shared ? id.serial : std::uint16_t{0},
          arrival.total};
}

Duration SectionShelf::TimeoutOf(Precedence precedence) const {
  if (!IsHigher(Precedence::kImmediate, precedence)) return timeouts_.immediate;
  return precedence == Precedence::kPriority ? timeouts_.priority : timeouts_.routine;
}

bool SectionShelf::HandleSection(Instant now, SectionArrival arrival) {
  HandleTime(now);
  const Key key = KeyOf(arrival);
  auto found = shelf_.find(key);
  if (found != shelf_.end() && IsOfAnother(found->second, arrival)) return false;
  if (found == shelf_.end()) {
    WarnOfTotals(key, arrival);
    if (shelf_.size() == kCablesMax) MakeRoom();
    Held held;
    held.due = now + TimeoutOf(arrival.precedence);
    held.order = begun_++;
    found = shelf_.emplace(key, std::move(held)).first;
  }
  Held& held = found->second;
  if (!PutOn(held, std::move(arrival))) return true;
  if (held.sections.size() == static_cast<std::size_t>(key.total)) HandOver(key, held);
  return true;
}

// Two cables of one minute cannot be told apart by what names them; but one section of a cable has
// one serial number. A correction may have another.
bool SectionShelf::IsOfAnother(const Held& held, const SectionArrival& arrival) {
  const auto there = held.sections.find(arrival.section);
  if (there == held.sections.end() || arrival.corrected) return false;
  const MessageIdentification& known = there->second.draft.identification;
  const MessageIdentification& id = arrival.draft.identification;
  if (there->second.digest == arrival.digest || known == id) return false;
  Say(DiagnosticCode::kSectionConflict,
      fmt::format("section {:02} of {} stands where section {:02} of {} does: both are of {}",
                  arrival.section, id.ToString(), arrival.section, known.ToString(),
                  arrival.date_time),
      "the later one is handed over by itself; look whether the others belong together");
  return true;
}

// Keys that differ in the total alone stand side by side.
void SectionShelf::WarnOfTotals(const Key& key, const SectionArrival& arrival) {
  Key lowest = key;
  lowest.total = 0;
  for (auto other = shelf_.lower_bound(lowest); other != shelf_.end(); ++other) {
    Key same = other->first;
    same.total = key.total;
    if (same != key) return;
    Say(DiagnosticCode::kSectionTotal,
        fmt::format("section {:02} of {} says OF {:02}, others of this cable say OF {:02}",
                    arrival.section, arrival.draft.identification.ToString(), key.total,
                    other->first.total),
        "they are kept apart; ask the calling station which is right");
  }
}

bool SectionShelf::PutOn(Held& held, SectionArrival arrival) {
  const auto [at, fresh] = held.sections.try_emplace(arrival.section, arrival);
  if (fresh) return true;
  if (at->second.digest == arrival.digest) return false;
  const bool keep = at->second.corrected && !arrival.corrected;
  const char* hint = keep ? "the corrected copy that came first (ZEL) is kept"
                          : "the later copy is kept; compare them before you rely on it";
  if (held.state == State::kComplete) {
    hint = "the cable was handed over with the first; ask the calling station which is right";
  }
  Say(DiagnosticCode::kSectionConflict,
      fmt::format("section {:02} of {} came twice with different texts", arrival.section,
                  arrival.draft.identification.ToString()),
      hint);
  if (!keep && held.state != State::kComplete) at->second = std::move(arrival);
  return false;
}

void SectionShelf::MakeRoom() {
  const auto oldest = std::min_element(
      shelf_.begin(), shelf_.end(),
      [](const auto& a, const auto& b) { return a.second.order < b.second.order; });
  if (oldest->second.state == State::kWaiting) HandOver(oldest->first, oldest->second);
  shelf_.erase(oldest);
}

void SectionShelf::HandleTime(Instant now) {
  std::vector<std::map<Key, Held>::iterator> due;
  for (auto each = shelf_.begin(); each != shelf_.end(); ++each) {
    if (each->second.state == State::kWaiting && each->second.due <= now) due.push_back(each);
  }
  std::sort(due.begin(), due.end(), [](const auto& a, const auto& b) {
    return std::pair(a->second.due, a->second.order) < std::pair(b->second.due, b->second.order);
  });
  for (const auto& each : due) HandOver(each->first, each->second);
}

bool SectionShelf::IsWaiting(const SectionKey& key) const {
  const auto found = shelf_.find(key);
  return found != shelf_.end() && found->second.state == State::kWaiting;
}

std::optional<Instant> SectionShelf::PollTimeout() const {
  std::optional<Instant> next;
  for (const auto& [key, held] : shelf_) {
    if (held.state == State::kWaiting && (!next || held.due < *next)) next = held.due;
  }
  return next;
}

void SectionShelf::HandOver(const Key& key, Held& held) {
  Reassembled whole = Join(key.total, held.sections);
  whole.key = key;
  held.state = whole.missing.empty() ? State::kComplete : State::kGivenUp;
  if (held.state == State::kComplete) {
    for (auto& [section, arrival] : held.sections) {
      Draft named;
      named.identification = arrival.draft.identification;
      arrival.draft = std::move(named);
    }
  } else {
    Say(DiagnosticCode::kSectionMissing,
        fmt::format("{} of {} sections of {} did not come in time", whole.missing.size(), key.total,
                    held.sections.begin()->second.draft.identification.ToString()),
        whole.requests.front());
  }
  reassembled_.push_back(std::move(whole));
}

void SectionShelf::Say(DiagnosticCode code, std::string message, std::string hint) {
  diagnostics_.push_back({code, Severity::kWarning, {}, 12, std::move(message), std::move(hint)});
}

std::vector<Reassembled> SectionShelf::TakeReassembled() { return std::exchange(reassembled_, {}); }
Diagnostics SectionShelf::TakeDiagnostics() { return std::exchange(diagnostics_, {}); }

}  // namespace torntape::cable
