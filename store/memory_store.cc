#include "store/memory_store.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace torntape::store {

Ticket MemoryStore::Append(std::string_view record, BodyKey key, const SharedBytes& body) {
  ++appended_;
  if (options_.records == Records::kKeep) records_.emplace_back(record);
  if (key != BodyKey::kNone) {
    TORNTAPE_ASSERT(key > last_body_);
    last_body_ = key;
    body_bytes_ += body.size();
    bodies_.push_back({key, false, body, records_.size() - 1});
  }
  return static_cast<Ticket>(appended_);
}

void MemoryStore::Commit() {
  TORNTAPE_ASSERT(listener_ != nullptr);
  ++commit_count_;
  committed_ = appended_;
  last_committed_body_ = last_body_;
  for (const BodyKey key : uncommitted_releases_) Forget(key);
  uncommitted_releases_.clear();
  listener_->Committed(static_cast<Ticket>(committed_));
}

void MemoryStore::Read(BodyKey key) {
  const std::size_t place = Find(key);
  if (place == bodies_.size()) return listener_->BodyRead(key, {}, {});
  const Kept& kept = bodies_[place];
  const bool kept_too = options_.records == Records::kKeep;
  listener_->BodyRead(key, kept_too ? records_[kept.record] : std::string_view{}, kept.body);
}

void MemoryStore::Release(BodyKey key) { uncommitted_releases_.push_back(key); }

std::size_t MemoryStore::Find(BodyKey key) const {
  const std::size_t size = bodies_.size();
  if (size == 0) return size;
  // Keys mostly rise by one, so the place is known at once.
  const std::uint64_t ahead =
      static_cast<std::uint64_t>(key) - static_cast<std::uint64_t>(bodies_.front().key);
  std::size_t at = static_cast<std::size_t>(std::min<std::uint64_t>(ahead, size - 1));
  if (bodies_[at].key != key) {
    std::size_t end = size;
    at = 0;
    while (at < end) {
      const std::size_t middle = at + (end - at) / 2;
      (bodies_[middle].key < key ? at : end) = bodies_[middle].key < key ? middle + 1 : middle;
    }
    if (at == size || bodies_[at].key != key) return size;
  }
  return bodies_[at].forgotten ? size : at;
}

void MemoryStore::Forget(BodyKey key) {
  const std::size_t place = Find(key);
  if (place == bodies_.size()) return;
  LetGo(bodies_[place]);
  while (!bodies_.empty() && bodies_.front().forgotten) {
    bodies_.pop_front();
    --forgotten_;
  }
  constexpr std::size_t kGapsMin = 64;
  if (forgotten_ > kGapsMin && forgotten_ > bodies_.size() / 2) CloseGaps();
}

void MemoryStore::LetGo(Kept& kept) {
  body_bytes_ -= kept.body.size();
  kept.body = {};
  kept.forgotten = true;
  ++forgotten_;
}

// An old body that nobody takes, as one set aside, must not keep the places of all that came later.
void MemoryStore::CloseGaps() {
  channel::Ring<Kept> left;
  for (std::size_t i = 0; i < bodies_.size(); ++i) {
    if (!bodies_[i].forgotten) left.push_back(std::move(bodies_[i]));
  }
  bodies_ = std::move(left);
  forgotten_ = 0;
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
  while (!bodies_.empty() && bodies_.back().key > last_committed_body_) {
    const Kept lost = bodies_.pop_back();
    body_bytes_ -= lost.body.size();
    if (lost.forgotten) --forgotten_;
  }
  last_body_ = last_committed_body_;
  uncommitted_releases_.clear();
}

}  // namespace torntape::store
