#include "channel/seen_set.h"

#include <cstring>
#include <string_view>

#include "base/assert.h"

namespace torntape::channel {

Digest IdentityOf(const cable::MessageIdentification& id, const Digest& body,
                  std::uint64_t for_whom) {
  // Packed by hand, so that padding can never take part.
  const std::uint64_t words[6] = {
      id.calling.packed(),
      std::uint64_t{id.serial} << 48 | std::uint64_t{id.serial_digits} << 40 |
          std::uint64_t{static_cast<std::uint8_t>(id.position)} << 32 |
          std::uint64_t{id.section} << 24 | static_cast<std::uint64_t>(id.filing.form) << 16,
      std::uint64_t{id.filing.day} << 32 | std::uint64_t{id.filing.hour} << 16 | id.filing.minute,
      for_whom,
      body.high,
      body.low,
  };
  char bytes[sizeof words];
  std::memcpy(bytes, words, sizeof words);
  return DigestOf(std::string_view(bytes, sizeof bytes));
}

namespace {

// The zero digest marks a free slot; the one value that would be taken for it stands beside it.
Digest Stored(const Digest& digest) { return digest == Digest{} ? Digest{0, 1} : digest; }

}  // namespace

std::size_t DigestTable::Find(const Digest& digest) const {
  std::size_t at = HomeOf(digest);
  while (!IsFree(slots_[at]) && slots_[at] != digest) at = (at + 1) & (slots_.size() - 1);
  return at;
}

bool DigestTable::Contains(const Digest& digest) const {
  return size_ > 0 && !IsFree(slots_[Find(Stored(digest))]);
}

bool DigestTable::Insert(const Digest& digest) {
  if ((size_ + 1) * 4 > slots_.size() * 3) Grow();
  Digest& slot = slots_[Find(Stored(digest))];
  if (!IsFree(slot)) return false;
  slot = Stored(digest);
  ++size_;
  return true;
}

void DigestTable::Erase(const Digest& digest) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = Find(Stored(digest));
  TORNTAPE_ASSERT(!IsFree(slots_[hole]));
  --size_;
  // Whatever stands behind the hole and could stand in it moves up, so that no search ends early.
  for (std::size_t at = (hole + 1) & mask; !IsFree(slots_[at]); at = (at + 1) & mask) {
    const std::size_t home = HomeOf(slots_[at]);
    if (((at - home) & mask) < ((at - hole) & mask)) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = {};
}

void DigestTable::Grow() {
  constexpr std::size_t kSlotsMin = 16;
  std::vector<Digest> old(slots_.empty() ? kSlotsMin : slots_.size() * 2);
  old.swap(slots_);
  for (const Digest& digest : old) {
    if (!IsFree(digest)) slots_[Find(digest)] = digest;
  }
}

bool SeenSet::Add(Instant now, const Digest& identity) {
  while (!by_age_.empty() && by_age_.front().at + limits_.age_max < now) ForgetOldest();
  if (!known_.Insert(identity)) return false;
  if (by_age_.size() >= limits_.count_max && !by_age_.empty()) ForgetOldest();
  by_age_.push_back({now, identity, telling_});
  return true;
}

std::vector<SeenSet::Known> SeenSet::TellAgain(std::uint32_t before) {
  std::vector<Known> known;
  for (std::size_t i = 0; i < by_age_.size(); ++i) {
    Entry& entry = by_age_[i];
    if (entry.telling >= before) continue;
    entry.telling = telling_;
    known.push_back({entry.at, entry.identity});
  }
  return known;
}

void SeenSet::ForgetOldest() { known_.Erase(by_age_.pop_front().identity); }

}  // namespace torntape::channel
