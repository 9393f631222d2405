// Fills a relay with cables that nobody takes yet, or takes them all and looks whether they are
// right.
//
//   backlog_load port=PORT network=FILE mode=fill|drain cables=N bytes=N
//
// The stations are those of the network file: RYKAIN sends, RYKAOA receives. Each body begins with
// its number, and every tenth cable is PRIORITY: these must come first, and in each precedence the
// numbers must rise one by one. Each prints a line of JSON. bench/backlog starts all of it.

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

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
using bench::Die;
using bench::Inlet;
using bench::LoadOptions;
using bench::Outlet;
using cable::Precedence;
using cable::RoutingIndicator;

constexpr std::uint64_t kPriorityEvery = 10;

Precedence PrecedenceOf(std::uint64_t number) {
  return number % kPriorityEvery == 0 ? Precedence::kPriority : Precedence::kRoutine;
}

std::string BodyOf(std::uint64_t number, const std::string& filling) {
  std::string body = fmt::format("CABLE {}\n", number);
  return body.append(filling, body.size());
}

// Sends all of them, and ends when all are receipted.
class Fill {
 public:
  Fill(const LoadOptions& options, const network::Network& network)
      : options_(options),
        io_(1),
        inlet_(io_, network, RoutingIndicator::Of("RYKAIN"), options_,
               {RoutingIndicator::Of("RYKAOA")}) {
    inlet_.SetMake([filling = Inlet::TextOf(options.bytes)](std::uint64_t number) {
      return Inlet::Made{PrecedenceOf(number), SharedBytes(BodyOf(number, filling))};
    });
    inlet_.SetOnUp([this] { inlet_.SendUpTo(options_.cables); });
    inlet_.SetOnReceipt([this] {
      if (inlet_.receipted() == options_.cables) io_.stop();
    });
  }
  void Run() {
    const double begin = bench::NowUs();
    inlet_.Dial(options_.port);
    io_.run();
    fmt::print("{{\"receipted\":{},\"seconds\":{:.3f}}}\n", inlet_.receipted(),
               (bench::NowUs() - begin) / 1e6);
  }

 private:
  const LoadOptions options_;
  boost::asio::io_context io_;
  Inlet inlet_;
};

// Takes what the relay has, until nothing has come for a while.
class Drain {
 public:
  Drain(const LoadOptions& options, const network::Network& network)
      : options_(options),
        io_(1),
        filling_(Inlet::TextOf(options.bytes)),
        outlet_(io_, network, RoutingIndicator::Of("RYKAOA"), 2,
                [this](const cable::Transmission& came) { OnCable(came); }) {}
  void Run() {
    began_us_ = bench::NowUs();
    outlet_.Dial(options_.port);
    WatchForEnd();
    io_.run();
    fmt::print(
        "{{\"came\":{},\"out_of_order\":{},\"other_bytes\":{},\"first_ms\":{:.1f},"
        "\"seconds\":{:.3f}}}\n",
        came_, out_of_order_, other_bytes_, (first_us_ - began_us_) / 1e3,
        (last_us_ - began_us_) / 1e6);
  }

 private:
  void OnCable(const cable::Transmission& came) {
    last_us_ = bench::NowUs();
    if (came_++ == 0) first_us_ = last_us_;
    const std::string_view body = came.body.view();
    constexpr std::string_view kBegin = "CABLE ";
    std::uint64_t number = 0;
    if (body.starts_with(kBegin)) {
      std::from_chars(body.data() + kBegin.size(), body.data() + body.size(), number);
    }
    if (body != BodyOf(number, filling_)) ++other_bytes_;
    if (number != next_ || came.precedence != PrecedenceOf(next_)) ++out_of_order_;
    next_ = NumberAfter(number);
  }
  // All of one precedence, then all of the other.
  std::uint64_t NumberAfter(std::uint64_t number) const {
    if (PrecedenceOf(number) == Precedence::kPriority) {
      const std::uint64_t next = number + kPriorityEvery;
      return next < options_.cables ? next : 1;
    }
    return (number + 1) % kPriorityEvery == 0 ? number + 2 : number + 1;
  }
  void WatchForEnd() {
    end_timer_.After(std::chrono::seconds(came_ >= options_.cables ? 1 : 5), [this] {
      if (came_ > 0 && bench::NowUs() - last_us_ > 900'000) return io_.stop();
      if (++waits_ > 1'000) Die("backlog_load: nothing comes to an end");
      WatchForEnd();
    });
  }

  const LoadOptions options_;
  boost::asio::io_context io_;
  link::Timer end_timer_{io_};
  std::string filling_;
  Outlet outlet_;
  std::uint64_t next_ = 0;
  std::uint64_t came_ = 0;
  std::uint64_t out_of_order_ = 0;
  std::uint64_t other_bytes_ = 0;
  int waits_ = 0;
  double began_us_ = 0;
  double first_us_ = 0;
  double last_us_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const LoadOptions options = bench::ParseLoadOptions(argc, argv);
  link::RaiseOpenFileLimit();
  const auto reader = proto::MakeDiskFileReader();
  const auto loaded = proto::LoadStation(options.network, *reader);
  if (!loaded.station) Die(proto::RenderDiagnostics(loaded.files));
  if (options.mode == "fill") {
    Fill(options, loaded.station->network).Run();
  } else if (options.mode == "drain") {
    Drain(options, loaded.station->network).Run();
  } else {
    Die("backlog_load: mode is fill or drain");
  }
}
