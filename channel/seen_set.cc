#include "channel/seen_set.h"

#include <algorithm>
#include <cstring>
#include <limits>
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

SeenSet::SeenSet(Limits limits) : limits_(limits) {
  TORNTAPE_ASSERT(limits.count_max <= kCountMax);
}

SeenSet::Slot SeenSet::SlotOf(std::uint64_t number, const Digest& identity) const {
  const auto mask = static_cast<Slot>(slots_.size() - 1);
  const Slot mark = static_cast<Slot>(identity.high >> 32) & ~mask;
  return (mark == 0 ? mask + 1 : mark) | (static_cast<Slot>(number) & mask);
}

std::size_t SeenSet::Find(const Digest& identity) const {
  const std::size_t mask = slots_.size() - 1;
  const Slot wanted = SlotOf(0, identity);
  std::size_t at = HomeOf(identity);
  for (; slots_[at] != kFree; at = (at + 1) & mask) {
    const bool same_mark = (slots_[at] ^ wanted) <= mask;
    if (same_mark && IdentityAt(NumberIn(slots_[at])) == identity) break;
  }
  return at;
}

bool SeenSet::Contains(const Digest& identity) const {
  return size_ > 0 && slots_[Find(identity)] != kFree;
}

bool SeenSet::Add(Instant now, const Digest& identity) {
  while (size_ > 0 && OldestIsOver(now)) ForgetOldest();
  if (slots_.empty()) Grow();
  std::size_t at = Find(identity);
  if (slots_[at] != kFree) return false;
  const bool full = size_ > 0 && size_ >= limits_.count_max;
  const bool crowded = (size_ + 1) * 4 > slots_.size() * 3;
  if (full) ForgetOldest();
  if (crowded) Grow();
  if (full || crowded) at = Find(identity);
  slots_[at] = SlotOf(oldest_ + size_, identity);
  Append(now, identity);
  return true;
}

bool SeenSet::OldestIsOver(Instant now) const {
  const Block& block = *blocks_.front();
  const auto age = std::chrono::seconds(block.ages[oldest_ % kBlockSize]);
  return block.begin + age + limits_.age_max < now;
}

void SeenSet::Append(Instant now, const Digest& identity) {
  const std::uint64_t number = oldest_ + size_;
  if (number / kBlockSize - oldest_ / kBlockSize == blocks_.size()) {
    blocks_.push_back(std::make_unique_for_overwrite<Block>());
    blocks_.back()->begin = now;
    blocks_.back()->telling = telling_;
  }
  Block& block = *blocks_.back();
  const auto age = std::chrono::ceil<std::chrono::seconds>(now - block.begin).count();
  constexpr std::int64_t kAgeMax = std::numeric_limits<std::uint32_t>::max();  // 136 years
  block.ages[number % kBlockSize] =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(age, 0, kAgeMax));
  block.identities[number % kBlockSize] = identity;
  ++size_;
}

std::vector<SeenSet::Known> SeenSet::TellAgain(std::uint32_t before) {
  std::vector<Known> known;
  for (std::uint64_t number = oldest_; number < oldest_ + size_;) {
    Block& block = *blocks_[number / kBlockSize - oldest_ / kBlockSize];
    const std::uint64_t end = std::min((number / kBlockSize + 1) * kBlockSize, oldest_ + size_);
    for (; block.telling < before && number < end; ++number) {
      const std::size_t place = number % kBlockSize;
      known.push_back(
          {block.begin + std::chrono::seconds(block.ages[place]), block.identities[place]});
    }
    if (block.telling < before) block.telling = telling_;
    number = end;
  }
  return known;
}

void SeenSet::ForgetOldest() {
  EraseSlot(Find(IdentityAt(oldest_)));
  ++oldest_;
  --size_;
  if (oldest_ % kBlockSize == 0) blocks_.pop_front();
}

void SeenSet::EraseSlot(std::size_t hole) {
  const std::size_t mask = slots_.size() - 1;
  TORNTAPE_ASSERT(slots_[hole] != kFree);
  // Whatever stands behind the hole and could stand in it moves up, so that no search ends early.
  for (std::size_t at = (hole + 1) & mask; slots_[at] != kFree; at = (at + 1) & mask) {
    const std::size_t home = HomeOf(IdentityAt(NumberIn(slots_[at])));
    if (((at - home) & mask) < ((at - hole) & mask)) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = kFree;
}

void SeenSet::Grow() {
  constexpr std::size_t kSlotsMin = 16;
  slots_.assign(slots_.empty() ? kSlotsMin : slots_.size() * 2, kFree);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint64_t number = oldest_; number < oldest_ + size_; ++number) {
    const Digest& identity = IdentityAt(number);
    std::size_t at = HomeOf(identity);
    while (slots_[at] != kFree) at = (at + 1) & mask;
    slots_[at] = SlotOf(number, identity);
  }
}

}  // namespace torntape::channel
