#include "shell/station.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.h"
#include "base/prng.h"
#include "shell/peer_directory.h"
#include "shell/queue_report.h"
#include "store/journal_diagnostics.h"

namespace torntape::shell {

using channel::LinkIndex;

namespace {

// How often a station that holds its peers back looks whether it still must.
constexpr std::chrono::milliseconds kLookAgainAfter{10};
// Watchers are given this long to hear that the station ends.
constexpr std::chrono::milliseconds kWatchersLookAfter{5};
constexpr int kWatchersLooksMax = 400;

cable::Reason ReasonOf(const link::Closed& closed) {
  switch (closed.cause) {
    case link::CloseCause::kOurs:
      return cable::Reason::kClosed;
    case link::CloseCause::kTheirReject:
      return closed.reject.reason == proto::RejectReason::kClosing ? cable::Reason::kClosed
                                                                   : cable::Reason::kProtocol;
    case link::CloseCause::kBroken:
      return cable::Reason::kProtocol;
    default:
      return cable::Reason::kConnectionLost;
  }
}

}  // namespace

Station::Station(const Parts& parts, const StationOptions& options)
    : store_(parts.store),
      log_(parts.log),
      owner_(parts.owner),
      options_(options),
      turn_(parts.io, parts.clock, parts.core, parts.store, [this] { SendOutputs(); }),
      // The numbers are for the waits between tries to connect; nothing of a cable depends on them.
      links_(parts.io, PeerDirectoryFor(parts.directory.network(), parts.core.custodian()),
             options.links, Prng(parts.store.epoch()), *this),
      traffic_(turn_, links_),
      watchers_(parts.io),
      events_(parts.events),
      hold_timer_(parts.io),
      end_timer_(parts.io) {
  events_.Add(watchers_);
}

Station::~Station() { events_.Remove(watchers_); }

Result<void> Station::Start() {
  if (auto recovered = Recover(); !recovered) return recovered;
  link::ListenOptions listen;
  listen.address = options_.listen.address;
  listen.port = options_.listen.port;
  if (auto listening = links_.Listen(listen); !listening) return listening;
  for (const auto& [link, peer] : options_.peers) {
    if (auto dialled = DialPeer(link, peer); !dialled) return dialled;
  }
  return {};
}

Result<void> Station::Recover() {
  const bool all_read = turn_.Recover();
  if (turn_.custodian().recovered_other_channels()) {
    return Failure(RenderDiagnostic(store::OtherChannels(), "the store", ""));
  }
  if (store_.failed()) return Failure("the store cannot be used");
  if (!all_read) {
    log_.Error(RenderDiagnostic(store::UnreadableRecord(), "the store", ""));
  }
  const std::uint64_t kept = turn_.custodian().outstanding();
  if (kept > 0) log_.Note(fmt::format("{} cables are in custody from before", kept));
  return {};
}

Endpoint Station::endpoint() const { return {options_.listen.address, links_.port()}; }

Result<void> Station::DialPeer(const std::string& name, const Endpoint& peer) {
  const auto& links = links_.directory().links;
  const std::string station = links_.directory().station.ToString();
  const auto found =
      std::find_if(links.begin(), links.end(), [&](const auto& link) { return link.name == name; });
  if (found == links.end()) {
    std::vector<std::string_view> names;
    names.reserve(links.size());
    for (const auto& link : links) names.push_back(link.name);
    const auto nearest = NearestWord(name, names);
    return Failure(fmt::format("{} has no link {}{}", station, Quoted(name),
                               nearest ? fmt::format("; did you mean {}?", *nearest) : ""));
  }
  if (found->peer_dials) {
    return Failure(
        fmt::format("over {} it is {} that dials {}: give {} the address, and leave it "
                    "out here",
                    name, found->peer.ToString(), station, found->peer.ToString()));
  }
  link::StationLinks::LookUp look_up;
  if (!peer.port_file.empty()) {
    look_up = [file = peer.port_file]() -> std::optional<link::DialOptions::Place> {
      const std::optional<Endpoint> now = ReadPortFile(file);
      if (!now) return std::nullopt;
      return link::DialOptions::Place{now->address, now->port};
    };
  }
  links_.Dial(static_cast<std::size_t>(found - links.begin()), peer.address, peer.port,
              std::move(look_up));
  return {};
}

// ---------------------------------------------------------------- links

link::LinkState Station::StateOf(std::size_t link) {
  turn_.Finish();  // what the last connection brought is committed before it is said up to where
  return LinkStateOf(turn_.custodian(), static_cast<LinkIndex>(link));
}

void Station::OnLinkUp(std::size_t link, const link::LinkState& peer) {
  const auto index = static_cast<LinkIndex>(link);
  const std::string station = links_.directory().links[link].peer.ToString();
  const std::uint64_t known = turn_.custodian().KnownPeerEpoch(index);
  if (known != 0 && known != peer.store_epoch) TellOfLoss(index, station);
  traffic_.Open(index);
  turn_.custodian().LinkUp(turn_.now(), index, PeerStateOf(peer));
  log_.Note(fmt::format("link {} up with {}", NameOf(link), station));
  turn_.InputCame();
  if (on_links_changed_) on_links_changed_();
}

// A peer with another store than before. Of what it had receipted it may have lost everything; that
// is for its own people, and an alarm here only where something of ours is in doubt.
void Station::TellOfLoss(channel::LinkIndex link, const std::string& station) {
  std::size_t in_doubt = 0;
  for (const channel::ChannelIndex channel : turn_.custodian().ChannelsOf(link)) {
    in_doubt += turn_.custodian().outgoing(channel).under_way();
  }
  if (in_doubt == 0) {
    log_.Note(fmt::format("{} has lost what it held; nothing was under way to it", station));
    return;
  }
  log_.Warning(
      fmt::format("{} has lost what it held: {} cable{} that it had not receipted go{} to "
                  "it again as suspected duplicates (ZFD)",
                  station, in_doubt, in_doubt == 1 ? "" : "s", in_doubt == 1 ? "es" : ""));
}

std::optional<proto::Reject> Station::OnFrame(std::size_t link, proto::Frame&& frame) {
  auto reject = traffic_.Handle(static_cast<LinkIndex>(link), frame);
  if (reject) {
    log_.Warning(fmt::format("link {}: {} broke the rules and is cut off: {}", NameOf(link),
                             links_.directory().links[link].peer.ToString(), reject->detail));
  }
  return reject;
}

void Station::OnTurnEnd() { turn_.Finish(); }

void Station::OnLinkDown(std::size_t link, const link::Closed& closed) {
  const cable::Reason reason = ReasonOf(closed);
  const std::string text = fmt::format("link {} down: {}", NameOf(link), closed.text);
  if (reason == cable::Reason::kClosed) {
    log_.Note(text);
  } else {
    log_.Warning(text);
  }
  turn_.custodian().LinkDown(turn_.now(), static_cast<LinkIndex>(link), reason);
  turn_.InputCame();
  if (on_links_changed_) on_links_changed_();
}

void Station::OnWatcher(std::unique_ptr<link::Session> session) {
  log_.Note(fmt::format("watched from {}", session->peer_address()));
  watchers_.Adopt(std::move(session));
}

// ---------------------------------------------------------------- the end of a turn

void Station::SendOutputs() {
  traffic_.SendOutputs();
  owner_.OnTurn();
  HoldWhileFull();
}

// A station that is full lets its peers wait: they keep what it cannot take.
void Station::HoldWhileFull() {
  const bool no_room = store_.Room() < options_.store_room_min;
  if (no_room != std::exchange(no_room_, no_room)) {
    no_room ? log_.Warning("the store is nearly full: senders wait, but for what is urgent")
            : log_.Note("the store has room again");
  }
  const bool full = owner_.IsFull() || (is_congested_ && is_congested_()) || no_room;
  turn_.custodian().HoldIntake(full);
  if (full && !hold_timer_.armed()) {
    hold_timer_.After(kLookAgainAfter, [this] { turn_.InputCame(); });
  }
}

// ---------------------------------------------------------------- the end

void Station::Stop(const std::string& why) {
  if (std::exchange(stopping_, true)) return;
  log_.BeginLastWords();
  log_.Note(fmt::format("ending: {}", why));
  turn_.Finish();
  TellWhatStays();
  links_.Close(fmt::format("{} ends: {}", links_.directory().station.ToString(), why), [this] {
    turn_.Finish();  // so that those who watch learn of it
    watchers_.Close("the station has ended");
    EndWatchers();
  });
}

void Station::TellWhatStays() {
  const channel::Custodian& custodian = turn_.custodian();
  for (const std::string& line : DescribeQueues(custodian)) log_.Warning("stays queued: " + line);
  const std::uint64_t kept = custodian.outstanding();
  if (kept == 0) return log_.Note("nothing stays queued");
  const std::string_view where = store_.lasting()
                                     ? "the store keeps them until this station runs again"
                                     : "the store is in memory and ends with this process";
  log_.Warning(
      fmt::format("{} cable{} not passed on; {}", kept, kept == 1 ? " is" : "s are", where));
}

void Station::EndWatchers() {
  if (watchers_.empty() || ++end_looks_ > kWatchersLooksMax) return owner_.OnEnded();
  end_timer_.After(kWatchersLookAfter, [this] { EndWatchers(); });
}

}  // namespace torntape::shell
