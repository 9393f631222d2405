#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/prng.h"
#include "bench/load.h"
#include "channel/station_core.h"
#include "link/station_links.h"
#include "link/timer.h"
#include "shell/peer_directory.h"

// The stations around a relay under load: those that send to it and those that it sends to. They
// speak the real link and keep nothing, so that the relay is what is measured.
namespace torntape::bench {

inline constexpr std::uint64_t kReserveBytes = 32 * 1024;

class NoEvents final : public cable::EventListener {
 public:
  void OnEvent(const cable::Event&) override {}
};

// No two runs have the same epochs, nor send the same cables.
inline const auto kRun =
    static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());

// A post as far as its one link is concerned. It keeps nothing, so each run begins as one that has
// lost its state.
class End : private link::StationLinksHandler {
 public:
  End(boost::asio::io_context& io, const network::Network& network, cable::RoutingIndicator station,
      std::uint64_t epoch)
      : custodian_(channel::CustodyConfigFor(network, station, kRun + epoch), events_),
        links_(io, shell::PeerDirectoryFor(network, custodian_), {}, Prng(epoch), *this) {}
  End(const End&) = delete;
  End& operator=(const End&) = delete;

  void Dial(int port) { links_.Dial(0, "127.0.0.1", static_cast<std::uint16_t>(port)); }

 protected:
  const channel::ChannelConfig& config() const {
    return custodian_.config_of(channel::ChannelIndex{0});
  }
  link::StationLinks& links() { return links_; }

 private:
  link::LinkState StateOf(std::size_t) override {
    return shell::LinkStateOf(custodian_, channel::LinkIndex{0});
  }
  void OnWritable(std::size_t) override {}
  void OnLinkDown(std::size_t, const link::Closed& closed) override {
    Die("relay_load: link down: " + closed.text);
  }
  void OnWatcher(std::unique_ptr<link::Session>) override {}
  void OnNote(const std::string& text) override { fmt::print(stderr, "relay_load: {}\n", text); }

  NoEvents events_;
  channel::Custodian custodian_;  // knows the channels, and is asked for nothing else
  link::StationLinks links_;
};

class Inlet final : public End {
 public:
  Inlet(boost::asio::io_context& io, const network::Network& network,
        cable::RoutingIndicator station, const LoadOptions& options,
        std::vector<cable::RoutingIndicator> destinations)
      : End(io, network, station, 1), options_(options) {
    heading_.identification.calling = station;
    heading_.identification.serial_digits = 4;
    heading_.identification.filing = {cable::FilingTime::Form::kDayOfYear, 134, 10, 42};
    heading_.calling_line = fmt::format("DE {} #0417 1341042", station.ToString());
    heading_.instruction_lines = "ZNR UUUUU\n";
    for (const cable::RoutingIndicator to : destinations) {
      called_.push_back({to, cable::Role::kAction});
    }
    const SharedBytes body(TextOf(options.bytes));
    make_ = [body](std::uint64_t) { return Made{cable::Precedence::kRoutine, body}; };
  }

  // Lines of text, so many bytes of them.
  static std::string TextOf(std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += "STEADY TRAFFIC FOR A RELAY UNDER LOAD\n";
    text.resize(bytes - 1);
    return text + "\n";
  }

  // What the nth cable is, from 0, but for a FLASH; else all are ROUTINE with one body.
  struct Made {
    cable::Precedence precedence = cable::Precedence::kRoutine;
    SharedBytes body;
  };
  void SetMake(std::function<Made(std::uint64_t)> make) { make_ = std::move(make); }

  void SetOnUp(std::function<void()> call) { on_up_ = std::move(call); }
  void SetOnReceipt(std::function<void()> call) { on_receipt_ = std::move(call); }
  std::uint64_t sent() const { return sent_; }
  std::uint64_t receipted() const { return receipted_; }

  // Sends up to `limit` altogether, as far as window and credit go.
  void SendUpTo(std::uint64_t limit) {
    limit_ = limit;
    Pump();
  }
  void SendFlash() { Send({cable::Precedence::kFlash, make_(sent_).body}); }

 private:
  void OnLinkUp(std::size_t, const link::LinkState&) override { on_up_(); }
  std::optional<proto::Reject> OnFrame(std::size_t, proto::Frame&& frame) override {
    if (const auto* receipt = std::get_if<proto::Receipt>(&frame)) receipted_ = receipt->count;
    if (const auto* credit = std::get_if<proto::Credit>(&frame)) granted_ = credit->ordinary_bytes;
    return std::nullopt;
  }
  void OnTurnEnd() override {
    Pump();
    on_receipt_();
  }

  void Pump() {
    while (sent_ < limit_ && sent_ - receipted_ < options_.window && spent_ < granted_) {
      spent_ += Send(make_(sent_));
    }
  }

  std::uint64_t Send(const Made& made) {
    const auto serial = static_cast<std::uint16_t>(sent_++ % cable::CycleOf(config().digits) + 1);
    auto heading = MakeRef<cable::Heading>(heading_);
    heading->identification.serial = serial;
    heading->action_precedence = made.precedence;
    const std::uint64_t mark = kRun + sent_;
    heading->body_digest = {mark * 0x9e3779b97f4a7c15, mark * 0xc2b2ae3d27d4eb4f};
    const proto::TransmissionFrame frame{0,
                                         {{config().outgoing, serial, config().digits},
                                          {},
                                          made.precedence,
                                          called_,
                                          {},
                                          heading,
                                          made.body}};
    links().Send(0, frame);
    return channel::CreditCost(frame.transmission);
  }

  const LoadOptions& options_;
  cable::Heading heading_;
  cable::CalledList called_;
  std::function<Made(std::uint64_t)> make_;
  std::function<void()> on_up_;
  std::function<void()> on_receipt_;
  std::uint64_t limit_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t receipted_ = 0;
  std::uint64_t granted_ = 0;
  std::uint64_t spent_ = 0;
};

class Outlet final : public End {
 public:
  using OnCable = std::function<void(const cable::Transmission&)>;
  Outlet(boost::asio::io_context& io, const network::Network& network,
         cable::RoutingIndicator station, std::uint64_t epoch, OnCable on_cable)
      : End(io, network, station, epoch), on_cable_(std::move(on_cable)), pace_timer_(io) {}

  void SetOnUp(std::function<void()> call) { on_up_ = std::move(call); }
  // It takes so many cables a second, in the order in which they come; the others wait before it.
  void SetPace(std::uint64_t per_second) { pace_ = per_second; }

 private:
  void OnLinkUp(std::size_t, const link::LinkState& peer) override {
    began_us_ = NowUs();
    count_ = peer.channels.front().sent_count;
    Grant();
    if (on_up_) on_up_();
  }
  std::optional<proto::Reject> OnFrame(std::size_t, proto::Frame&& frame) override {
    const auto* came = std::get_if<proto::TransmissionFrame>(&frame);
    if (came == nullptr) return std::nullopt;
    if (pace_ == 0) {
      Take(came->transmission);
    } else {
      waiting_.push_back(came->transmission);
      TakeInTime();
    }
    return std::nullopt;
  }
  void OnTurnEnd() override {
    if (pace_ == 0) TellTaken();
  }
  void Take(const cable::Transmission& came) {
    ++count_;
    serial_ = came.number.serial;
    const bool urgent = cable::IsUrgent(came.precedence);
    (urgent ? freed_urgent_ : freed_) += channel::CreditCost(came);
    on_cable_(came);
  }
  void TakeInTime() {
    if (pace_timer_.armed()) return;
    pace_timer_.After(std::chrono::milliseconds(1), [this] {
      // What it could have taken while nothing was there is not made up for.
      const auto due =
          static_cast<std::uint64_t>((NowUs() - began_us_) / 1e6 * static_cast<double>(pace_));
      for (; taken_ < due && !waiting_.empty(); ++taken_) {
        Take(waiting_.front());
        waiting_.pop_front();
        TellTaken();
      }
      taken_ = due;
      if (!waiting_.empty()) TakeInTime();
    });
  }
  void TellTaken() {
    links().Send(0, proto::Receipt{0, count_, serial_});
    Grant();
  }
  void Grant() {
    links().Send(0,
                 proto::Credit{0, config().window_bytes + freed_, kReserveBytes + freed_urgent_});
  }

  OnCable on_cable_;
  std::function<void()> on_up_;
  std::uint64_t count_ = 0;
  std::uint16_t serial_ = 0;
  std::uint64_t freed_ = 0;
  std::uint64_t freed_urgent_ = 0;
  std::uint64_t pace_ = 0;
  std::uint64_t taken_ = 0;  // or could have been, at that pace
  double began_us_ = 0;
  std::deque<cable::Transmission> waiting_;
  link::Timer pace_timer_;
};

}  // namespace torntape::bench
