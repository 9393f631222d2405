#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "store/store.h"

namespace torntape::testing {

// A store that completes what it was asked for when it is told to, and keeps everything, so that a
// station can be thrown away and brought back from any prefix of its records.
class DelayedStore final : public store::Store {
 public:
  explicit DelayedStore(std::uint64_t epoch = 1) : epoch_(epoch) {}

  void SetListener(store::StoreListener& listener) override { listener_ = &listener; }
  store::Ticket Append(std::string_view record, store::BodyKey key,
                       const SharedBytes& body) override {
    recovering_ = false;
    records_.emplace_back(record);
    if (key != store::BodyKey::kNone) {
      EXPECT_TRUE(bodies_.emplace(key, std::pair(records_.size(), body)).second);
    }
    return static_cast<store::Ticket>(records_.size());
  }
  void Commit() override {
    ++commit_count_;
    asked_ = records_.size();
    if (at_once_) Complete();
  }
  void Read(store::BodyKey key) override {
    reads_.push_back(key);
    ++read_count_;
    if (at_once_ || recovering_) AnswerReads();
  }
  void Release(store::BodyKey key) override { releases_.emplace_back(records_.size(), key); }
  std::uint64_t Room() const override { return std::uint64_t{1} << 40; }
  void Recover(store::RecoveryListener& listener) override {
    EXPECT_EQ(committed_, records_.size());
    recovering_ = true;
    for (const std::string& record : records_) listener.Recovered(record);
  }
  std::uint64_t epoch() const override { return epoch_; }

  // Everything asked for is done. With `at_once`, from now on within the call.
  void Complete() {
    committed_ = std::max(committed_, asked_);
    std::erase_if(releases_, [this](const auto& release) {
      if (release.first > committed_) return false;
      if (!keep_released_) bodies_.erase(release.second);
      return true;
    });
    listener_->Committed(static_cast<store::Ticket>(committed_));
    AnswerReads();
  }
  void SetAtOnce(bool at_once) { at_once_ = at_once; }
  // The commit that was asked for and is not completed, if any.
  bool asked() const { return asked_ > committed_ || !reads_.empty(); }

  void KeepReleased() { keep_released_ = true; }
  // What a crash takes.
  void LoseUncommitted() { KeepRecords(committed_); }
  // As if the crash had come when just `count` records were safe. For the bodies that later ones
  // released, see KeepReleased.
  void KeepRecords(std::size_t count) {
    records_.resize(count);
    committed_ = asked_ = count;
    std::erase_if(bodies_, [&](const auto& body) { return body.second.first > count; });
    releases_.clear();
    reads_.clear();
  }

  const std::vector<std::string>& records() const { return records_; }
  std::size_t committed() const { return committed_; }
  std::size_t body_count() const { return bodies_.size(); }
  int commit_count() const { return commit_count_; }
  int read_count() const { return read_count_; }

 private:
  void AnswerReads() {
    const std::vector<store::BodyKey> keys = std::exchange(reads_, {});
    for (const store::BodyKey key : keys) {
      const auto found = bodies_.find(key);
      if (found == bodies_.end()) {
        listener_->BodyRead(key, {}, {});
      } else {
        listener_->BodyRead(key, records_[found->second.first - 1], found->second.second);
      }
    }
  }

  std::uint64_t epoch_;
  store::StoreListener* listener_ = nullptr;
  bool at_once_ = true;
  bool keep_released_ = false;
  std::vector<std::string> records_;
  std::size_t asked_ = 0;
  std::size_t committed_ = 0;
  std::map<store::BodyKey, std::pair<std::size_t, SharedBytes>> bodies_;
  std::vector<std::pair<std::size_t, store::BodyKey>> releases_;
  std::vector<store::BodyKey> reads_;
  bool recovering_ = false;  // until the first append
  int commit_count_ = 0;
  int read_count_ = 0;
};

}  // namespace torntape::testing
