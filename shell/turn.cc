#include "shell/turn.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "base/assert.h"

namespace torntape::shell {
namespace {

// What nobody waits for is committed with the next turn, or when this long has passed without one.
constexpr std::chrono::milliseconds kCommitAfter{20};

}  // namespace

Turn::Turn(boost::asio::io_context& io, const Clock& clock, channel::StationCore& core,
           store::Store& store, Outputs outputs)
    : io_(io),
      clock_(clock),
      core_(core),
      store_(store),
      keeper_(core, store),
      outputs_(std::move(outputs)),
      commit_timer_(io),
      wake_timer_(io) {}

bool Turn::Recover() { return keeper_.Recover(now()); }

void Turn::InputCame() {
  if (std::exchange(due_, true)) return;
  boost::asio::post(io_, [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired() && due_) Finish();
  });
}

void Turn::Finish() {
  TORNTAPE_ASSERT(!finishing_);
  finishing_ = true;
  due_ = false;
  input_now_.reset();
  keeper_.EndTurn(now());
  outputs_();
  custodian().ClearOutputs();
  finishing_ = false;
  // The keeper bounds its rounds; what is left is for the next turn.
  if (!custodian().store_requests().empty() || custodian().choice_wanted()) InputCame();
  if (!commit_timer_.armed()) CommitLater();
  WakeLater();
}

// The core has something to do at an instant, though nothing comes in.
void Turn::WakeLater() {
  const std::optional<Instant> due = core_.PollTimeout();
  if (!due) return;
  const Duration left = std::max(*due - now(), Duration::zero());
  wake_timer_.After(std::chrono::ceil<std::chrono::milliseconds>(left), [this] { InputCame(); });
}

void Turn::CommitLater() {
  commit_timer_.After(kCommitAfter, [this] {
    keeper_.SetNow(now());
    store_.Commit();
    // A store that lets go of old segments wants a few cables told again in each turn.
    if (keeper_.renewing()) return InputCame();
    if (custodian().departures().empty() && custodian().deliveries().empty() &&
        custodian().receipts().empty() && custodian().credits().empty()) {
      return;
    }
    InputCame();
  });
}

}  // namespace torntape::shell
