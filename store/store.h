#pragma once

#include <cstdint>
#include <string_view>

#include "base/shared_bytes.h"

namespace torntape::store {

// The place of a record in the order of appending, from 1. Up to a ticket means all before it too.
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
  // The answer to Read. Absent bytes: the body is lost, and the store has said why to its owner.
  virtual void BodyRead(BodyKey key, SharedBytes body) = 0;
};

// Takes what Recover finds, in the order of appending.
class RecoveryListener {
 public:
  virtual ~RecoveryListener() = default;
  virtual void Recovered(std::string_view record) = 0;
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
  // Asks for a body; BodyRead follows.
  virtual void Read(BodyKey key) = 0;
  // Nothing is owed of this body any more; it may be kept as history or forgotten.
  virtual void Release(BodyKey key) = 0;
  // Bytes that may still be appended before senders must wait.
  virtual std::uint64_t Room() const = 0;
  // Tells all committed records that still matter, oldest first. REQUIRES: nothing appended yet in
  // this run.
  virtual void Recover(RecoveryListener& listener) = 0;
  // Told apart from any other store, also one that was here before and is lost: a number drawn when
  // the store was made. A peer that sees another one knows that what it had receipted is gone.
  virtual std::uint64_t epoch() const = 0;
};

}  // namespace torntape::store
