#include "sim/live_world.h"

#include <algorithm>
#include <cerrno>
#include <signal.h>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/assert.h"
#include "proto/frame.h"

namespace torntape::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kUnsentBytesMax = 4u << 20;
constexpr std::string_view kStationsRun = "stations run";

}  // namespace

LiveWorld::LiveWorld(const network::Directory& directory, WorldListener& listener,
                     Promises& promises, NoticeHandler on_notice, const Options& options)
    : directory_(directory),
      listener_(listener),
      promises_(promises),
      on_notice_(std::move(on_notice)),
      options_(options) {}

Result<void> LiveWorld::Start() {
  for (const network::Station& described : directory_.network().stations) {
    Station& station = stations_.emplace_back();
    station.described = &described;
    station.is_post = described.role == network::StationRole::kTributary;
    const std::string name = described.indicator.ToString();
    StationProcess::Command command;
    command.name = name;
    command.program = options_.program;
    command.arguments = {station.is_post ? "post" : "router",
                         options_.network_path,
                         "--station",
                         name,
                         "--control-fd",
                         std::to_string(StationProcess::kControlDescriptor)};
    if (!options_.store_folder.empty()) {
      command.arguments.insert(command.arguments.end(),
                               {"--store", options_.store_folder + "/" + name});
    }
    auto process = StationProcess::Start(command);
    if (!process) return tl::unexpected(process.error());
    station.process = std::move(*process);
  }
  return {};
}

Result<void> LiveWorld::Turn(SteadyTime until) {
  std::vector<pollfd> polled;
  for (const Station& station : stations_) station.process->AddTo(polled);
  const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
  const int wait = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1000));
  const int ready = ::poll(polled.data(), polled.size(), wait);
  if (ready < 0 && errno == EINTR) return {};
  for (std::size_t i = 0; i < stations_.size() && ready > 0; ++i) {
    Station& station = stations_[i];
    station.process->Turn(&polled[2 * i], [&](proto::ControlFrame&& frame) {
      HandleFrame(station, std::move(frame));
    });
  }
  if (!peers_told_) TellPeers();
  was_up_ = was_up_ || IsUp();
  if (rounds_ended_ < round_ && RoundIsAnswered()) EndRound();
  return stopping_ ? Result<void>() : LookForDead();
}

// ---------------------------------------------------------------- what stations say

void LiveWorld::HandleFrame(Station& station, proto::ControlFrame&& frame) {
  if (const auto* listening = std::get_if<proto::Listening>(&frame)) {
    station.port = listening->port;
  } else if (const auto* ready = std::get_if<proto::Ready>(&frame)) {
    station.ready = *ready;
  } else if (const auto* batch = std::get_if<proto::EventBatch>(&frame)) {
    HandleEvents(*batch, station);
  } else if (const auto* delivered = std::get_if<proto::Delivered>(&frame)) {
    HandleDelivered(*delivered, station);
  } else if (const auto* status = std::get_if<proto::Status>(&frame)) {
    if (status->sequence == round_) station.status = *status;
  } else if (const auto* problem = std::get_if<proto::Problem>(&frame)) {
    on_notice_(fmt::format("{}: {}", station.process->name(), problem->text));
  }
}

void LiveWorld::HandleEvents(const proto::EventBatch& batch, const Station& station) {
  if (batch.missed > 0) {
    promises_.Add({std::string(kStationsRun),
                   station.process->name(),
                   "",
                   fmt::format("it left out {} events, so that nobody can judge it", batch.missed),
                   {}});
  }
  for (const proto::KeptEvent& kept : batch.events) listener_.OnEvent(proto::ViewOf(kept));
}

void LiveWorld::HandleDelivered(const proto::Delivered& delivered, const Station& station) {
  DeliveredBody body;
  body.station = station.described->indicator;
  body.identification = delivered.identification;
  body.addressee = delivered.addressee;
  body.digest = delivered.body_digest;
  body.bytes = delivered.body.size();
  listener_.OnDeliveredBody(body);
}

// ---------------------------------------------------------------- coming up

// Once all take connections: the second end of a link dials the first (design decision 11).
void LiveWorld::TellPeers() {
  const auto listens = [](const Station& station) { return station.port.has_value(); };
  if (!std::all_of(stations_.begin(), stations_.end(), listens)) return;
  peers_told_ = true;
  std::vector<proto::Peers> peers(stations_.size());
  for (const network::Link& link : directory_.network().links) {
    peers[PlaceOf(link.second)].peers.push_back({link.name, *stations_[PlaceOf(link.first)].port});
  }
  for (std::size_t i = 0; i < stations_.size(); ++i) stations_[i].process->Send(peers[i]);
}

bool LiveWorld::IsUp() const { return peers_told_ && stations_ready() == stations_.size(); }

std::size_t LiveWorld::stations_ready() const {
  return static_cast<std::size_t>(
      std::count_if(stations_.begin(), stations_.end(), [this](const Station& station) {
        const std::size_t links = directory_.LinksOf(station.described->indicator).size();
        return station.ready.links_up == links;
      }));
}

std::string LiveWorld::WhatIsMissing() const {
  std::string missing;
  for (const Station& station : stations_) {
    const std::size_t links = directory_.LinksOf(station.described->indicator).size();
    std::string what;
    if (!station.port) {
      what = "does not take connections";
    } else if (station.ready.links_up != links) {
      what = fmt::format("has {} of {} links up", station.ready.links_up, links);
    }
    if (what.empty()) continue;
    missing += fmt::format("{}{} {}", missing.empty() ? "" : ", ", station.process->name(), what);
    const std::string words = station.process->last_words();
    if (!words.empty()) missing += fmt::format(" (it said: {})", words);
  }
  return missing;
}

// ---------------------------------------------------------------- running

void LiveWorld::File(cable::RoutingIndicator post, const proto::FileCable& cable) {
  Station& station = stations_[PlaceOf(post)];
  ++station.given;
  station.process->Send(cable);
}

bool LiveWorld::IsCongested() const {
  return std::any_of(stations_.begin(), stations_.end(), [](const Station& station) {
    return station.process->unsent_bytes() > kUnsentBytesMax;
  });
}

void LiveWorld::BeginRound() {
  ++round_;
  for (Station& station : stations_) {
    station.status.reset();
    station.process->Send(proto::StatusRequest{round_});
  }
}

bool LiveWorld::RoundIsAnswered() const {
  return std::all_of(stations_.begin(), stations_.end(),
                     [](const Station& station) { return station.status.has_value(); });
}

void LiveWorld::EndRound() {
  rounds_ended_ = round_;
  std::vector<proto::Status> round;
  bool at_rest = true;
  for (const Station& station : stations_) {
    proto::Status status = *station.status;
    status.sequence = 0;  // all but this must agree
    at_rest = at_rest && status.copies_outstanding == 0;
    at_rest = at_rest && status.cables_filed + status.cables_refused == station.given;
    round.push_back(status);
  }
  const bool agrees = quiet_rounds_ == 0 || round == last_round_;
  quiet_rounds_ = at_rest && agrees ? quiet_rounds_ + 1 : 0;
  if (at_rest && quiet_rounds_ == 0) quiet_rounds_ = 1;  // the first of two anew
  last_round_ = std::move(round);
}

// ---------------------------------------------------------------- ends

std::string LiveWorld::Obituary(const Station& station) const {
  std::string text = station.process->HowItEnded();
  if (!station.process->fault().empty())
    text += "; it said what it must not: " + station.process->fault();
  const std::string words = station.process->last_words();
  if (!words.empty()) text += "; its last words: " + words;
  return text;
}

Result<void> LiveWorld::LookForDead() {
  for (Station& station : stations_) {
    if (station.told_dead || !station.process->silent()) continue;
    if (!station.process->HasEnded()) {
      if (station.process->fault().empty()) continue;  // any moment now
      station.process->Signal(SIGKILL);
      continue;
    }
    station.told_dead = true;
    any_died_ = true;
    if (!was_up_) {
      return Failure(fmt::format("the station {} ended before the network was up: {}",
                                 station.process->name(), Obituary(station)));
    }
    promises_.Add({std::string(kStationsRun),
                   station.process->name(),
                   "",
                   "it ended before it was told to: " + Obituary(station),
                   {}});
  }
  return {};
}

bool LiveWorld::AllEnded() {
  bool all = true;
  for (Station& station : stations_) all = station.process->HasEnded() && all;
  return all;
}

void LiveWorld::Stop(milliseconds deadline) {
  stopping_ = true;
  for (Station& station : stations_) station.process->Send(proto::Stop{});
  const auto began = steady_clock::now();
  const struct {
    milliseconds after;
    int signal;
  } kSteps[] = {{deadline, SIGTERM}, {deadline + milliseconds(2000), SIGKILL}};
  for (const auto& step : kSteps) {
    while (!AllEnded() && steady_clock::now() < began + step.after) {
      (void)Turn(std::min(began + step.after, steady_clock::now() + milliseconds(20)));
    }
    for (Station& station : stations_) {
      if (station.process->HasEnded()) continue;
      station.process->Signal(step.signal);
      if (step.signal != SIGTERM) continue;
      promises_.Add(
          {std::string(kStationsRun),
           station.process->name(),
           "",
           fmt::format("it did not end within {} of being told to", FormatDuration(deadline)),
           {}});
    }
  }
  while (!AllEnded()) (void)Turn(steady_clock::now() + milliseconds(20));
  // What they said last lies in the sockets still.
  (void)Turn(steady_clock::now());
  for (Station& station : stations_) {
    if (station.told_dead || station.process->EndedWell()) continue;
    promises_.Add({std::string(kStationsRun),
                   station.process->name(),
                   "",
                   "it was told to end, and did not end well: " + Obituary(station),
                   {}});
  }
}

std::size_t LiveWorld::PlaceOf(cable::RoutingIndicator station) const {
  const network::Station* found = directory_.FindStation(station);
  TORNTAPE_ASSERT(found != nullptr);
  return static_cast<std::size_t>(found - directory_.network().stations.data());
}

}  // namespace torntape::sim
