#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/digest.h"
#include "base/instant.h"
#include "cable/transmission.h"
#include "channel/ring.h"

namespace torntape::channel {

// What makes a copy the same copy again (design decision 3): message identification, digest of the
// body, and whom it is for: a called indicator at a relay, an addressee at a post.
Digest IdentityOf(const cable::MessageIdentification& identification, const Digest& body,
                  std::uint64_t for_whom);

// Remembers identities, bounded by count and age: what falls out is no longer known as a duplicate.
// A network of ten thousand stations remembers tens of millions, so each takes some 26 bytes: the
// digest, its age, and a slot of four bytes by which it is found. A look-up of one that is new, as
// nearly all are, is one place in memory.
class SeenSet {
 public:
  static constexpr std::size_t kCountMax = std::size_t{1} << 26;
  struct Limits {
    std::size_t count_max = 1'000'000;              // at most kCountMax
    Duration age_max = std::chrono::hours(7 * 24);  // the longest max_age of spec 4.9.5
  };
  explicit SeenSet(Limits limits);

  bool Contains(const Digest& identity) const;
  // Returns false if it was there already. `now` must not run backwards by much: an identity is
  // forgotten once it is older than age_max, to the second, by the instants given here.
  bool Add(Instant now, const Digest& identity);
  std::size_t size() const { return size_; }

  // Where in a store's life identities are told from now on: those added belong there.
  void SetTelling(std::uint32_t telling) { telling_ = telling; }
  struct Known {
    Instant at;
    Digest identity;
  };
  // Gives every identity that was last told before `before`, the oldest first, and counts them as
  // told again now. A few of the same age that were told later are among them.
  std::vector<Known> TellAgain(std::uint32_t before);

 private:
  // Identities in the order in which they came. Each has a number, from 0, which never changes;
  // those of one block share all bits of it but the lowest.
  static constexpr std::uint64_t kBlockSize = 64;
  struct Block {
    Instant begin;                               // of the first of them
    std::uint32_t telling = 0;                   // the earliest of any of them
    std::array<std::uint32_t, kBlockSize> ages;  // seconds after `begin`, rounded up
    std::array<Digest, kBlockSize> identities;
  };
  using Slot = std::uint32_t;
  static constexpr Slot kFree = 0;

  const Digest& IdentityAt(std::uint64_t number) const {
    const Block& block = *blocks_[number / kBlockSize - oldest_ / kBlockSize];
    return block.identities[number % kBlockSize];
  }
  // The number of the identity that a slot in use stands for.
  std::uint64_t NumberIn(Slot slot) const {
    return oldest_ + ((slot - oldest_) & (slots_.size() - 1));
  }
  std::size_t HomeOf(const Digest& identity) const {
    return static_cast<std::size_t>(identity.low) & (slots_.size() - 1);
  }
  Slot SlotOf(std::uint64_t number, const Digest& identity) const;
  // Where it stands, or the free slot where it would. REQUIRES: there are slots.
  std::size_t Find(const Digest& identity) const;
  bool OldestIsOver(Instant now) const;
  void ForgetOldest();
  void EraseSlot(std::size_t hole);
  void Append(Instant now, const Digest& identity);
  void Grow();

  Limits limits_;
  Ring<std::unique_ptr<Block>> blocks_;  // oldest first
  std::uint64_t oldest_ = 0;             // the number of the oldest identity
  std::size_t size_ = 0;
  std::uint32_t telling_ = 0;
  // Open addressing, a power of two of slots, or none. Digests are spread evenly already, so their
  // low half is their hash. The lower bits of a slot are those of the identity's number, as many as
  // an index of slots_ has; above them stand bits of its digest, never all zero, so that most
  // others are told apart without a look at them.
  std::vector<Slot> slots_;
};

}  // namespace torntape::channel
