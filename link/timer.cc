#include "link/timer.h"

#include <cstdint>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace torntape::link {

struct Timer::Clockwork {
  explicit Clockwork(boost::asio::io_context& io) : timer(io) {}
  boost::asio::steady_timer timer;
  std::function<void()> run;
  std::uint64_t setting = 0;  // counts up, so that a wait that was cancelled too late does nothing
};

Timer::Timer(boost::asio::io_context& io) : clockwork_(std::make_shared<Clockwork>(io)) {}

Timer::~Timer() { Cancel(); }

void Timer::After(std::chrono::nanoseconds wait, std::function<void()> run) {
  clockwork_->run = std::move(run);
  clockwork_->timer.expires_after(wait);
  clockwork_->timer.async_wait(
      [clockwork = clockwork_, setting = ++clockwork_->setting](boost::system::error_code error) {
        if (error || setting != clockwork->setting || !clockwork->run) return;
        std::exchange(clockwork->run, nullptr)();
      });
}

void Timer::Cancel() {
  ++clockwork_->setting;
  clockwork_->run = nullptr;
  clockwork_->timer.cancel();
}

bool Timer::armed() const { return static_cast<bool>(clockwork_->run); }

}  // namespace torntape::link
