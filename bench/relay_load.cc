// Load for `torntape router`: one inlet, and an outlet for each destination, over real links.
//
//   relay_load port=PORT network=FILE [mode=flow|single|flash] [cables=N] [destinations=N] ...
//
// The stations are those of the network file: RYKAIN sends, RYKAOA to RYKAOF receive, RYKA is the
// relay under load. bench/load.h has the other arguments; bench/compare-relays starts all of it.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/prng.h"
#include "bench/load.h"
#include "channel/station_core.h"
#include "link/open_files.h"
#include "link/station_links.h"
#include "link/timer.h"
#include "proto/files.h"
#include "proto/station_reader.h"
#include "shell/peer_directory.h"

namespace {

using namespace torntape;
using bench::Account;
using bench::Die;
using bench::LoadOptions;
using cable::Precedence;
using cable::RoutingIndicator;

constexpr std::uint64_t kReserveBytes = 32 * 1024;

class NoEvents final : public cable::EventListener {
 public:
  void OnEvent(const cable::Event&) override {}
};

// No two runs have the same epochs, nor send the same cables.
const auto kRun =
    static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());

// A post as far as its one link is concerned. It keeps nothing, so each run begins as one that has
// lost its state.
class End : private link::StationLinksHandler {
 public:
  End(boost::asio::io_context& io, const network::Network& network, RoutingIndicator station,
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
  Inlet(boost::asio::io_context& io, const network::Network& network, RoutingIndicator station,
        const LoadOptions& options, std::vector<RoutingIndicator> destinations)
      : End(io, network, station, 1), options_(options) {
    heading_.identification.calling = station;
    heading_.identification.serial_digits = 4;
    heading_.identification.filing = {cable::FilingTime::Form::kDayOfYear, 134, 10, 42};
    heading_.calling_line = fmt::format("DE {} #0417 1341042", station.ToString());
    heading_.instruction_lines = "ZNR UUUUU\n";
    for (const RoutingIndicator to : destinations) {
      called_.push_back({to, cable::Role::kAction});
    }
    std::string text;
    while (text.size() < options.bytes) text += "STEADY TRAFFIC FOR A RELAY UNDER LOAD\n";
    text.resize(options.bytes - 1);
    body_ = SharedBytes(text + "\n");
  }

  void SetOnUp(std::function<void()> call) { on_up_ = std::move(call); }
  void SetOnReceipt(std::function<void()> call) { on_receipt_ = std::move(call); }
  std::uint64_t sent() const { return sent_; }
  std::uint64_t receipted() const { return receipted_; }

  // Sends up to `limit` altogether, as far as window and credit go.
  void SendUpTo(std::uint64_t limit) {
    limit_ = limit;
    Pump();
  }
  void SendFlash() { Send(Precedence::kFlash); }

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
      spent_ += Send(Precedence::kRoutine);
    }
  }

  std::uint64_t Send(Precedence precedence) {
    const auto serial = static_cast<std::uint16_t>(sent_++ % cable::CycleOf(config().digits) + 1);
    auto heading = MakeRef<cable::Heading>(heading_);
    heading->identification.serial = serial;
    heading->action_precedence = precedence;
    const std::uint64_t mark = kRun + sent_;
    heading->body_digest = {mark * 0x9e3779b97f4a7c15, mark * 0xc2b2ae3d27d4eb4f};
    const proto::TransmissionFrame frame{0,
                                         {{config().outgoing, serial, config().digits},
                                          {},
                                          precedence,
                                          called_,
                                          {},
                                          heading,
                                          body_}};
    links().Send(0, frame);
    return channel::CreditCost(frame.transmission);
  }

  const LoadOptions& options_;
  cable::Heading heading_;
  cable::CalledList called_;
  SharedBytes body_;
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
  using OnCable = std::function<void(Precedence)>;
  Outlet(boost::asio::io_context& io, const network::Network& network, RoutingIndicator station,
         std::uint64_t epoch, OnCable on_cable)
      : End(io, network, station, epoch), on_cable_(std::move(on_cable)) {}

  void SetOnUp(std::function<void()> call) { on_up_ = std::move(call); }

 private:
  void OnLinkUp(std::size_t, const link::LinkState& peer) override {
    count_ = peer.channels.front().sent_count;
    Grant();
    if (on_up_) on_up_();
  }
  std::optional<proto::Reject> OnFrame(std::size_t, proto::Frame&& frame) override {
    const auto* came = std::get_if<proto::TransmissionFrame>(&frame);
    if (came == nullptr) return std::nullopt;
    ++count_;
    serial_ = came->transmission.number.serial;
    const bool urgent = cable::IsUrgent(came->transmission.precedence);
    (urgent ? freed_urgent_ : freed_) += channel::CreditCost(came->transmission);
    on_cable_(came->transmission.precedence);
    return std::nullopt;
  }
  void OnTurnEnd() override {
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
};

class Load {
 public:
  Load(const LoadOptions& options, const network::Network& network)
      : options_(options), io_(1), account_(options) {
    std::vector<RoutingIndicator> to;
    for (int i = 0; i < options.destinations; ++i) {
      to.push_back(RoutingIndicator::Of(fmt::format("RYKAO{}", static_cast<char>('A' + i))));
    }
    inlet_ = std::make_unique<Inlet>(io_, network, RoutingIndicator::Of("RYKAIN"), options_, to);
    for (std::size_t i = 0; i < to.size(); ++i) {
      outlets_.push_back(std::make_unique<Outlet>(
          io_, network, to[i], i + 2, [this](Precedence precedence) { OnCable(precedence); }));
      outlets_.back()->SetOnUp([this] { OnOutletUp(); });
    }
    inlet_->SetOnUp([this] { OnInletUp(); });
    inlet_->SetOnReceipt([this] { OnReceipt(); });
  }

  void Run() {
    if (options_.mode == "flash") {
      inlet_->Dial(options_.port);
    } else {
      for (const auto& outlet : outlets_) outlet->Dial(options_.port);
    }
    io_.run();
    account_.Print();
  }

 private:
  void OnOutletUp() {
    if (++up_ < outlets_.size()) return;
    account_.Begin();
    if (options_.mode != "flash") inlet_->Dial(options_.port);
  }
  void OnInletUp() {
    if (options_.mode != "single") return inlet_->SendUpTo(options_.cables);
    account_.Sent();
    inlet_->SendUpTo(1);
  }
  void OnReceipt() {
    if (options_.mode == "flash" && inlet_->receipted() == options_.cables &&
        !std::exchange(queued_, true)) {
      for (const auto& outlet : outlets_) outlet->Dial(options_.port);
    }
    GoOn();
  }
  void OnCable(Precedence precedence) {
    if (cable::IsUrgent(precedence)) {
      account_.FlashCame();
    } else {
      account_.Delivered();
      if (options_.mode == "single") account_.Latency();
    }
    if (account_.FlashDue()) {
      account_.FlashSent();
      inlet_->SendFlash();
    }
    GoOn();
  }
  void GoOn() {
    const bool settled = inlet_->receipted() == inlet_->sent();
    if (settled && account_.delivered() == options_.deliveries()) return End();
    if (options_.mode != "single" || !settled || inlet_->sent() != account_.delivered()) return;
    account_.Sent();
    inlet_->SendUpTo(inlet_->sent() + 1);
  }

  // When the last receipts have gone, or the relay would send some of it again in the next run.
  void End() {
    if (end_timer_.armed()) return;
    end_timer_.After(std::chrono::milliseconds(50), [this] { io_.stop(); });
  }

  const LoadOptions options_;
  boost::asio::io_context io_;
  link::Timer end_timer_{io_};
  Account account_;
  std::unique_ptr<Inlet> inlet_;
  std::vector<std::unique_ptr<Outlet>> outlets_;
  std::size_t up_ = 0;
  bool queued_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  const LoadOptions options = bench::ParseLoadOptions(argc, argv);
  link::RaiseOpenFileLimit();
  const auto reader = proto::MakeDiskFileReader();
  const auto loaded = proto::LoadStation(options.network, *reader);
  if (!loaded.station) Die(proto::RenderDiagnostics(loaded.files));
  Load(options, loaded.station->network).Run();
}
