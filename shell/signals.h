#pragma once

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace torntape::shell {

// Ctrl-C and SIGTERM: the first asks the process to end in good order, the second ends it at once.
// One a process.
class Signals {
 public:
  // `on_first` gets the signal's name for people: "Ctrl-C", "SIGTERM".
  Signals(boost::asio::io_context& io, std::function<void(const std::string& name)> on_first);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  struct Set;
  std::shared_ptr<Set> set_;  // also held by what is pending
};

}  // namespace torntape::shell
