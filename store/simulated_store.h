#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>  // unordered: lookup only
#include <vector>

#include "base/instant.h"
#include "base/prng.h"
#include "store/store.h"

namespace torntape::store {

// A disk in a world of virtual time, with a will of its own. What was appended lies in the process,
// what a commit has written lies in the cache of the operating system, and what was flushed is
// safe:
//   - a process that ends takes what was only appended with it (EndProcess);
//   - a power cut takes what was not flushed as well, all but what had just reached the disk: some
//     sectors of it, in any order, the last one perhaps torn (LosePower). What is left is read back
//     like a log from a real disk: up to the first record that is not whole.
// It may be slow (a flush takes its time, and one runs at a time), and full (no room; it still
// takes what is appended, from its reserve).
//
// It keeps every record for the next recovery, so it grows with the length of the run.
class SimulatedStore final : public Store {
 public:
  struct Options {
    std::uint64_t epoch = 1;
    std::uint64_t bytes_max = std::uint64_t{8} << 30;  // of bodies
  };
  explicit SimulatedStore(const Options& options) : options_(options) {}

  void SetListener(StoreListener& listener) override { listener_ = &listener; }
  Ticket Append(std::string_view record, BodyKey key, const SharedBytes& body) override;
  void Commit() override;
  void Read(BodyKey key) override;
  void Release(BodyKey key) override;
  std::uint64_t Room() const override;
  void Recover(RecoveryListener& listener) override;
  std::uint64_t epoch() const override { return options_.epoch; }

  // ---- time
  // What is asked for happens at this instant.
  void SetNow(Instant now) { now_ = now; }
  // When the flush that runs is done; nothing if none runs.
  std::optional<Instant> DueAt() const { return due_at_; }
  // Completes what is due: Committed and BodyRead follow.
  void CompleteDue();

  // ---- faults
  // Zero, as it begins: at once, within Commit and Read.
  void SetFlushTime(Duration flush_time) { flush_time_ = flush_time; }
  void SetFull(bool full) { full_ = full; }
  void EndProcess();
  void LosePower(Prng& prng);

  // ---- facts
  std::uint64_t flush_count() const { return flush_count_; }
  std::size_t record_count() const { return records_.size(); }
  std::size_t body_count() const { return bodies_.size(); }

 private:
  struct Record {
    std::string bytes;
    BodyKey key = BodyKey::kNone;
  };
  struct Body {
    SharedBytes bytes;
    std::uint64_t ticket = 0;  // of the record that brought it
  };
  struct Released {
    std::uint64_t ticket = 0;  // it may go when this is flushed
    BodyKey key = BodyKey::kNone;
  };
  void Answer(BodyKey key);
  void BeginFlush();
  void Flushed();
  void KeepUpTo(std::uint64_t ticket);
  void Forget(BodyKey key);
  std::string ImageOf(std::uint64_t from, std::uint64_t to) const;

  Options options_;
  StoreListener* listener_ = nullptr;
  Instant now_;
  Duration flush_time_{};
  bool full_ = false;
  std::optional<Instant> due_at_;
  std::deque<Record> records_;  // the nth has ticket n
  std::uint64_t written_ = 0;
  std::uint64_t flushing_ = 0;  // up to where the flush that runs will make safe
  std::uint64_t flushed_ = 0;
  std::uint64_t flush_count_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::unordered_map<std::uint64_t, Body> bodies_;
  std::vector<Released> released_;
  std::vector<BodyKey> reads_;
  bool recovering_ = false;  // until the first append
};

// How many of the records in a log image, which begins with the one of `first_ticket`, are whole
// and in their order: what a recovery may take. For SimulatedStore and its tests.
std::uint64_t WholeRecordsIn(std::string_view image, std::uint64_t first_ticket);

}  // namespace torntape::store
