#pragma once

#include <cstddef>
#include <cstdint>
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

// A set of digests in one block, by open addressing: a look-up is one place in memory, and nothing
// is allocated for each. Digests are spread evenly already, so their low half is their hash.
class DigestTable {
 public:
  bool Contains(const Digest& digest) const;
  // Returns false if it was there already.
  bool Insert(const Digest& digest);
  // REQUIRES: it is there.
  void Erase(const Digest& digest);
  std::size_t size() const { return size_; }

 private:
  static bool IsFree(const Digest& slot) { return slot == Digest{}; }
  std::size_t HomeOf(const Digest& digest) const {
    return static_cast<std::size_t>(digest.low) & (slots_.size() - 1);
  }
  // Where it stands, or the free slot where it would.
  std::size_t Find(const Digest& digest) const;
  void Grow();

  std::vector<Digest> slots_;  // a power of two of them, or none; the zero digest is a free one
  std::size_t size_ = 0;
};

// Remembers identities, bounded by count and age: what falls out is no longer known as a duplicate.
class SeenSet {
 public:
  struct Limits {
    std::size_t count_max = 1'000'000;
    Duration age_max = std::chrono::hours(7 * 24);  // the longest max_age of spec 4.9.5
  };
  explicit SeenSet(Limits limits) : limits_(limits) {}

  bool Contains(const Digest& identity) const { return known_.Contains(identity); }
  // Returns false if it was there already. `now` must not run backwards by much: an identity is
  // forgotten once it is older than age_max by the instants given here.
  bool Add(Instant now, const Digest& identity);
  std::size_t size() const { return known_.size(); }

  // Where in a store's life identities were last told: those added from now on, there.
  void SetTelling(std::uint32_t telling) { telling_ = telling; }
  // Gives every identity that was last told before `before`, and counts them as told again now.
  struct Known {
    Instant at;
    Digest identity;
  };
  std::vector<Known> TellAgain(std::uint32_t before);

 private:
  struct Entry {
    Instant at;
    Digest identity;
    std::uint32_t telling = 0;
  };
  void ForgetOldest();

  Limits limits_;
  DigestTable known_;
  Ring<Entry> by_age_;  // oldest first
  std::uint32_t telling_ = 0;
};

}  // namespace torntape::channel
