#include "channel/holdings.h"

#include <utility>

#include "base/assert.h"

namespace torntape::channel {
namespace {

// What the details of a cable take beside its body: its heading with the lines of it, one copy, and
// what the allocator takes for them.
constexpr std::uint64_t kDetailBytes = 640;
// A cable with more copies is not looked through to see whether it may be cold: it stays warm.
constexpr std::uint32_t kCopiesLookedAt = 64;

}  // namespace

std::uint64_t Holdings::HeatOf(const CableDetail& detail) const {
  return detail.body.size() + (options_.details_in_store ? kDetailBytes : 0);
}

CablePlace Holdings::AddCable(std::uint64_t id, std::uint64_t body_bytes, CableDetail detail) {
  hot_bytes_ += HeatOf(detail);
  if (!detail.body.present()) ++without_body_;
  const CablePlace place = cables_.Add();
  Cable& cable = cables_[place];
  cable.id = id;
  cable.body_bytes = static_cast<std::uint32_t>(body_bytes);
  cable.detail = cable_details_.Add(std::move(detail));
  index_.Add(id, place);
  return place;
}

CopyPlace Holdings::AddCopy(const Copy& copy, CopyDetail detail) {
  const CopyPlace place = copies_.Add(copy);
  Copy& added = copies_[place];
  added.detail = copy_details_.Add(std::move(detail));
  Cable& cable = cables_[copy.cable];
  added.next = std::exchange(cable.first_copy, place);
  if (added.next != kNoCopy) copies_[added.next].previous = place;
  return place;
}

void Holdings::RemoveCopy(CopyPlace place) {
  const Copy& copy = copies_[place];
  if (copy.detail != kCold) copy_details_.Remove(copy.detail);
  if (copy.next != kNoCopy) copies_[copy.next].previous = copy.previous;
  if (copy.previous != kNoCopy) {
    copies_[copy.previous].next = copy.next;
  } else {
    cables_[copy.cable].first_copy = copy.next;
  }
  copies_.Remove(place);
}

void Holdings::RemoveCable(CablePlace place) {
  const Cable& cable = cables_[place];
  TORNTAPE_ASSERT(cable.first_copy == kNoCopy);
  const std::uint64_t id = cable.id;
  if (!HasBody(place)) --without_body_;
  if (cable.detail != kCold) {
    hot_bytes_ -= HeatOf(cable_details_[cable.detail]);
    cable_details_.Remove(cable.detail);
  }
  cables_.Remove(place);
  index_.Remove(id, cables_.size(),
                [this](std::uint64_t other, CablePlace at) { return cables_[at].id == other; });
}

std::optional<CablePlace> Holdings::Find(std::uint64_t id) const {
  const auto place = index_.Find(id);
  if (!place || cables_[*place].id != id) return std::nullopt;
  return place;
}

void Holdings::FinishRecovery() {
  index_.PutInOrder([this](std::uint64_t id, CablePlace at) { return cables_[at].id == id; });
}

// ---------------------------------------------------------------- warmth

Holdings::Need Holdings::NeedOf(const Cable& cable, std::uint32_t owed_beside) const {
  Need need = Need::kNothing;
  if (!options_.details_in_store || cable.set_aside || cable.asks) need = Need::kDetails;
  std::uint32_t copies = 0;
  for (CopyPlace at = cable.first_copy; at != kNoCopy; at = copies_[at].next) {
    if (++copies > kCopiesLookedAt || copies_[at].chosen) return Need::kBody;
    if (copies_[at].under_way || copies_[at].decided_late) need = Need::kDetails;
  }
  // Its commit, or a delivery.
  const std::uint32_t supervisor = cable.set_aside ? 1 : 0;
  return cable.owed > copies + supervisor + owed_beside ? Need::kBody : need;
}

void Holdings::Cool(CablePlace place, std::uint32_t owed_beside) {
  Cable& cable = cables_[place];
  if (cable.detail == kCold) return;
  const Need need = NeedOf(cable, owed_beside);
  if (need == Need::kBody) return;
  LetGoOfBody(place);
  if (need == Need::kDetails) return;
  hot_bytes_ -= HeatOf(cable_details_[cable.detail]);
  cable_details_.Remove(std::exchange(cable.detail, kCold));
  for (CopyPlace at = cable.first_copy; at != kNoCopy; at = copies_[at].next) {
    const DetailPlace detail = std::exchange(copies_[at].detail, kCold);
    if (detail != kCold) copy_details_.Remove(detail);
  }
}

void Holdings::LetGoOfBody(CablePlace place) {
  if (!HasBody(place)) return;
  ++without_body_;
  SharedBytes& body = cable_details_[cables_[place].detail].body;
  hot_bytes_ -= body.size();
  body = {};
}

void Holdings::SetBody(CablePlace place, SharedBytes body) {
  TORNTAPE_ASSERT(IsWarm(place));
  if (HasBody(place)) return;
  --without_body_;
  hot_bytes_ += body.size();
  cable_details_[cables_[place].detail].body = std::move(body);
}

void Holdings::Warm(CablePlace place, CableDetail detail) {
  TORNTAPE_ASSERT(!IsWarm(place));
  TORNTAPE_ASSERT(!detail.body.present());
  hot_bytes_ += HeatOf(detail);
  cables_[place].detail = cable_details_.Add(std::move(detail));
}

void Holdings::WarmCopy(CopyPlace place, CopyDetail detail) {
  TORNTAPE_ASSERT(copies_[place].detail == kCold);
  copies_[place].detail = copy_details_.Add(std::move(detail));
}

}  // namespace torntape::channel
