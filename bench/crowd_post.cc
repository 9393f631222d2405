#include "bench/crowd_post.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "bench/load.h"
#include "link/station_links.h"

namespace torntape::bench {

// One connection after another may be of one post, and for a moment two: what comes over one that
// was given up is not taken, as it comes again over the next.
class CrowdPost::Connection final : private link::StationLinksHandler {
 public:
  Connection(CrowdPost& post, std::uint64_t number)
      : post_(post),
        dialled_us_(NowUs()),
        links_(post.crowd_.io, post.channel_.directory(), {}, Prng(number), *this) {
    links_.Dial(0, "127.0.0.1", post.crowd_.port);
  }

  bool up() const { return links_.up(0); }
  void Pump() {
    while (const auto frame = up() ? post_.channel_.Next() : std::nullopt) links_.Send(0, *frame);
  }

 private:
  bool is_current() const { return post_.connection_.get() == this; }

  link::LinkState StateOf(std::size_t) override { return post_.channel_.state(); }

  void OnLinkUp(std::size_t, const link::LinkState& peer) override {
    if (!is_current()) return;
    post_.channel_.Meet(peer);
    links_.Send(0, post_.channel_.credit(post_.channel_.window_bytes()));
    if (post_.on_up_) post_.on_up_((NowUs() - dialled_us_) / 1000);
  }

  std::optional<proto::Reject> OnFrame(std::size_t, proto::Frame&& frame) override {
    if (!is_current()) return std::nullopt;
    if (const auto* came = std::get_if<proto::TransmissionFrame>(&frame)) {
      post_.channel_.Receive(came->transmission);
    } else if (const auto* receipt = std::get_if<proto::Receipt>(&frame)) {
      post_.channel_.HandleReceipt(receipt->count);
    } else if (const auto* credit = std::get_if<proto::Credit>(&frame)) {
      post_.channel_.HandleCredit(*credit);
    }
    return std::nullopt;
  }

  void OnTurnEnd() override {
    if (!is_current()) return;
    if (post_.channel_.receipt_due()) {
      links_.Send(0, post_.channel_.TakeReceipt());
      links_.Send(0, post_.channel_.credit(post_.channel_.window_bytes()));
    }
    Pump();
  }

  void OnLinkDown(std::size_t, const link::Closed& closed) override {
    if (is_current()) {
      dialled_us_ = NowUs();  // it dials again by itself
      if (post_.on_down_) post_.on_down_(closed.text);
      return;
    }
    // Before it can dial again, which would throw out the one that took over.
    boost::asio::post(post_.crowd_.io, [former = std::move(post_.former_)] {});
  }

  void OnWritable(std::size_t) override {}
  void OnWatcher(std::unique_ptr<link::Session>) override {}
  void OnNote(const std::string&) override {}

  CrowdPost& post_;
  double dialled_us_;
  link::StationLinks links_;
};

CrowdPost::CrowdPost(const Crowd& crowd, cable::RoutingIndicator station)
    : crowd_(crowd), channel_(crowd, station) {}

CrowdPost::~CrowdPost() = default;

bool CrowdPost::up() const { return connection_ != nullptr && connection_->up(); }

void CrowdPost::Connect() {
  connection_ = std::make_unique<Connection>(*this, ++connections_ + station().packed());
}

void CrowdPost::Drop() {
  connection_.reset();
  former_.reset();
}

void CrowdPost::TakeOver() {
  former_ = std::move(connection_);
  Connect();
}

void CrowdPost::Submit(CrowdCable cable) {
  channel_.Submit(std::move(cable));
  if (up()) connection_->Pump();
}

}  // namespace torntape::bench
