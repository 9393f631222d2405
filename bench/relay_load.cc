// Load for `torntape router`: one inlet, and an outlet for each destination, over real links.
//
//   relay_load port=PORT network=FILE [mode=flow|single|flash] [cables=N] [destinations=N] ...
//
// The stations are those of the network file: RYKAIN sends, RYKAOA to RYKAOF receive, RYKA is the
// relay under load. bench/load.h has the other arguments; bench/compare-relays starts all of it.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "bench/load.h"
#include "bench/relay_ends.h"
#include "link/open_files.h"
#include "link/timer.h"
#include "proto/files.h"
#include "proto/station_reader.h"

namespace {

using namespace torntape;
using bench::Account;
using bench::Die;
using bench::Inlet;
using bench::LoadOptions;
using bench::Outlet;
using cable::Precedence;
using cable::RoutingIndicator;

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
          io_, network, to[i], i + 2,
          [this](const cable::Transmission& came) { OnCable(came.precedence); }));
      outlets_.back()->SetOnUp([this] { OnOutletUp(); });
      outlets_.back()->SetPace(options.pace);
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
