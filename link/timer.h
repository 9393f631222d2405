#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace torntape::link {

// A timer of the steady clock that runs one function once. For shells, which then need no header of
// Asio for it.
class Timer {
 public:
  explicit Timer(boost::asio::io_context& io);
  // Cancels.
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Runs `run` after `wait`, in place of what was set before.
  void After(std::chrono::nanoseconds wait, std::function<void()> run);
  void Cancel();
  bool armed() const;

 private:
  struct Clockwork;
  std::shared_ptr<Clockwork> clockwork_;
};

}  // namespace torntape::link
