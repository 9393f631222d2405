#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/prng.h"
#include "link/session.h"

namespace boost::asio {
class io_context;
}

namespace torntape::link {

struct DialOptions {
  using Span = std::chrono::nanoseconds;
  std::string address = "127.0.0.1";  // numeric
  std::uint16_t port = 0;
  // Where the peer is now, asked before each try; nothing: where it was. May be empty.
  struct Place {
    std::string address;
    std::uint16_t port = 0;
  };
  std::function<std::optional<Place>()> look_up;
  Span connect_deadline = std::chrono::seconds(5);
  // Wait before the second try; doubled for each that fails, up to the longest, and each wait is
  // cut at random to between half of itself and all, so that a fleet does not knock in step.
  Span wait_first = std::chrono::milliseconds(50);
  Span wait_longest = std::chrono::seconds(5);
  SessionOptions session;
};

// Connects to one peer, again and again until it answers. The first try is immediate.
class Dialler {
 public:
  using OnSession = std::function<void(std::unique_ptr<Session>)>;
  // A try failed; text for a person, and how long it waits now.
  using OnFailure = std::function<void(const std::string& text, DialOptions::Span wait)>;

  Dialler(boost::asio::io_context& io, DialOptions options, Prng prng, OnSession on_session,
          OnFailure on_failure);
  // Gives up what is under way.
  ~Dialler();
  Dialler(const Dialler&) = delete;
  Dialler& operator=(const Dialler&) = delete;

  // Tries now. REQUIRES: no try under way.
  void Start();
  // The session is gone: waits, then tries again. The wait grows until Succeeded().
  void Again();
  // The handshake went well: the next wait is the first one again.
  void Succeeded();
  // Before the next try: the peer has moved to another port.
  void SetPort(std::uint16_t port);

 private:
  class Caller;
  std::shared_ptr<Caller> caller_;
};

}  // namespace torntape::link
