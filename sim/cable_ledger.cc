#include "sim/cable_ledger.h"

#include <algorithm>

#include <fmt/format.h>

namespace torntape::sim {

using cable::AddresseeId;
using cable::Event;
using cable::Role;
using cable::RoutingIndicator;

namespace {

constexpr std::string_view kOnce = "each addressee once";
constexpr std::string_view kNoCopyTwice = "no copy twice";
constexpr std::string_view kBodies = "bodies identical";

std::uint64_t MarkOfName(std::string_view name) { return DigestOf(name).low; }

}  // namespace

CableLedger::CableLedger(const network::Directory& directory, Promises& promises,
                         const Options& options)
    : directory_(directory), referee_(directory), promises_(promises), options_(options) {}

bool CableLedger::Facts::IsOnlyInfo(std::span<const cable::Called> called) const {
  return std::all_of(called.begin(), called.end(), [this](const cable::Called& one) {
    return std::any_of(info_only.begin(), info_only.end(),
                       [&](const cable::Called& info) { return info.indicator == one.indicator; });
  });
}

const CableLedger::Facts* CableLedger::FactsOf(std::uint64_t mark) const {
  const auto found = places_.find(mark);
  return found == places_.end() ? nullptr : &cables_[found->second].facts;
}

bool CableLedger::IsCommitted(std::uint64_t mark, RoutingIndicator from, RoutingIndicator to,
                              std::uint64_t copy) const {
  const auto found = places_.find(mark);
  if (found == places_.end()) return false;
  const auto& copies = cables_[found->second].copies;
  return std::any_of(copies.begin(), copies.end(), [&](const Copy& one) {
    return one.from == from && one.to == to && one.mark == copy && one.committed &&
           one.state != Copy::State::kUncertain;
  });
}

// ---------------------------------------------------------------- filing

void CableLedger::Expect(const cable::Cable& cable) {
  const cable::Heading& heading = *cable.transmission.heading;
  const Digest digest = DigestOf(cable.transmission.body.view());
  const std::uint64_t mark = MarkOf(heading.identification, digest.low);
  if (CableState* known = Find(mark)) {
    ++known->expected;
    return;
  }
  CableState state;
  state.identification = heading.identification;
  state.digest = digest;
  state.order = next_order_++;
  state.expected = 1;
  state.facts.classification = heading.classification;
  state.facts.action_precedence = heading.action_precedence;
  state.facts.info_precedence = heading.info_precedence;
  state.facts.always_deliver = heading.always_deliver;
  TakeRuling(referee_.RuleOn(cable), state);
  places_.emplace(mark, cables_.Add(std::move(state)));
}

void CableLedger::TakeRuling(const Ruling& ruling, CableState& state) {
  for (const OwedDelivery& delivery : ruling.owed) {
    Owed owed;
    owed.addressee = delivery.addressee;
    owed.station = delivery.station;
    owed.role = delivery.role;
    if (owed.addressee == AddresseeId::kNone) owed.name_mark = MarkOfName(delivery.name);
    state.owed.push_back(owed);
  }
  auto& info_only = state.facts.info_only;
  for (const Owed& owed : state.owed) {
    const auto same_station = [&](const Owed& other) { return other.station == owed.station; };
    const bool action = std::any_of(state.owed.begin(), state.owed.end(), [&](const Owed& other) {
      return same_station(other) && other.role == Role::kAction;
    });
    const bool known = std::any_of(info_only.begin(), info_only.end(), [&](const auto& called) {
      return called.indicator == owed.station;
    });
    if (!action && !known) info_only.push_back({owed.station, Role::kInfo});
  }
  for (const cable::Called& called : ruling.collectives) {
    if (called.role != Role::kInfo) continue;
    info_only.push_back(called);
  }
}

void CableLedger::HandleFiled(const Event& event) {
  Place place = 0;
  CableState* state = Find(MarkOf(event), &place);
  if (state == nullptr || state->expected == 0) {
    promises_.BreakAt("filed as given", event, "a post took in a cable that nobody gave it");
    return;
  }
  --state->expected;
  ++state->uncommitted;
  const bool again = ++state->filings > 1;
  if (again) return;
  state->filed_at = event.at;
  deliveries_owed_ += state->owed.size();
  state->open_deliveries = 0;
  for (const Owed& owed : state->owed) {
    if (owed.delivered > 0) {
      RecordSpeed(*state, owed);  // the word of the delivery came before the word of the filing
    } else if (!owed.intercepted) {
      ++state->open_deliveries;
    }
  }
  open_deliveries_ += state->open_deliveries;
}

void CableLedger::HandleRefused(const Event& event) {
  const std::uint64_t mark = MarkOf(event);
  Place place = 0;
  CableState* state = Find(mark, &place);
  if (state == nullptr || state->expected == 0) return;
  --state->expected;
  if (state->filings > 0) ForgetIfSettled(mark, place);
  if (state->filings > 0 || state->expected > 0) return;
  cables_.Remove(place);
  places_.erase(mark);
}

void CableLedger::HandleServiceMessage(const Event& event) {
  if (event.identification.calling.none()) return;  // held back: there is none
  const std::uint64_t mark = MarkOf(event);
  if (CableState* known = Find(mark)) {
    ++known->filings;
    return;
  }
  CableState state;
  state.identification = event.identification;
  state.digest.low = event.digest;
  state.order = next_order_++;
  state.filings = 1;
  state.uncommitted = 1;
  state.filed_at = event.at;
  places_.emplace(mark, cables_.Add(std::move(state)));
}

void CableLedger::HandleCommitted(const Event& event) {
  CableState* state = Find(MarkOf(event));
  if (state == nullptr) return;
  if (event.peer.none()) state->uncommitted = 0;
  for (Copy& copy : state->copies) {
    // It may have come twice, and only once been committed.
    if (copy.from == event.station && copy.came == event.number) copy.committed = true;
  }
}

// ---------------------------------------------------------------- copies

void CableLedger::HandleQueued(const Event& event) {
  Place place = 0;
  CableState* state = FindOrBreak(event, place);
  if (state == nullptr) return;
  Copy copy;
  copy.from = event.station;
  copy.to = event.peer;
  copy.mark = MarkOfCopy(event);
  if (!event.trace.empty()) copy.came = event.trace.front();
  copy.rerouted = IsRerouted(*state, event);
  if (event.trace.size() < cable::kTraceMax && WasMade(*state, copy)) {
    promises_.BreakAt(kNoCopyTwice, event,
                      fmt::format("the copy {} was made before, of what came by the same way",
                                  cable::FormatRoutingLine(event.precedence, event.called)));
  }
  state->copies.push_back(copy);
  ++state->open_copies;
}

// True if its station has made such a copy before, of what came over the same channels from the
// originator on. What came by another way is another matter: a station that is called by name and
// as a member, or by two collectives, has a copy by each way up to where it is served (spec 4.9.3).
bool CableLedger::WasMade(const CableState& state, const Copy& copy) {
  if (state.facts.always_deliver || copy.rerouted) return false;
  for (const Copy& other : state.copies) {
    if (other.from != copy.from || other.to != copy.to || other.mark != copy.mark) continue;
    // Its station may have forgotten that.
    if (other.state == Copy::State::kForgotten || other.state == Copy::State::kUncertain) continue;
    if (other.state != Copy::State::kLost) return true;
  }
  return false;
}

// Whoever lets a cable go on says so in a pilot (ZOV), and relays take such a copy for another one
// than that which came without (spec 4.9.3), on all of its way.
bool CableLedger::IsRerouted(const CableState& state, const Event& event) {
  if (state.rerouted_by.none()) return false;
  if (state.rerouted_by == event.station && state.rerouted_at == event.at) return true;
  return std::any_of(state.copies.begin(), state.copies.end(),
                     [&](const Copy& copy) { return copy.rerouted && copy.to == event.station; });
}

// A copy of which the last word may have been forgotten when its station ended, so that this one
// may follow though it does not fit. Once: with it the ledger knows again where the copy stands.
CableLedger::Copy* CableLedger::FindDoubtful(CableState& state, const Event& event) {
  using State = Copy::State;
  const std::uint64_t mark = MarkOfCopy(event);
  // What it had committed it certainly came back with, and with the rest perhaps.
  for (const State wanted : {State::kSent, State::kQueued, State::kUncertain, State::kReceipted}) {
    for (Copy& copy : state.copies) {
      const bool same = copy.from == event.station && copy.to == event.peer && copy.mark == mark;
      if (!same || copy.state != wanted || !(copy.doubtful || wanted == State::kUncertain))
        continue;
      if (!copy.IsOpen()) ++state.open_copies;
      return &copy;
    }
  }
  return nullptr;
}

// The copy that stands in `wanted`, or a doubtful one; it now stands in `next`. Null if there is
// none.
CableLedger::Copy* CableLedger::Move(CableState& state, const Event& event, Copy::State wanted,
                                     Copy::State next) {
  Copy* copy = FindCopy(state, event, wanted);
  if (copy == nullptr) copy = FindDoubtful(state, event);
  if (copy == nullptr) return nullptr;
  copy->doubtful = false;
  copy->state = next;
  if (!copy->IsOpen()) --state.open_copies;
  return copy;
}

CableLedger::Copy* CableLedger::FindCopy(CableState& state, const Event& event,
                                         Copy::State wanted) {
  const std::uint64_t mark = MarkOfCopy(event);
  for (Copy& copy : state.copies) {
    if (copy.state == wanted && copy.from == event.station && copy.to == event.peer &&
        copy.mark == mark) {
      return &copy;
    }
  }
  return nullptr;
}

void CableLedger::HandleSent(const Event& event) {
  Place place = 0;
  CableState* state = FindOrBreak(event, place);
  if (state == nullptr || Move(*state, event, Copy::State::kQueued, Copy::State::kSent)) return;
  promises_.BreakAt(kNoCopyTwice, event,
                    fmt::format("{} was sent, but no such copy was waiting",
                                cable::FormatRoutingLine(event.precedence, event.called)));
}

void CableLedger::HandleBurnt(const Event& event) {
  Place place = 0;
  CableState* state = FindOrBreak(event, place);
  if (state == nullptr || Move(*state, event, Copy::State::kSent, Copy::State::kQueued)) return;
  promises_.BreakAt(kCustody, event, "the number of a copy was burnt that was not under way");
}

void CableLedger::HandleReceipted(const Event& event) {
  Place place = 0;
  CableState* state = FindOrBreak(event, place);
  if (state == nullptr) return;
  if (Move(*state, event, Copy::State::kSent, Copy::State::kReceipted) == nullptr) {
    promises_.BreakAt(kCustody, event, "a receipt came for a copy that was not under way");
    return;
  }
  ForgetIfSettled(MarkOf(event), place);
}

// ---------------------------------------------------------------- deliveries

void CableLedger::HandleDelivered(const Event& event) {
  Place place = 0;
  CableState* state = FindOrBreak(event, place);
  if (state == nullptr) return;
  Owed* found = nullptr;
  for (Owed& owed : state->owed) {
    if (owed.addressee != event.addressee || owed.station != event.station) continue;
    // Events do not name those whom the directory does not hold: take the first who waits.
    if (found == nullptr || found->delivered > 0) found = &owed;
  }
  if (found == nullptr) {
    promises_.BreakAt(kOnce, event,
                      "it was delivered to somebody whom neither its address lines nor its routing "
                      "line mean");
    return;
  }
  if (found->delivered++ > 0) {
    if (state->facts.always_deliver) return;
    // Its post cannot know that it had handed it over: it lost its store since. Or it cannot know
    // whether it had, and says so.
    const bool says_so = event.reason == cable::Reason::kSuspectedDuplicate;
    if (found->forgotten || (found->doubtful && says_so)) {
      found->forgotten = found->doubtful = false;
      return;
    }
    promises_.BreakAt(kOnce, event,
                      fmt::format("{} got it {} times", NameOf(*found), found->delivered));
    return;
  }
  if (found->role != event.role) {
    promises_.BreakAt(kOnce, event,
                      fmt::format("{} got it for {}, and was to get it for {}", NameOf(*found),
                                  cable::NameOf(event.role), cable::NameOf(found->role)));
  }
  const auto& info_precedence = state->facts.info_precedence;
  if (found->role == Role::kAction && info_precedence && event.precedence == *info_precedence &&
      event.precedence != state->facts.action_precedence) {
    promises_.BreakAt(
        kPrecedence, event,
        fmt::format("{} got it for action, and at the precedence for INFO", NameOf(*found)));
  }
  ++deliveries_;
  found->delivered_at = event.at;
  found->precedence = event.precedence;
  if (state->filings > 0) {
    RecordSpeed(*state, *found);
    if (!found->intercepted) SettleOwed(*state);
  }
  ForgetIfSettled(MarkOf(event), place);
}

void CableLedger::RecordSpeed(const CableState& state, const Owed& owed) {
  speeds_[static_cast<std::size_t>(owed.precedence)].Add(owed.delivered_at - state.filed_at);
}

void CableLedger::SettleOwed(CableState& state) {
  --state.open_deliveries;
  --open_deliveries_;
}

// A branch kept for a supervisor, with all who would have got the cable by it. At a post no branch
// is named: it is the post itself, and all that its copy calls.
void CableLedger::HandleIntercepted(const Event& event) {
  Place place = 0;
  CableState* state = Find(MarkOf(event), &place);
  if (state == nullptr) return;
  if (event.subject.none()) {
    InterceptBranch(*state, event.station);
    for (const cable::Called& called : event.called) InterceptBranch(*state, called.indicator);
  } else {
    ++state->aside;
    InterceptBranch(*state, event.subject);
  }
  ForgetIfSettled(MarkOf(event), place);
}

void CableLedger::InterceptBranch(CableState& state, RoutingIndicator branch) {
  const network::Collective* collective = directory_.FindCollective(branch);
  for (Owed& owed : state.owed) {
    const bool member = collective != nullptr && owed.addressee != AddresseeId::kNone &&
                        directory_.MembershipOf(*collective, owed.addressee).has_value();
    if (owed.station != branch && !member) continue;
    if (owed.intercepted || owed.delivered > 0) continue;
    owed.intercepted = true;
    if (state.filings > 0) SettleOwed(state);
  }
}

void CableLedger::HandleReleased(const Event& event) {
  Place place = 0;
  CableState* state = Find(MarkOf(event), &place);
  if (state == nullptr) return;
  if (state->aside > 0) --state->aside;
  if (event.reason == cable::Reason::kWithdrawn) return ForgetIfSettled(MarkOf(event), place);
  if (event.reason != cable::Reason::kRerouted) return;
  state->rerouted_by = event.station;  // its copy is queued next
  state->rerouted_at = event.at;
}

void CableLedger::HandleBody(const DeliveredBody& body) {
  body_bytes_ += body.bytes;
  const std::uint64_t mark = MarkOf(body.identification, body.digest.low);
  Place place = 0;
  CableState* state = Find(mark, &place);
  if (state == nullptr || state->digest != body.digest) {
    promises_.Break(kBodies, body.station.ToString(), &body.identification,
                    fmt::format("{} was handed a body under this name that is none that was filed "
                                "(XXH3-128 {}, {} bytes)",
                                body.addressee, FormatDigest(body.digest), body.bytes));
    return;
  }
  const AddresseeId id = directory_.FindAddressee(body.addressee);
  const std::uint64_t name = id == AddresseeId::kNone ? MarkOfName(body.addressee) : 0;
  for (Owed& owed : state->owed) {
    if (owed.addressee != id || owed.station != body.station || owed.name_mark != name) continue;
    ++owed.bodies;
    break;
  }
  ForgetIfSettled(mark, place);
}

// ---------------------------------------------------------------- ends

void CableLedger::HandleStopped(RoutingIndicator station) {
  for (const auto& [mark, place] : places_) {  // each on its own: the order does not show
    CableState& state = cables_[place];
    for (Copy& copy : state.copies) {
      if (copy.from != station) continue;
      if (copy.committed || copy.state == Copy::State::kLost) {
        copy.doubtful = true;
        continue;
      }
      if (copy.IsOpen()) --state.open_copies;
      copy.state = Copy::State::kUncertain;
    }
    for (Owed& owed : state.owed) {
      owed.doubtful |= owed.station == station && owed.delivered > 0;
    }
    if (state.identification.calling != station || state.uncommitted == 0) continue;
    state.uncertain = state.uncertain || state.filings == state.uncommitted;
  }
}

void CableLedger::HandleStoreLost(RoutingIndicator station) {
  using State = Copy::State;
  for (const auto& [mark, place] : places_) {  // each on its own: the order does not show
    CableState& state = cables_[place];
    for (Copy& copy : state.copies) {
      if (copy.from != station) continue;
      // What it had not committed it had not receipted either: its sender still has it. What the
      // next station has receipted is no loss.
      const bool held = copy.IsOpen();
      if (held) --state.open_copies;
      copy.state = held || copy.state == State::kLost ? State::kLost : State::kForgotten;
      copy.doubtful = false;
    }
    // A post may hold what it has receipted, as sections of a cable that is not whole yet.
    const bool receipted =
        std::any_of(state.copies.begin(), state.copies.end(), [station](const Copy& copy) {
          return copy.to == station && copy.state == State::kReceipted;
        });
    for (Owed& owed : state.owed) {
      if (owed.station != station) continue;
      owed.forgotten |= owed.delivered > 0;
      owed.lost |= receipted && owed.delivered == 0;
    }
  }
}

void CableLedger::Finish(bool drained) {
  std::vector<const CableState*> rest;
  for (const auto& [mark, place] : places_) rest.push_back(&cables_[place]);
  std::sort(rest.begin(), rest.end(),
            [](const CableState* a, const CableState* b) { return a->order < b->order; });
  for (const CableState* state : rest) FinishCable(*state, drained);
}

void CableLedger::FinishCable(const CableState& state, bool drained) {
  const std::uint64_t mark = MarkOf(state.identification, state.digest.low);
  if (state.expected > 0) {
    promises_.Break("filed as given", state.identification.calling.ToString(),
                    &state.identification, "its post neither took it nor refused it", mark);
  }
  if (state.filings == 0) return;
  if (drained && state.open_copies > 0) {
    const auto open = std::find_if(state.copies.begin(), state.copies.end(),
                                   [](const Copy& copy) { return copy.IsOpen(); });
    promises_.Break(kCustody, open->from.ToString() + " -> " + open->to.ToString(),
                    &state.identification, "a copy was never receipted, and nobody holds it", mark);
  }
  for (const Owed& owed : state.owed) {
    if (owed.delivered == 0 && !owed.intercepted) {
      if (state.uncertain) continue;  // nobody was told that it was accepted
      if (state.open_copies > 0 && !drained) {
        ++queued_;
        continue;
      }
      std::string what = fmt::format("{} did not get it", NameOf(owed));
      if (owed.lost) what += fmt::format("; {} lost its store with it", owed.station.ToString());
      for (const Copy& copy : state.copies) {
        if (copy.state != Copy::State::kLost) continue;
        what += fmt::format("; {} lost its store with a copy for {}", copy.from.ToString(),
                            copy.to.ToString());
      }
      promises_.Break(kOnce, owed.station.ToString(), &state.identification, std::move(what), mark);
    } else if (owed.delivered > 0 && owed.bodies == 0) {
      promises_.Break(
          kBodies, owed.station.ToString(), &state.identification,
          fmt::format("{} was told to have it, but no body was handed over", NameOf(owed)), mark);
    }
  }
}

std::vector<SpeedRow> CableLedger::speeds() const {
  std::vector<SpeedRow> rows;
  for (std::size_t i = 0; i < speeds_.size(); ++i) {
    const SpeedHistogram& speed = speeds_[i];
    if (speed.count() == 0) continue;
    rows.push_back(SpeedRowOf(static_cast<cable::Precedence>(i), speed));
  }
  return rows;
}

// ---------------------------------------------------------------- finding

CableLedger::CableState* CableLedger::Find(std::uint64_t mark, Place* place) {
  const auto found = places_.find(mark);
  if (found == places_.end()) return nullptr;
  if (place != nullptr) *place = found->second;
  return &cables_[found->second];
}

CableLedger::CableState* CableLedger::FindOrBreak(const Event& event, Place& place) {
  CableState* state = Find(MarkOf(event), &place);
  if (state == nullptr) {
    promises_.BreakAt(event.kind == cable::EventKind::kDelivered ? kOnce : kNoCopyTwice, event,
                      fmt::format("\"{}\" of a cable that was never filed, or of which all was "
                                  "settled already",
                                  cable::NameOf(event.kind)));
  }
  return state;
}

void CableLedger::ForgetIfSettled(std::uint64_t mark, Place place) {
  const CableState& state = cables_[place];
  if (!options_.forget_settled || state.open_copies > 0 || state.open_deliveries > 0) return;
  if (state.aside > 0 || state.uncommitted > 0) return;
  if (state.expected > 0 || state.filings == 0) return;
  for (const Owed& owed : state.owed) {
    if (owed.delivered > 0 && owed.bodies == 0) return;
  }
  cables_.Remove(place);
  places_.erase(mark);
}

std::string CableLedger::NameOf(const Owed& owed) const {
  if (owed.addressee == AddresseeId::kNone) return "somebody named at " + owed.station.ToString();
  return AddresseeOf(directory_.network(), owed.addressee).name;
}

}  // namespace torntape::sim
