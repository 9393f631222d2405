#include "store/memory_store.h"

#include "base/assert.h"

namespace torntape::store {

Ticket MemoryStore::Append(std::string_view record, BodyKey key, const SharedBytes& body) {
  ++appended_;
  if (options_.records == Records::kKeep) records_.emplace_back(record);
  if (key != BodyKey::kNone) {
    const bool added = bodies_.emplace(static_cast<std::uint64_t>(key), body).second;
    TORNTAPE_ASSERT(added);
    body_bytes_ += body.size();
    uncommitted_bodies_.push_back(key);
  }
  return static_cast<Ticket>(appended_);
}

void MemoryStore::Commit() {
  TORNTAPE_ASSERT(listener_ != nullptr);
  ++commit_count_;
  committed_ = appended_;
  uncommitted_bodies_.clear();
  for (const BodyKey key : uncommitted_releases_) Forget(key);
  uncommitted_releases_.clear();
  listener_->Committed(static_cast<Ticket>(committed_));
}

void MemoryStore::Read(BodyKey key) {
  const auto found = bodies_.find(static_cast<std::uint64_t>(key));
  listener_->BodyRead(key, found == bodies_.end() ? SharedBytes() : found->second);
}

void MemoryStore::Release(BodyKey key) { uncommitted_releases_.push_back(key); }

void MemoryStore::Forget(BodyKey key) {
  const auto found = bodies_.find(static_cast<std::uint64_t>(key));
  if (found == bodies_.end()) return;
  body_bytes_ -= found->second.size();
  bodies_.erase(found);
}

std::uint64_t MemoryStore::Room() const {
  return options_.bytes_max > body_bytes_ ? options_.bytes_max - body_bytes_ : 0;
}

void MemoryStore::Recover(RecoveryListener& listener) {
  TORNTAPE_ASSERT(appended_ == records_.size() || options_.records == Records::kForget);
  for (const std::string& record : records_) listener.Recovered(record);
}

void MemoryStore::LoseUncommitted() {
  while (records_.size() > committed_) records_.pop_back();
  appended_ = committed_;
  for (const BodyKey key : uncommitted_bodies_) Forget(key);
  uncommitted_bodies_.clear();
  uncommitted_releases_.clear();
}

}  // namespace torntape::store
