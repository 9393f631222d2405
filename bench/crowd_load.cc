// A crowd of stations around one relay: many that exchange cables, some that read slowly or never,
// some that come and go, and strangers who connect by the hundred.
//
//   crowd_load port=PORT network=FILE [seconds=N] [connects_per_minute=N] ...
//
// The network is one relay and its posts; bench/crowd_options.h has the other arguments. Each few
// seconds it prints a line of JSON, the last one with "phase":"ended". bench/crowd starts all of
// it.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "bench/crowd_ledger.h"
#include "bench/crowd_options.h"
#include "bench/crowd_post.h"
#include "bench/crowd_slow_post.h"
#include "bench/crowd_strangers.h"
#include "bench/load.h"
#include "link/open_files.h"
#include "link/timer.h"
#include "proto/codec.h"
#include "proto/files.h"
#include "proto/station_reader.h"

namespace {

using namespace torntape;
using bench::CrowdLedger;
using bench::CrowdOptions;
using bench::CrowdPost;
using bench::CrowdSlowPost;
using bench::CrowdStrangers;
using bench::Die;
using bench::Manner;
using bench::NowUs;

constexpr std::chrono::milliseconds kTick{10};
constexpr double kSecond = 1e6;
constexpr double kGatherUs = 180 * kSecond;  // all must be connected by then
constexpr double kFillUs = 600 * kSecond;
constexpr double kEndUs = 180 * kSecond;  // all must be delivered by then
constexpr std::size_t kFillPosts = 10;    // that send, and as many that receive
constexpr std::uint64_t kFillUnderWay = 4000;
constexpr std::size_t kFillBytes = 256;
constexpr std::uint64_t kReturningUnderWay = 20;  // to each
constexpr std::size_t kStrangersMax = 3000;       // open at once, of this side's own descriptors

// So many a second, whatever the time between two looks.
class Pace {
 public:
  explicit Pace(double per_second) : per_second_(per_second) {}
  std::uint64_t Due(double seconds) {
    due_ += per_second_ * seconds;
    const auto whole = static_cast<std::uint64_t>(due_);
    due_ -= static_cast<double>(whole);
    return whole;
  }

 private:
  double per_second_;
  double due_ = 0;
};

class CrowdLoad {
 public:
  CrowdLoad(const CrowdOptions& options, const network::Network& network)
      : options_(options),
        io_(1),
        prng_(options.seed),
        ledger_(options.seed),
        crowd_{io_, network, ledger_, static_cast<std::uint16_t>(options.port),
               static_cast<std::uint64_t>(
                   std::chrono::system_clock::now().time_since_epoch().count())},
        cables_(static_cast<double>(options.cables_per_second)),
        connects_(static_cast<double>(options.connects_per_minute) / 60) {
    std::vector<cable::RoutingIndicator> posts;
    for (const network::Station& station : network.stations) {
      if (station.role == network::StationRole::kTributary) posts.push_back(station.indicator);
    }
    const std::uint64_t odd = options.slow + options.stuck + options.returning;
    if (posts.size() < odd + 2 * kFillPosts) Die("crowd_load: the network has too few posts");
    for (std::size_t i = 0; i < posts.size(); ++i) Add(posts[i], i);
    strangers_ = std::make_unique<CrowdStrangers>(crowd_, GoodHello(posts.front()), options.seed);
  }

  void Run() {
    began_us_ = phase_us_ = ticked_us_ = reported_us_ = NowUs();
    for (const auto& post : healthy_) post->Connect();
    for (const auto& post : returning_) post->Connect();
    Tick();
    io_.run();
  }

 private:
  enum class Phase { kGathering, kFilling, kRunning, kEnding, kEnded };
  static std::string_view NameOf(Phase phase) {
    constexpr std::string_view kNames[] = {"gathering", "filling", "running", "ending", "ended"};
    return kNames[static_cast<std::size_t>(phase)];
  }

  void Add(cable::RoutingIndicator station, std::size_t i) {
    if (i < options_.slow) {
      slow_.push_back(std::make_unique<CrowdSlowPost>(
          crowd_, station, CrowdSlowPost::Options{options_.slow_rate, 4096, 64u << 10}));
      return;
    }
    if (i < options_.slow + options_.stuck) {
      // Half of them lets the relay send all it has into a small socket, the other half only as
      // much as the socket holds.
      const bool greedy = i % 2 == 0;
      stuck_.push_back(std::make_unique<CrowdSlowPost>(
          crowd_, station,
          CrowdSlowPost::Options{0, greedy ? 4096 : 0,
                                 greedy ? std::uint64_t{1} << 30 : std::uint64_t{64} << 10}));
      return;
    }
    auto post = std::make_unique<CrowdPost>(crowd_, station);
    if (i < options_.slow + options_.stuck + options_.returning) {
      post->SetOnUp([this](double ms) { returns_ms_.push_back(ms); });
      returning_.push_back(std::move(post));
      away_until_us_.push_back(0);
      return;
    }
    post->SetOnDown([this](const std::string& why) {
      if (++healthy_downs_ <= 20)
        fmt::print(stderr, "crowd_load: a healthy link is down: {}\n", why);
    });
    healthy_.push_back(std::move(post));
  }

  std::string GoodHello(cable::RoutingIndicator station) const {
    const bench::CrowdChannel channel(crowd_, station);
    std::string bytes;
    proto::AppendFrame(
        link::Handshake::ForDialler(channel.directory(), 0).MakeHello(channel.state()), bytes);
    return bytes;
  }

  void Tick() {
    const double now = NowUs();
    const double seconds = (now - ticked_us_) / kSecond;
    late_ms_ = std::max(late_ms_, (seconds - std::chrono::duration<double>(kTick).count()) * 1000);
    ticked_us_ = now;
    for (const auto& post : slow_) post->Tick();
    for (const auto& post : stuck_) post->Tick();
    ReturnThoseAway(now);
    Step(now, seconds);
    if (now - reported_us_ >= static_cast<double>(options_.report_every) * kSecond) Report(now);
    if (phase_ == Phase::kEnded) return io_.stop();
    timer_.After(kTick, [this] { Tick(); });
  }

  void Step(double now, double seconds) {
    const double in_phase = now - phase_us_;
    switch (phase_) {
      case Phase::kGathering:
        if (AllUp()) return Enter(Phase::kFilling, now);
        if (in_phase > kGatherUs) Die("crowd_load: not all stations could connect");
        return;
      case Phase::kFilling:
        if (ledger_.count(Manner::kFill).delivered == options_.fill) {
          return Enter(Phase::kRunning, now);
        }
        if (in_phase > kFillUs) Die("crowd_load: the first cables do not all come through");
        return Fill();
      case Phase::kRunning:
        if (in_phase >= static_cast<double>(options_.seconds) * kSecond) {
          return Enter(Phase::kEnding, now);
        }
        SendCables(seconds);
        return Churn(now, seconds);
      case Phase::kEnding:
        if (AllSettled() || in_phase > kEndUs) Enter(Phase::kEnded, now);
        return;
      case Phase::kEnded:
        return;
    }
  }

  void Enter(Phase phase, double now) {
    Report(now);
    phase_ = phase;
    phase_us_ = now;
    if (phase == Phase::kEnding) {
      // What waits for those who did not read must have been kept, too.
      for (const auto& post : slow_) post->BecomeHealthy();
      for (const auto& post : stuck_) post->BecomeHealthy();
    }
    if (phase == Phase::kEnded) Report(now);
  }

  template <typename Posts>
  static std::size_t CountUp(const Posts& posts) {
    return static_cast<std::size_t>(
        std::count_if(posts.begin(), posts.end(), [](const auto& post) { return post->up(); }));
  }
  std::size_t up() const {
    return CountUp(healthy_) + CountUp(returning_) + CountUp(slow_) + CountUp(stuck_);
  }
  bool AllUp() const {
    return up() == healthy_.size() + returning_.size() + slow_.size() + stuck_.size();
  }
  std::size_t unreceipted() const {
    std::size_t count = 0;
    for (const auto& post : healthy_) count += post->unreceipted();
    for (const auto& post : returning_) count += post->unreceipted();
    return count;
  }
  bool AllSettled() const {
    return ledger_.under_way() == 0 && unreceipted() == 0 && strangers_->open() == 0;
  }

  // ---------------------------------------------------------------- cables

  // The relay remembers what it has seen up to a bound: growth can be judged when that is reached.
  void Fill() {
    const CrowdLedger::Count& count = ledger_.count(Manner::kFill);
    while (count.made < options_.fill && count.under_way() < kFillUnderWay) {
      const std::size_t i = count.made % kFillPosts;
      Send(*healthy_[i], healthy_[kFillPosts + i]->station(), Manner::kFill, kFillBytes);
    }
  }

  void SendCables(double seconds) {
    for (std::uint64_t due = cables_.Due(seconds); due > 0; --due) {
      // Of a hundred, four have to do with those who come and go.
      const std::uint64_t drawn = prng_.Below(100);
      CrowdPost& healthy = *healthy_[prng_.Below(healthy_.size())];
      if (drawn < 4 && !returning_.empty()) {
        CrowdPost& other = *returning_[prng_.Below(returning_.size())];
        if (drawn < 2 && other.unreceipted() < kReturningUnderWay) {
          Send(other, healthy.station(), Manner::kReturning, options_.bytes);
        } else if (ledger_.under_way_to(other.station()) < kReturningUnderWay) {
          Send(healthy, other.station(), Manner::kReturning, options_.bytes);
        }
        continue;
      }
      const std::size_t to = prng_.Below(healthy_.size() - 1);
      CrowdPost& other = *healthy_[to];
      if (&other == &healthy) {
        Send(healthy, healthy_.back()->station(), Manner::kHealthy, options_.bytes);
      } else {
        Send(healthy, other.station(), Manner::kHealthy, options_.bytes);
      }
    }
    KeepWaiting(slow_, options_.slow_backlog, Manner::kSlow);
    KeepWaiting(stuck_, options_.stuck_backlog, Manner::kStuck);
  }

  // One more for each that has fewer than it should: what waits stays the same, so that a relay
  // that keeps it is not taken for one that grows.
  template <typename Posts>
  void KeepWaiting(const Posts& posts, std::uint64_t backlog, Manner manner) {
    for (const auto& post : posts) {
      if (ledger_.under_way_to(post->station()) >= backlog) continue;
      Send(*healthy_[prng_.Below(healthy_.size())], post->station(), manner, options_.bytes);
    }
  }

  void Send(CrowdPost& from, cable::RoutingIndicator to, Manner manner, std::size_t bytes) {
    from.Submit(ledger_.Make(from.station(), to, manner, bytes));
  }

  // ---------------------------------------------------------------- coming and going

  void Churn(double now, double seconds) {
    using Kind = CrowdStrangers::Kind;
    while (strangers_->staying() < options_.half_open) {
      strangers_->Come(prng_.Chance(1, 2) ? Kind::kSilent : Kind::kUnfinished);
    }
    for (std::uint64_t due = connects_.Due(seconds); due > 0; --due) {
      const std::uint64_t drawn = prng_.Below(10);
      if (drawn < 2 && !returning_.empty()) {
        Return(now);
      } else if (strangers_->open() >= kStrangersMax) {
        ++held_back_;
      } else {
        strangers_->Come(drawn < 5 ? Kind::kTouch : drawn < 8 ? Kind::kGarbage : Kind::kHalfHello);
      }
    }
  }

  // The next one that is up goes, to return in a moment, or is back before the relay knows.
  void Return(double now) {
    for (std::size_t tries = 0; tries < returning_.size(); ++tries) {
      const std::size_t i = next_returning_++ % returning_.size();
      CrowdPost& post = *returning_[i];
      if (!post.up()) continue;
      ++returns_;
      if (prng_.Chance(1, 4)) return post.TakeOver();
      post.Drop();
      away_until_us_[i] = now + 0.3 * kSecond;
      return;
    }
    ++held_back_;
  }

  void ReturnThoseAway(double now) {
    for (std::size_t i = 0; i < returning_.size(); ++i) {
      if (away_until_us_[i] == 0 || now < away_until_us_[i]) continue;
      away_until_us_[i] = 0;
      returning_[i]->Connect();
    }
  }

  // ---------------------------------------------------------------- what is told

  void Report(double now) {
    const auto counts = [&](Manner manner) {
      const CrowdLedger::Count& count = ledger_.count(manner);
      return fmt::format("[{},{}]", count.made, count.delivered);
    };
    const CrowdStrangers::Figures& others = strangers_->figures();
    std::uint64_t stuck_closed = 0;
    std::uint64_t slow_closed = 0;
    std::uint64_t slow_connects = 0;
    for (const auto& post : stuck_) stuck_closed += post->closed_by_relay();
    for (const auto& post : stuck_) slow_connects += post->connects();
    for (const auto& post : slow_) slow_closed += post->closed_by_relay();
    for (const auto& post : slow_) slow_connects += post->connects();
    const CrowdLedger::Latencies latencies = ledger_.TakeLatencies();
    const std::vector<double> returns = std::exchange(returns_ms_, {});
    fmt::print(
        "{{\"phase\":\"{}\",\"at_s\":{:.1f},\"for_s\":{:.3f},\"up\":{},"
        "\"fill\":{},\"healthy\":{},\"returning\":{},\"slow\":{},\"stuck\":{},"
        "\"unreceipted\":{},\"doubled\":{},\"spoilt\":{},\"suspected\":{},\"service\":{},"
        "\"p50_ms\":{:.3f},\"p99_ms\":{:.3f},\"max_ms\":{:.3f},"
        "\"flash_p50_ms\":{:.3f},\"flash_max_ms\":{:.3f},"
        "\"connects\":[{},{},{},{},{}],\"returns\":{},\"slow_connects\":{},\"held_back\":{},"
        "\"failed\":{},\"answered\":{},\"unanswered\":{},\"half_open_closed\":{},"
        "\"half_open_left\":{},\"half_open_max_ms\":{:.0f},\"stuck_closed\":{},\"slow_closed\":{},"
        "\"return_p50_ms\":{:.3f},\"return_max_ms\":{:.3f},\"healthy_downs\":{},"
        "\"strangers_open\":{},\"late_ms\":{:.1f}}}\n",
        NameOf(phase_), (now - began_us_) / kSecond, (now - reported_us_) / kSecond, up(),
        counts(Manner::kFill), counts(Manner::kHealthy), counts(Manner::kReturning),
        counts(Manner::kSlow), counts(Manner::kStuck), unreceipted(), ledger_.doubled(),
        ledger_.spoilt(), ledger_.suspected(), ledger_.service(),
        bench::Quantile(latencies.all, 0.5), bench::Quantile(latencies.all, 0.99),
        bench::Quantile(latencies.all, 1), bench::Quantile(latencies.flash, 0.5),
        bench::Quantile(latencies.flash, 1), others.connects[0], others.connects[1],
        others.connects[2], others.connects[3], others.connects[4], returns_, slow_connects,
        held_back_, others.failed, others.answered, others.unanswered, others.closed_by_relay,
        others.left_open, others.kept_open_ms_max, stuck_closed, slow_closed,
        bench::Quantile(returns, 0.5), bench::Quantile(returns, 1), healthy_downs_,
        strangers_->open(), late_ms_);
    std::fflush(stdout);
    reported_us_ = now;
    late_ms_ = 0;
  }

  const CrowdOptions options_;
  boost::asio::io_context io_;
  Prng prng_;
  CrowdLedger ledger_;
  bench::Crowd crowd_;
  Pace cables_;
  Pace connects_;
  std::vector<std::unique_ptr<CrowdPost>> healthy_;
  std::vector<std::unique_ptr<CrowdPost>> returning_;
  std::vector<double> away_until_us_;  // of each that returns; 0: is not away
  std::vector<std::unique_ptr<CrowdSlowPost>> slow_;
  std::vector<std::unique_ptr<CrowdSlowPost>> stuck_;
  std::unique_ptr<CrowdStrangers> strangers_;
  link::Timer timer_{io_};

  Phase phase_ = Phase::kGathering;
  double began_us_ = 0;
  double phase_us_ = 0;
  double ticked_us_ = 0;
  double reported_us_ = 0;
  double late_ms_ = 0;  // how late a tick came at most: the load's own trouble
  std::size_t next_returning_ = 0;
  std::uint64_t returns_ = 0;
  std::uint64_t held_back_ = 0;
  std::uint64_t healthy_downs_ = 0;
  std::vector<double> returns_ms_;  // from dialling to the end of the handshake
};

}  // namespace

int main(int argc, char** argv) {
  const CrowdOptions options = bench::ParseCrowdOptions(argc, argv);
  link::RaiseOpenFileLimit();
  const auto reader = proto::MakeDiskFileReader();
  const auto loaded = proto::LoadStation(options.network, *reader);
  if (!loaded.station) Die(proto::RenderDiagnostics(loaded.files));
  CrowdLoad(options, loaded.station->network).Run();
}
