#include "sim/recorder.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "network/trace.h"
#include "sim/promises.h"

namespace torntape::sim {

using cable::Event;
using cable::EventKind;
using cable::RoutingIndicator;

namespace {

std::string NameOfBranch(const Event& event) {
  if (!event.subject.none()) return event.subject.ToString();
  // No indicator, so that no event can name it; the post told whoever filed it.
  const bool unreadable = event.reason == cable::Reason::kUnknownIndicator;
  return unreadable ? "a group of line 2 that nobody can read" : "the cable";
}

}  // namespace

std::vector<std::string> PathOf(const network::Directory& directory, RoutingIndicator station,
                                std::span<const cable::ChannelNumber> trace) {
  std::vector<std::string> path = {station.ToString()};
  RoutingIndicator here = station;
  for (const cable::ChannelNumber& number : trace) {
    const RoutingIndicator before = network::SenderOf(directory, here, number.designator);
    if (before.none()) break;
    path.push_back(before.ToString());
    here = before;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

void Recorder::Expect(const cable::Cable& cable, Instant at, const std::string& source) {
  if (too_many_) return;
  const cable::Heading& heading = *cable.transmission.heading;
  const std::uint64_t mark = MarkOf(heading.identification, heading.body_digest.low);
  if (rows_.size() >= kDetailedCablesMax) {
    too_many_ = true;
    rows_.clear();
    places_.clear();
    return;
  }
  if (places_.contains(mark)) return;  // filed again: told with the first
  Kept kept;
  CableRow& row = kept.row;
  row.identification = heading.identification.ToString();
  row.source = source;
  row.precedence = cable.transmission.precedence;
  row.filed = at;
  for (const OwedDelivery& owed : referee_.RuleOn(cable).owed) {
    DeliveryRow delivery;
    delivery.addressee = owed.name;
    delivery.station = owed.station.ToString();
    delivery.role = owed.role;
    delivery.delivered = false;
    delivery.note = "not delivered";
    row.deliveries.push_back(std::move(delivery));
  }
  places_.emplace(mark, rows_.size());
  rows_.push_back(std::move(kept));
}

void Recorder::Refuse(const cable::Cable& cable, const std::string& why) {
  const cable::Heading& heading = *cable.transmission.heading;
  Kept* kept = Find(MarkOf(heading.identification, heading.body_digest.low));
  if (kept != nullptr && !kept->taken) kept->row.refused = why;
}

void Recorder::OnEvent(const Event& event) {
  if (too_many_ || event.identification.calling.none()) return;
  Kept* kept = Find(MarkOf(event));
  if (kept == nullptr) return;
  CableRow& row = kept->row;
  switch (event.kind) {
    case EventKind::kFiled:
      if (!kept->taken) row.filed = event.at;
      kept->taken = true;
      return;
    case EventKind::kRefused:
      if (kept->taken) return;  // it was filed again
      row.accepted = false;
      row.refused = cable::NameOf(event.reason);
      row.deliveries.clear();
      return;
    case EventKind::kSent:
      return RecordSent(row, event);
    case EventKind::kBurnt:
      return RecordBurnt(row, event);
    case EventKind::kDelivered:
      return RecordDelivered(row, event);
    case EventKind::kIntercepted:
      row.intercepted.push_back(fmt::format("{}: {} ({})", event.station.ToString(),
                                            NameOfBranch(event), cable::NameOf(event.reason)));
      return;
    default:
      return;
  }
}

void Recorder::RecordSent(CableRow& row, const Event& event) {
  CopyRow copy;
  copy.from = event.station.ToString();
  copy.to = event.peer.ToString();
  copy.number = event.number.ToString();
  copy.line_2 = cable::FormatRoutingLine(event.precedence, event.called);
  copy.at = event.at;
  if (event.reason != cable::Reason::kNone) copy.note = cable::NameOf(event.reason);
  row.copies.push_back(std::move(copy));
}

void Recorder::RecordBurnt(CableRow& row, const Event& event) {
  const std::string from = event.station.ToString();
  const std::string number = event.number.ToString();
  for (CopyRow& copy : row.copies) {
    if (copy.number == number && copy.from == from) copy.note = "burnt";
  }
}

void Recorder::RecordDelivered(CableRow& row, const Event& event) {
  DeliveryRow& delivery = RowOf(row, event);
  if (delivery.delivered) {
    delivery.note = "delivered twice";
    return;
  }
  delivery.delivered = true;
  delivery.note.clear();
  if (event.reason != cable::Reason::kNone) delivery.note = cable::NameOf(event.reason);
  delivery.role = event.role;
  delivery.line_2 = cable::FormatRoutingLine(event.precedence, event.called);
  delivery.path = PathOf(directory_, event.station, event.trace);
  delivery.at = event.at;
}

// The row of an addressee at a station; a new one for somebody to whom nothing was owed.
DeliveryRow& Recorder::RowOf(CableRow& row, const Event& event) {
  const std::string station = event.station.ToString();
  const std::string name = NameOf(event.addressee);
  DeliveryRow* found = nullptr;
  for (DeliveryRow& delivery : row.deliveries) {
    if (delivery.station != station) continue;
    const bool meant =
        name.empty() ? directory_.FindAddressee(delivery.addressee) == cable::AddresseeId::kNone
                     : delivery.addressee == name;
    if (meant && (found == nullptr || found->delivered)) found = &delivery;
  }
  if (found != nullptr) return *found;
  DeliveryRow added;
  added.addressee = name.empty() ? "(not in the directory)" : name;
  added.station = station;
  added.delivered = false;
  row.deliveries.push_back(std::move(added));
  return row.deliveries.back();
}

std::vector<CableRow> Recorder::Take() {
  // For action before INFO, each in the order of the cable.
  std::vector<CableRow> rows;
  for (Kept& kept : rows_) {
    std::stable_sort(kept.row.deliveries.begin(), kept.row.deliveries.end(),
                     [](const DeliveryRow& a, const DeliveryRow& b) { return a.role < b.role; });
    // Live, the words of different stations come in no order.
    std::stable_sort(kept.row.copies.begin(), kept.row.copies.end(),
                     [](const CopyRow& a, const CopyRow& b) { return a.at < b.at; });
    rows.push_back(std::move(kept.row));
  }
  rows_.clear();
  places_.clear();
  return rows;
}

Recorder::Kept* Recorder::Find(std::uint64_t mark) {
  const auto found = places_.find(mark);
  return found == places_.end() ? nullptr : &rows_[found->second];
}

std::string Recorder::NameOf(cable::AddresseeId addressee) const {
  if (addressee == cable::AddresseeId::kNone) return {};
  return AddresseeOf(directory_.network(), addressee).name;
}

}  // namespace torntape::sim
