#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>  // unordered: lookup only
#include <vector>

#include "store/journal.h"

namespace torntape::store {

// Where the bodies in custody lie, and how much of each segment is still owed. Sixteen bytes a
// body: a backlog of millions is kept on disk, and only this of it in memory.
//
// Keys are added in rising order, but for those that are added a second time (Move).
class BodyIndex {
 public:
  // From here on bodies are added to this segment. REQUIRES: numbers rise.
  void BeginSegment(std::uint64_t number);
  void Add(std::uint64_t key, const Journal::Place& place);
  // The body lies there now, as a copy in the newest segment.
  void Move(std::uint64_t key, const Journal::Place& place);
  std::optional<Journal::Place> Find(std::uint64_t key) const;
  // Nothing is owed of it any more.
  void Release(std::uint64_t key);

  std::uint64_t live_bytes() const { return live_bytes_; }
  std::uint64_t live_count() const { return live_count_; }
  std::uint64_t live_in(std::uint64_t segment) const;
  // Up to `most` keys that are owed in a segment, from where `cursor` says; false at its end.
  bool NextLive(std::uint64_t segment, std::size_t& cursor, std::size_t most,
                std::vector<std::uint64_t>& keys) const;
  // Nothing of segments older than this is owed. REQUIRES: live_in is 0 for them.
  void Forget(std::uint64_t before);

 private:
  struct Body {
    std::uint64_t key = 0;
    std::uint32_t offset = 0;  // in units of the alignment of frames
    std::uint32_t bytes = 0;   // 0: released, or moved
  };
  struct Segment {
    std::uint64_t number = 0;
    std::uint64_t first_key = 0;  // all its keys are at least this, and less than that of the next
    std::uint64_t live = 0;
    std::vector<Body> bodies;               // by key
    std::vector<std::uint64_t> moved_here;  // keys of copies; see moved_
  };

  // Where a body stands in segments_, released or not.
  struct Spot {
    std::size_t segment = 0;
    std::size_t body = 0;
  };
  std::optional<Spot> FindSpot(std::uint64_t key) const;
  // The place of a segment in segments_, or their number.
  std::size_t IndexOf(std::uint64_t number) const;
  void Remove(std::uint64_t key);
  void Count(Segment& segment, std::uint32_t bytes);

  std::deque<Segment> segments_;  // by number
  std::unordered_map<std::uint64_t, Journal::Place> moved_;
  std::uint64_t next_key_ = 0;
  std::uint64_t live_bytes_ = 0;
  std::uint64_t live_count_ = 0;
};

}  // namespace torntape::store
