#include "shell/signals.h"

#include <csignal>
#include <unistd.h>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace torntape::shell {

struct Signals::Set : std::enable_shared_from_this<Signals::Set> {
  explicit Set(boost::asio::io_context& io) : signals(io, SIGINT, SIGTERM) {}

  boost::asio::signal_set signals;
  std::function<void(const std::string&)> on_first;

  void Wait() {
    signals.async_wait([self = shared_from_this()](auto error, int number) {
      if (error) return;
      if (!self->on_first) _exit(128 + number);
      const auto call = std::exchange(self->on_first, nullptr);
      self->Wait();
      call(number == SIGINT ? "Ctrl-C" : "SIGTERM");
    });
  }
};

Signals::Signals(boost::asio::io_context& io, std::function<void(const std::string&)> on_first)
    : set_(std::make_shared<Set>(io)) {
  set_->on_first = std::move(on_first);
  set_->Wait();
}

Signals::~Signals() {
  set_->on_first = [](const std::string&) {};
  set_->signals.cancel();
}

}  // namespace torntape::shell
