#include "link/station_links.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace torntape::link {

// One connection: its session, and how far its handshake is.
class StationLinks::Connection : public SessionHandler {
 public:
  Connection(StationLinks& links, std::unique_ptr<Session> session, Handshake started)
      : handshake(std::move(started)), links_(links), session_(std::move(session)) {}

  void Start() { session_->Start(*this); }
  Session& session() { return *session_; }
  std::unique_ptr<Session> TakeSession() { return std::move(session_); }

  bool OnFrame(Session& /*session*/, proto::Frame&& frame) override {
    return links_.HandleFrame(*this, std::move(frame));
  }
  void OnTurnEnd(Session& /*session*/) override { links_.QueueTurnEnd(); }
  void OnWritable(Session& /*session*/) override {
    if (up) links_.handler_.OnWritable(handshake.link());
  }
  void OnClosed(Session& /*session*/, const Closed& closed) override {
    links_.HandleClosed(*this, closed);  // and this object is gone
  }

  Handshake handshake;
  bool dialled = false;
  bool up = false;
  bool gave_way = false;  // to a newer one of the same peer

 private:
  StationLinks& links_;
  std::unique_ptr<Session> session_;
};

struct StationLinks::Line {
  Connection* connection = nullptr;  // while up; owned by connections_
  std::unique_ptr<Dialler> dialler;  // if this side dials
  // The connection was asked whether it lives, as another process wants its place.
  struct Challenge {
    const Connection* connection = nullptr;
    std::uint64_t reads = 0;
    std::chrono::steady_clock::time_point at;
  };
  std::optional<Challenge> challenge;
};

StationLinks::StationLinks(boost::asio::io_context& io, PeerDirectory directory,
                           const Options& options, Prng prng, StationLinksHandler& handler)
    : io_(io),
      directory_(std::move(directory)),
      options_(options),
      prng_(prng),
      handler_(handler),
      lines_(directory_.links.size()) {}

StationLinks::~StationLinks() { *self_ = nullptr; }

Result<void> StationLinks::Listen(ListenOptions options) {
  options.session = options_.session;
  Result<std::unique_ptr<Listener>> listener = Listener::Open(
      io_, std::move(options),
      [this](std::unique_ptr<Session> session) { Adopt(std::move(session), std::nullopt); },
      [this](const std::string& warning) { handler_.OnWarning(warning); });
  if (!listener) return tl::unexpected<Error>(listener.error());
  listener_ = std::move(*listener);
  return {};
}

std::uint16_t StationLinks::port() const { return listener_ ? listener_->port() : 0; }

void StationLinks::Dial(std::size_t link, const std::string& address, std::uint16_t port,
                        LookUp look_up) {
  std::unique_ptr<Dialler>& dialler = lines_[link].dialler;
  const bool connected =
      std::any_of(connections_.begin(), connections_.end(), [link](const auto& connection) {
        return connection->dialled && connection->handshake.link() == link;
      });
  if (dialler && connected) return dialler->SetPort(port);
  dialler.reset();
  DialOptions options;
  options.address = address;
  options.port = port;
  options.look_up = std::move(look_up);
  options.wait_first = options_.dial_wait_first;
  options.wait_longest = options_.dial_wait_longest;
  options.session = options_.session;
  const std::string& name = directory_.links[link].name;
  dialler = std::make_unique<Dialler>(
      io_, options, prng_.Split(name),
      [this, link](std::unique_ptr<Session> session) { Adopt(std::move(session), link); },
      [this, name](const std::string& text, DialOptions::Span wait) {
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(wait);
        handler_.OnNote(fmt::format("link {}: {}; next try in {} ms", name, text, ms.count()));
      });
  dialler->Start();
}

void StationLinks::Adopt(std::unique_ptr<Session> session, std::optional<std::size_t> link) {
  auto connection = std::make_unique<Connection>(
      *this, std::move(session),
      link ? Handshake::ForDialler(directory_, *link) : Handshake::ForListener(directory_));
  Connection& added = *connections_.emplace_back(std::move(connection));
  added.dialled = link.has_value();
  added.Start();
  if (link) added.session().Send(added.handshake.MakeHello(handler_.StateOf(*link)));
}

bool StationLinks::HandleFrame(Connection& connection, proto::Frame&& frame) {
  switch (connection.handshake.HandleFrame(frame)) {
    case Handshake::Step::kWelcome:
      return HandleWelcome(connection);
    case Handshake::Step::kWatcher:
      return HandleWatcher(connection);
    case Handshake::Step::kUp:
      HandleUp(connection);
      return true;
    case Handshake::Step::kPass: {
      std::optional<proto::Reject> reject =
          handler_.OnFrame(connection.handshake.link(), std::move(frame));
      if (reject) connection.session().Reject(reject->reason, std::move(reject->detail));
      return !reject;
    }
    case Handshake::Step::kReject:
      break;
  }
  const proto::Reject& reject = connection.handshake.reject();
  connection.session().Reject(reject.reason, reject.detail);
  return false;
}

bool StationLinks::HandleWelcome(Connection& connection) {
  const std::size_t link = connection.handshake.link();
  if (!MayTakeOver(connection)) return false;
  if (Connection* const old = lines_[link].connection) GiveWay(*old, connection);
  connection.session().Send(connection.handshake.MakeWelcome(handler_.StateOf(link)));
  HandleUp(connection);
  return true;
}

// A station that connects anew, by the epoch of its store, takes its link over at once. With
// another epoch it may be a second process under the same name, which must not throw the first one
// out, or the two would do so to each other for ever; or the first one is gone and its connection
// is half open. So the first one is asked, the newcomer is told to come again, and finds the place
// free if nothing was heard by then.
bool StationLinks::MayTakeOver(Connection& newer) {
  constexpr std::chrono::seconds kTimeToAnswer{1};
  Line& line = lines_[newer.handshake.link()];
  Connection* const old = line.connection;
  if (old == nullptr) return true;
  if (old->handshake.peer_state().store_epoch == newer.handshake.peer_state().store_epoch) {
    return true;
  }
  const auto now = std::chrono::steady_clock::now();
  const std::uint64_t reads = old->session().reads();
  const bool asked = line.challenge && line.challenge->connection == old;
  if (asked && line.challenge->reads == reads && now - line.challenge->at >= kTimeToAnswer) {
    return true;
  }
  if (!asked || line.challenge->reads != reads) {
    line.challenge = Line::Challenge{old, reads, now};
    old->session().Send(proto::Frame(proto::Ping{reads}));
    old->session().Flush();
  }
  const std::string text = fmt::format(
      "{} is connected already, from {}; if that is not this process, another one runs under its "
      "name",
      directory_.links[newer.handshake.link()].peer.ToString(), old->session().peer_address());
  newer.session().Reject(proto::RejectReason::kAlreadyConnected, text);
  return false;
}

// A peer that comes back must not be locked out by what is left of its last connection, which may
// stay half open for long: the newest one counts.
void StationLinks::GiveWay(Connection& old, Connection& newer) {
  const std::size_t link = old.handshake.link();
  const std::string text =
      fmt::format("{} has connected anew, from {}", directory_.links[link].peer.ToString(),
                  newer.session().peer_address());
  old.up = false;
  old.gave_way = true;
  lines_[link].connection = nullptr;
  lines_[link].challenge.reset();
  old.session().Reject(proto::RejectReason::kAlreadyConnected, text);
  handler_.OnLinkDown(link, {CloseCause::kNetwork, {}, text});
}

bool StationLinks::HandleWatcher(Connection& connection) {
  std::unique_ptr<Session> session = connection.TakeSession();
  std::erase_if(connections_, [&](const auto& each) { return each.get() == &connection; });
  handler_.OnWatcher(std::move(session));
  return true;
}

void StationLinks::HandleUp(Connection& connection) {
  const std::size_t link = connection.handshake.link();
  connection.up = true;
  connection.session().Established();
  lines_[link].connection = &connection;
  if (lines_[link].dialler) lines_[link].dialler->Succeeded();
  handler_.OnLinkUp(link, connection.handshake.peer_state());
}

void StationLinks::HandleClosed(Connection& connection, const Closed& closed) {
  // Kept until the end of this function: the handler is told about what is no longer listed.
  const auto found = std::find_if(connections_.begin(), connections_.end(),
                                  [&](const auto& each) { return each.get() == &connection; });
  const std::unique_ptr<Connection> gone = std::move(*found);
  connections_.erase(found);
  const std::string peer = gone->session().peer_address();
  if (gone->up) {
    const std::size_t link = gone->handshake.link();
    lines_[link].connection = nullptr;
    lines_[link].challenge.reset();
    handler_.OnLinkDown(link, closed);
  } else if (!gone->gave_way) {
    handler_.OnNote(
        fmt::format("connection with {} ended before its handshake: {}", peer, closed.text));
  }
  if (gone->dialled && !closing_) lines_[gone->handshake.link()].dialler->Again();
  FinishIfDone();
}

void StationLinks::QueueTurnEnd() {
  if (turn_end_queued_) return;
  turn_end_queued_ = true;
  // Behind the other connections that can be read already, so that one commit serves all.
  boost::asio::post(io_, [self = self_] {
    if (*self == nullptr) return;
    (*self)->turn_end_queued_ = false;
    (*self)->handler_.OnTurnEnd();
  });
}

bool StationLinks::up(std::size_t link) const { return lines_[link].connection != nullptr; }

std::size_t StationLinks::up_count() const {
  return static_cast<std::size_t>(std::count_if(
      lines_.begin(), lines_.end(), [](const Line& line) { return line.connection != nullptr; }));
}

void StationLinks::Send(std::size_t link, const proto::TransmissionFrame& frame) {
  if (up(link)) lines_[link].connection->session().Send(frame);
}
void StationLinks::Send(std::size_t link, const proto::Receipt& receipt) {
  if (up(link)) lines_[link].connection->session().Send(receipt);
}
void StationLinks::Send(std::size_t link, const proto::Credit& credit) {
  if (up(link)) lines_[link].connection->session().Send(credit);
}
bool StationLinks::writable(std::size_t link) const {
  return up(link) && lines_[link].connection->session().writable();
}

void StationLinks::Close(const std::string& detail, std::function<void()> done) {
  closing_ = true;
  done_ = std::move(done);
  listener_.reset();
  for (Line& line : lines_) line.dialler.reset();
  for (const auto& connection : connections_) connection->session().Close(detail);
  boost::asio::post(io_, [self = self_] {
    if (*self != nullptr) (*self)->FinishIfDone();
  });
}

void StationLinks::FinishIfDone() {
  if (!closing_ || !connections_.empty() || !done_) return;
  std::exchange(done_, nullptr)();
}

}  // namespace torntape::link
