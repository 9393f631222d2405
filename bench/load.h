#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

// What the load programs of bench/compare-relays share: their arguments, their clock, and the one
// line of JSON that each prints.
namespace torntape::bench {

// Arguments are name=value. Each program is told what to do by `mode`:
//   flow    so many cables as fast as the server takes them, `window` of them unreceipted
//   single  one in flight: the next is sent when the last was delivered and receipted
//   flash   `cables` are queued before the outlets connect; then, each time that `flash_every` more
//           were delivered, a FLASH is sent, and those that come out before it are counted
struct LoadOptions {
  std::string mode = "flow";
  std::string kind;     // of queue, where a peer has several
  std::string network;  // file of ours
  int port = 0;
  int destinations = 1;
  std::uint64_t cables = 20'000;
  std::uint64_t window = 256;
  std::size_t bytes = 2048;
  std::uint64_t flash_count = 20;
  std::uint64_t flash_every = 2'000;
  std::uint64_t pace = 0;  // cables that an outlet takes a second; 0: as fast as it can

  std::uint64_t deliveries() const { return cables * static_cast<std::uint64_t>(destinations); }
};

[[noreturn]] inline void Die(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(2);
}

inline LoadOptions ParseLoadOptions(int argc, char** argv) {
  LoadOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const std::size_t equals = argument.find('=');
    if (equals == argument.npos) Die(fmt::format("{} is not name=value", argument));
    const std::string_view name = argument.substr(0, equals);
    const std::string_view value = argument.substr(equals + 1);
    const auto number = [&](auto& into) {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), into);
      if (error != std::errc{} || end != value.data() + value.size()) {
        Die(fmt::format("{} is no number", argument));
      }
    };
    if (name == "mode") {
      options.mode = value;
    } else if (name == "kind") {
      options.kind = value;
    } else if (name == "network") {
      options.network = value;
    } else if (name == "port") {
      number(options.port);
    } else if (name == "destinations") {
      number(options.destinations);
    } else if (name == "cables") {
      number(options.cables);
    } else if (name == "window") {
      number(options.window);
    } else if (name == "bytes") {
      number(options.bytes);
    } else if (name == "flash_count") {
      number(options.flash_count);
    } else if (name == "flash_every") {
      number(options.flash_every);
    } else if (name == "pace") {
      number(options.pace);
    } else {
      Die(fmt::format("there is no option {}", name));
    }
  }
  return options;
}

// Microseconds of the steady clock.
inline double NowUs() {
  return std::chrono::duration<double, std::micro>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

inline double Quantile(std::vector<double> values, double at) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto place = static_cast<std::size_t>(at * static_cast<double>(values.size()));
  return values[std::min(place, values.size() - 1)];
}

// What one run found. The program that runs the load calls these; where it has several threads,
// under a lock of its own.
class Account {
 public:
  explicit Account(const LoadOptions& options) : options_(options) {}

  void Begin() { began_us_ = NowUs(); }
  // One in flight: it was sent, and has come out.
  void Sent() { sent_us_ = NowUs(); }
  void Latency() { latencies_us_.push_back(NowUs() - sent_us_); }

  // True when the time for a FLASH has come.
  bool FlashDue() const {
    return options_.mode == "flash" && !flash_under_way_ &&
           flashes_us_.size() < options_.flash_count &&
           delivered_ >= (flashes_us_.size() + 1) * options_.flash_every;
  }
  void FlashSent() {
    flash_under_way_ = true;
    flash_us_ = NowUs();
    flash_delivered_ = delivered_;
  }
  void FlashCame() {
    flash_under_way_ = false;
    flashes_us_.push_back(NowUs() - flash_us_);
    passed_.push_back(static_cast<double>(delivered_ - flash_delivered_));
  }
  void Delivered(std::uint64_t count = 1) {
    delivered_ += count;
    ended_us_ = NowUs();
  }
  std::uint64_t delivered() const { return delivered_; }

  void Print() const {
    const double seconds = (ended_us_ - began_us_) / 1e6;
    fmt::print(
        "{{\"mode\":\"{}\",\"cables\":{},\"destinations\":{},\"delivered\":{},"
        "\"cables_per_s\":{:.0f},\"p50_us\":{:.1f},\"p99_us\":{:.1f},\"flashes\":{},"
        "\"passed_p50\":{:.0f},\"passed_max\":{:.0f},\"flash_p50_us\":{:.0f},"
        "\"flash_max_us\":{:.0f}}}\n",
        options_.mode, options_.cables, options_.destinations, delivered_,
        static_cast<double>(options_.cables) / seconds, Quantile(latencies_us_, 0.5),
        Quantile(latencies_us_, 0.99), passed_.size(), Quantile(passed_, 0.5), Quantile(passed_, 1),
        Quantile(flashes_us_, 0.5), Quantile(flashes_us_, 1));
    std::fflush(stdout);
  }

 private:
  LoadOptions options_;
  double began_us_ = 0;
  double ended_us_ = 0;
  double sent_us_ = 0;
  std::vector<double> latencies_us_;
  std::uint64_t delivered_ = 0;
  bool flash_under_way_ = false;
  double flash_us_ = 0;
  std::uint64_t flash_delivered_ = 0;
  std::vector<double> flashes_us_;
  std::vector<double> passed_;  // by each FLASH
};

}  // namespace torntape::bench
