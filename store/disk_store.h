#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/body_index.h"
#include "store/journal.h"
#include "store/store.h"

namespace torntape::store {

// Custody on disk: what is committed survives the end of the process, and of the machine's power.
// Records and bodies go into a journal once; the bodies of a long backlog are read back from there.
//
// Old segments are let go of from the oldest on. What still matters of one is told again by the
// owner (RenewalWish), so that a few long-waiting cables do not hold the disk for ever; never more
// than half of what is written is written for that.
//
// Not thread-safe. Blocks the caller for as long as the disk takes; limits.md says what it costs.
class DiskStore final : public Store {
 public:
  struct Options {
    std::string owner;               // whose custody it is: the station's routing indicator
    std::uint64_t epoch_if_new = 0;  // drawn by the caller; a folder that holds a store has its own
    JournalOptions journal;          // without epoch
    std::uint64_t bytes_max = std::uint64_t{1} << 40;  // of the journal, history left out
    JournalReport report;
  };
  // Takes the folder for its own. The error is for a person.
  static Result<std::unique_ptr<DiskStore>> Open(std::unique_ptr<JournalFolder> folder,
                                                 Options options);
  static Result<std::unique_ptr<DiskStore>> Open(const std::string& path, Options options);

  void SetListener(StoreListener& listener) override { listener_ = &listener; }
  Ticket Append(std::string_view record, BodyKey key, const SharedBytes& body) override;
  void Commit() override;
  void Read(BodyKey key) override;
  void Release(BodyKey key) override { bodies_.Release(static_cast<std::uint64_t>(key)); }
  std::uint64_t Room() const override;
  void Recover(RecoveryListener& listener) override;
  std::uint64_t epoch() const override { return options_.journal.epoch; }
  bool TakeRenewalWish(RenewalWish& wish) override;
  Ticket AppendStanding(std::string_view record) override;
  Ticket AppendRenewed(std::string_view record, BodyKey key) override;
  std::uint64_t body_bytes() const override { return bodies_.live_bytes(); }
  bool failed() const override { return failed_; }
  bool lasting() const override { return true; }

  const Journal& journal() const { return journal_; }

 private:
  DiskStore(std::unique_ptr<JournalFolder> folder, Options options);

  void Trouble(const IoError& error);
  bool IsPressed() const;
  bool IsWorthLettingGo() const;
  // False if nothing is to be done for the oldest segment now.
  bool WishOldest(RenewalWish& wish);
  bool NearlyFull() const;

  Options options_;
  std::unique_ptr<JournalFolder> folder_;
  Journal journal_;
  BodyIndex bodies_;
  StoreListener* listener_ = nullptr;
  std::uint64_t appended_ = 0;  // records in this run, for tickets
  bool full_ = false;           // the last flush found no room
  bool short_ = false;          // there was no room for a next segment
  bool failed_ = false;
  std::uint64_t oldest_ = 1;                // the oldest segment of which something matters
  bool oldest_told_ = false;                // what is not of one cable was told again
  std::size_t oldest_cursor_ = 0;           // among the cables of that segment
  std::uint64_t oldest_asked_ = 0;          // in which segment the last of them was asked for
  std::uint64_t appended_bytes_ = 0;        // of records, since the start
  std::optional<std::uint64_t> told_from_;  // of them, when the seen were last asked for
  std::uint64_t carried_bytes_ = 0;         // what these took then
  std::uint64_t crowded_ = 0;  // a segment that holds what should have begun the next one
};

}  // namespace torntape::store
