#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "link/session.h"

namespace boost::asio {
class io_context;
}

namespace torntape::link {

struct ListenOptions {
  std::string address = "127.0.0.1";   // a numeric address; others than loopback are warned of
  std::uint16_t port = 0;              // 0: the system gives one
  std::size_t connections_max = 4096;  // one more is told kBusy and closed
  SessionOptions session;
};

// Takes connections. Out of file descriptors (EMFILE) it pauses and tries again, and says so once.
class Listener {
 public:
  // A connection came: keep it and Start() it, or let it go out of scope, which drops it.
  using OnSession = std::function<void(std::unique_ptr<Session>)>;
  // Something that a person should know: bound beyond loopback, no file descriptors left.
  using OnWarning = std::function<void(const std::string&)>;

  // Binds and listens. The error says what to do.
  static Result<std::unique_ptr<Listener>> Open(boost::asio::io_context& io, ListenOptions options,
                                                OnSession on_session, OnWarning on_warning);
  // Stops listening. Sessions it made live on.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const;
  // "127.0.0.1:40311"
  std::string address() const;
  // Connections it made that are not closed yet.
  std::size_t connections() const;

 private:
  class Acceptor;
  explicit Listener(std::shared_ptr<Acceptor> acceptor);
  std::shared_ptr<Acceptor> acceptor_;
};

}  // namespace torntape::link
