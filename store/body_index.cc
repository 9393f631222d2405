#include "store/body_index.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace torntape::store {
namespace {

std::uint32_t UnitsOf(std::uint64_t offset) {
  TORNTAPE_ASSERT(offset / kFrameAlignment <= 0xffffffff);
  return static_cast<std::uint32_t>(offset / kFrameAlignment);
}

}  // namespace

void BodyIndex::BeginSegment(std::uint64_t number) {
  TORNTAPE_ASSERT(segments_.empty() || segments_.back().number < number);
  segments_.push_back({number, next_key_, 0, {}, {}});
}

void BodyIndex::Count(Segment& segment, std::uint32_t bytes) {
  ++segment.live;
  ++live_count_;
  live_bytes_ += bytes;
}

void BodyIndex::Add(std::uint64_t key, const Journal::Place& place) {
  if (key < next_key_) return Move(key, place);
  Segment& segment = segments_.back();
  TORNTAPE_ASSERT(segment.number == place.segment);
  segment.bodies.push_back({key, UnitsOf(place.offset), place.bytes});
  next_key_ = key + 1;
  Count(segment, place.bytes);
}

void BodyIndex::Move(std::uint64_t key, const Journal::Place& place) {
  Remove(key);
  Segment& segment = segments_.back();
  TORNTAPE_ASSERT(segment.number == place.segment);
  moved_[key] = place;
  segment.moved_here.push_back(key);
  Count(segment, place.bytes);
  next_key_ = std::max(next_key_, key + 1);
}

std::size_t BodyIndex::IndexOf(std::uint64_t number) const {
  const auto found = std::lower_bound(
      segments_.begin(), segments_.end(), number,
      [](const Segment& segment, std::uint64_t wanted) { return segment.number < wanted; });
  if (found == segments_.end() || found->number != number) return segments_.size();
  return static_cast<std::size_t>(found - segments_.begin());
}

std::optional<BodyIndex::Spot> BodyIndex::FindSpot(std::uint64_t key) const {
  // Mostly in the newest one: what comes goes on at once.
  const bool newest = !segments_.empty() && segments_.back().first_key <= key;
  const auto behind = newest ? segments_.end()
                             : std::upper_bound(segments_.begin(), segments_.end(), key,
                                                [](std::uint64_t wanted, const Segment& one) {
                                                  return wanted < one.first_key;
                                                });
  if (behind == segments_.begin()) return std::nullopt;
  const auto segment = static_cast<std::size_t>(behind - segments_.begin()) - 1;
  const std::vector<Body>& bodies = segments_[segment].bodies;
  if (bodies.empty() || key < bodies.front().key) return std::nullopt;
  // Keys mostly rise by one, so this is nearly always the place.
  const std::uint64_t guess = key - bodies.front().key;
  if (guess < bodies.size() && bodies[guess].key == key) return Spot{segment, guess};
  const auto found =
      std::lower_bound(bodies.begin(), bodies.end(), key,
                       [](const Body& body, std::uint64_t wanted) { return body.key < wanted; });
  if (found == bodies.end() || found->key != key) return std::nullopt;
  return Spot{segment, static_cast<std::size_t>(found - bodies.begin())};
}

std::optional<Journal::Place> BodyIndex::Find(std::uint64_t key) const {
  if (const auto moved = moved_.find(key); moved != moved_.end()) return moved->second;
  const auto spot = FindSpot(key);
  if (!spot) return std::nullopt;
  const Segment& segment = segments_[spot->segment];
  const Body& body = segment.bodies[spot->body];
  if (body.bytes == 0) return std::nullopt;
  return Journal::Place{segment.number, std::uint64_t{body.offset} * kFrameAlignment, body.bytes};
}

void BodyIndex::Remove(std::uint64_t key) {
  std::size_t index = segments_.size();
  std::uint32_t bytes = 0;
  if (const auto moved = moved_.find(key); moved != moved_.end()) {
    index = IndexOf(moved->second.segment);
    bytes = moved->second.bytes;
    moved_.erase(moved);
  } else if (const auto spot = FindSpot(key)) {
    index = spot->segment;
    bytes = std::exchange(segments_[index].bodies[spot->body].bytes, 0);
  }
  if (bytes == 0) return;
  Segment& segment = segments_[index];
  TORNTAPE_ASSERT(segment.live > 0);
  --segment.live;
  --live_count_;
  live_bytes_ -= bytes;
  // A segment that owes nothing more, and takes none, needs no list.
  if (segment.live == 0 && index + 1 < segments_.size()) {
    segment.bodies = {};
    segment.moved_here = {};
  }
}

void BodyIndex::Release(std::uint64_t key) { Remove(key); }

std::uint64_t BodyIndex::live_in(std::uint64_t number) const {
  const std::size_t index = IndexOf(number);
  return index == segments_.size() ? 0 : segments_[index].live;
}

bool BodyIndex::NextLive(std::uint64_t number, std::size_t& cursor, std::size_t most,
                         std::vector<std::uint64_t>& keys) const {
  const std::size_t index = IndexOf(number);
  if (index == segments_.size()) return false;
  const Segment* segment = &segments_[index];
  const std::size_t bodies = segment->bodies.size();
  const std::size_t end = bodies + segment->moved_here.size();
  for (; cursor < end && keys.size() < most; ++cursor) {
    if (cursor < bodies) {
      if (segment->bodies[cursor].bytes > 0) keys.push_back(segment->bodies[cursor].key);
      continue;
    }
    const std::uint64_t key = segment->moved_here[cursor - bodies];
    const auto moved = moved_.find(key);
    if (moved != moved_.end() && moved->second.segment == number) keys.push_back(key);
  }
  return cursor < end;
}

void BodyIndex::Forget(std::uint64_t before) {
  while (!segments_.empty() && segments_.front().number < before) {
    TORNTAPE_ASSERT(segments_.front().live == 0);
    segments_.pop_front();
  }
}

}  // namespace torntape::store
