#include "channel/send_window.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <utility>

#include <gtest/gtest.h>

namespace torntape::channel {
namespace {

using namespace std::chrono_literals;

// A line that takes so many bytes a second, one cable after another, and is so long; behind it is
// somebody who gives credit for each cable as it has come.
struct Line {
  std::uint64_t bytes_per_second = 0;
  Duration there_and_back{};
};
constexpr std::uint64_t kCable = 2048;
constexpr std::uint64_t kGranted = 512u << 10;

// What a sender that always has more to send keeps out on that line.
class Sender {
 public:
  explicit Sender(const Line& line) : line_(line) {}

  // Until so many more have come back; the bytes a second at which they did.
  std::uint64_t Send(int cables) {
    const Instant begin = now_;
    Fill();
    for (int i = 0; i < cables; ++i) {
      now_ = back_.front();
      back_.pop_front();
      freed_ += kCable;
      window_.HandleFreed(now_, freed_);
      Fill();
      most_out_ = std::max(most_out_, spent_ - freed_);
    }
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now_ - begin).count();
    return static_cast<std::uint64_t>(cables) * kCable * 1'000'000 / static_cast<std::uint64_t>(us);
  }
  void ForgetMost() { most_out_ = 0; }
  std::uint64_t most_out() const { return most_out_; }
  void SetLine(const Line& line) { line_ = line; }
  const SendWindow& window() const { return window_; }

 private:
  void Fill() {
    while (spent_ - freed_ < std::min(window_.bytes(), kGranted)) {
      spent_ += kCable;
      window_.HandleSent(now_, spent_);
      const Duration takes{
          static_cast<std::int64_t>(kCable * 1'000'000'000 / line_.bytes_per_second)};
      free_at_ = std::max(now_, free_at_) + takes;
      back_.push_back(free_at_ + line_.there_and_back);
    }
  }

  Line line_;
  SendWindow window_;
  Instant now_{};
  Instant free_at_{};
  std::deque<Instant> back_;
  std::uint64_t spent_ = 0;
  std::uint64_t freed_ = 0;
  std::uint64_t most_out_ = 0;
};

TEST(SendWindow, OnASlowLineAFewCablesMustDo) {
  for (const std::uint64_t pace : {2'000u, 20'000u, 200'000u}) {
    Sender sender({pace, 10ms});
    sender.Send(100);
    sender.ForgetMost();
    EXPECT_GE(sender.Send(2'000), pace * 98 / 100) << "the line stays busy";
    EXPECT_LE(sender.most_out(), 8 * kCable) << pace;
  }
}

TEST(SendWindow, OnALongLineAsManyAsItHolds) {
  const Line line{1'000'000, 600ms};  // over a satellite: 600,000 bytes are on their way
  Sender sender(line);
  sender.Send(2'000);
  EXPECT_GE(sender.Send(5'000), 800'000u) << "no more than was granted can be out";
  EXPECT_GT(sender.window().bytes(), kGranted);
}

TEST(SendWindow, OnAFastLineWhatWasGranted) {
  Sender sender({300'000'000, 150us});
  sender.Send(1'000);
  EXPECT_GE(sender.Send(20'000), 285'000'000u);
  sender.ForgetMost();
  sender.Send(1'000);
  EXPECT_GE(sender.most_out(), 128u << 10);
}

TEST(SendWindow, ALineThatGetsSlowerIsFound) {
  Sender sender({50'000'000, 1ms});
  sender.Send(1'000);
  EXPECT_GT(sender.window().bytes(), 60'000u);
  sender.SetLine({50'000, 1ms});
  sender.Send(2'500);
  sender.ForgetMost();
  sender.Send(300);
  EXPECT_LE(sender.most_out(), 12 * kCable);
}

TEST(SendWindow, ALineThatGetsLongerIsFilledAgain) {
  Sender sender({1'000'000, 10ms});
  sender.Send(2'000);
  sender.SetLine({1'000'000, 200ms});
  sender.Send(4'000);
  EXPECT_GE(sender.Send(4'000), 900'000u);
}

// A lull says nothing of the line.
TEST(SendWindow, WhatCameBackWhileNothingWaitedIsNotMeasured) {
  SendWindow window;
  window.HandleSent(Instant{}, 100);
  window.HandleLull();
  window.HandleFreed(Instant{} + 10s, 100);
  EXPECT_EQ(window.bytes(), SendWindow::kFirstBytes);
  window.HandleSent(Instant{} + 10s, 200);
  window.HandleFreed(Instant{} + 11s, 200);
  EXPECT_EQ(window.bytes(), SendWindow::kLeastBytes);
}

}  // namespace
}  // namespace torntape::channel
