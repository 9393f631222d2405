#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/shared_bytes.h"

namespace torntape::store {

// The place of a record in the order of appending: it rises by one with each, from wherever a store
// begins to count in a run of the program. Up to a ticket means all before it too.
enum class Ticket : std::uint64_t { kNone = 0 };

// The name that the owner of a store gives to a body: it appends each key once, in rising order.
enum class BodyKey : std::uint64_t { kNone = 0 };

// Takes what a store has done. Called from within Store's methods, or later when the world says;
// must not call back into the store.
class StoreListener {
 public:
  virtual ~StoreListener() = default;
  // All records up to `ticket` and their bodies survive whatever happens to the process.
  virtual void Committed(Ticket ticket) = 0;
  // The answer to Read: the body, and the record that it was last appended with, which may be empty
  // if the store keeps none. Absent bytes: the body is lost, and the store has said why to its
  // owner. `record` is good during the call.
  virtual void BodyRead(BodyKey key, std::string_view record, SharedBytes body) = 0;
};

// Takes what Recover finds, in the order of appending.
class RecoveryListener {
 public:
  virtual ~RecoveryListener() = default;
  virtual void Recovered(std::string_view record) = 0;
};

// What a store asks its owner to tell again, so that it need not keep old records for it.
struct RenewalWish {
  // The standing state: what is not of one cable. It gets this number. 0: not now.
  std::uint64_t standing = 0;
  // What is not of one cable either, and was last told before this standing. 0: nothing.
  std::uint64_t told_before = 0;
  std::vector<std::uint64_t> bodies;  // and the cables of these bodies; ascending
};

// Custody behind one interface (design decision 7): opaque records, and bodies kept once. It never
// blocks its owner on what it does not need yet: bodies are fetched by request and answer.
// Thread safety: none; one thread owns a store and its owner.
class Store {
 public:
  virtual ~Store() = default;

  // Whom to tell. REQUIRES: set before anything else, outlives the store's use.
  virtual void SetListener(StoreListener& listener) = 0;

  // Adds a record to the turn, with the body it speaks of if `key` is given. Both are copied or
  // shared before this returns. Nothing is safe before Committed.
  virtual Ticket Append(std::string_view record, BodyKey key = BodyKey::kNone,
                        const SharedBytes& body = {}) = 0;
  // Makes all that was appended safe, in one flush; Committed follows.
  virtual void Commit() = 0;
  // Asks for a body and its record; BodyRead follows: between Recover and the first Append before
  // this returns.
  virtual void Read(BodyKey key) = 0;
  // Nothing is owed of this body any more; it may be kept as history or forgotten.
  virtual void Release(BodyKey key) = 0;
  // Bytes that may still be appended before senders must wait.
  virtual std::uint64_t Room() const = 0;
  // Tells all committed records that still matter, oldest first. REQUIRES: nothing appended yet in
  // this run.
  virtual void Recover(RecoveryListener& listener) = 0;

  // ---- renewal: how a journal lets go of its old segments. A store that asks for nothing keeps
  // what it must by other means. The answers are records too, and appended in the same turn.
  // False: nothing is wished. REQUIRES: asked at the end of a turn, and answered by it.
  virtual bool TakeRenewalWish(RenewalWish&) { return false; }
  // The standing state. What recovery tells begins with one of these.
  virtual Ticket AppendStanding(std::string_view record) { return Append(record); }
  // A cable as it stands now; its body is the one that the store has.
  virtual Ticket AppendRenewed(std::string_view record, BodyKey) { return Append(record); }

  // ---- facts
  // Bytes of bodies that are not released.
  virtual std::uint64_t body_bytes() const { return 0; }
  // It has failed and takes nothing any more: whoever leans on it must end.
  virtual bool failed() const { return false; }
  // What it holds outlives the process.
  virtual bool lasting() const { return false; }
  // Told apart from any other store, also one that was here before and is lost: a number drawn when
  // the store was made. A peer that sees another one knows that what it had receipted is gone.
  virtual std::uint64_t epoch() const = 0;
};

}  // namespace torntape::store
