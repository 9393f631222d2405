#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "channel/ring.h"
#include "store/store.h"

namespace torntape::store {

// Custody in memory: it commits at once, and its end is the end of what it held. A process that
// keeps its cables here says so by its epoch when it meets its peers again.
//
// A world of virtual time may keep the store and throw away the station, which then recovers from
// it like from a disk; for that it must keep all records, which grows without bound, so it is a
// choice.
class MemoryStore final : public Store {
 public:
  enum class Records : bool { kForget, kKeep };
  struct Options {
    std::uint64_t epoch = 1;
    Records records = Records::kForget;
    std::uint64_t bytes_max = std::uint64_t{8} << 30;  // of bodies
  };
  explicit MemoryStore(const Options& options) : options_(options) {}

  void SetListener(StoreListener& listener) override { listener_ = &listener; }
  Ticket Append(std::string_view record, BodyKey key, const SharedBytes& body) override;
  void Commit() override;
  void Read(BodyKey key) override;
  void Release(BodyKey key) override;
  std::uint64_t Room() const override;
  void Recover(RecoveryListener& listener) override;
  std::uint64_t epoch() const override { return options_.epoch; }
  std::uint64_t body_bytes() const override { return body_bytes_; }

  std::size_t body_count() const { return bodies_.size() - forgotten_; }
  std::uint64_t commit_count() const { return commit_count_; }
  // What a crash takes: all that was appended and not committed.
  void LoseUncommitted();

 private:
  struct Kept {
    BodyKey key = BodyKey::kNone;
    bool forgotten = false;  // before an older one
    SharedBytes body;
    std::size_t record = 0;  // that brought it, with Records::kKeep
  };
  // Its place in bodies_, or the size of bodies_ if it is not there.
  std::size_t Find(BodyKey key) const;
  void Forget(BodyKey key);
  void LetGo(Kept& kept);
  void CloseGaps();

  Options options_;
  StoreListener* listener_ = nullptr;
  std::uint64_t appended_ = 0;
  std::uint64_t committed_ = 0;
  std::uint64_t commit_count_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::deque<std::string> records_;  // with Records::kKeep, all; the nth has ticket n
  BodyKey last_body_ = BodyKey::kNone;
  BodyKey last_committed_body_ = BodyKey::kNone;
  // A body may only go once the record that settles it is safe, or a crash would miss it.
  std::vector<BodyKey> uncommitted_releases_;
  // By rising key, as they were appended. They go nearly in that order too: the queue holds what is
  // in custody and few that are forgotten, and nothing is allocated for each.
  channel::Ring<Kept> bodies_;
  std::size_t forgotten_ = 0;
};

}  // namespace torntape::store
