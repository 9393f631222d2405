#include "sim/traffic.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.h"
#include "cable/cable.h"
#include "sim/made_up_cable.h"

namespace torntape::sim {
namespace {

constexpr std::uint16_t kSerialMax = 9999;

}  // namespace

TrafficSource::TrafficSource(const Scenario& scenario, const network::Directory& directory,
                             std::uint64_t seed)
    : scenario_(scenario), directory_(directory) {
  for (std::size_t i = 0; i < scenario.cables.size(); ++i) files_.push_back(i);
  std::stable_sort(files_.begin(), files_.end(), [&](std::size_t a, std::size_t b) {
    return scenario_.cables[a].at < scenario_.cables[b].at;
  });
  const Prng prng = Prng(seed).Split("traffic");
  for (std::size_t i = 0; i < scenario.traffic.size(); ++i) {
    const TrafficBurst& burst = scenario.traffic[i];
    streams_.push_back({&burst, prng.Split(fmt::format("{} {}", i, burst.name)), 0, {}});
  }
  // Made-up cables keep clear of the serials that cables from files have.
  for (const ScenarioCable& cable : scenario.cables) {
    if (scenario.traffic.empty()) break;
    const cable::ReadResult read = cable::ReadCable(cable.text);
    if (!read.cable) continue;
    const auto& identification = read.cable->transmission.heading->identification;
    series_[identification.calling].taken.insert(identification.serial);
  }
  for (std::size_t i = 0; i <= streams_.size(); ++i) Schedule(i);
}

void TrafficSource::Schedule(std::size_t stream) {
  if (stream == 0) {
    if (files_given_ == files_.size()) return;
    turns_.push({scenario_.start + scenario_.cables[files_[files_given_]].at, 0});
    return;
  }
  Stream& next = streams_[stream - 1];
  const TrafficBurst& burst = *next.burst;
  if (next.given == burst.cables) return;
  // Each has its share of the time, and stands somewhere in it; so they come in order by
  // themselves.
  const auto share = static_cast<std::uint64_t>(burst.over.count()) / burst.cables;
  const std::uint64_t offset = share * next.given + (share == 0 ? 0 : next.prng.Below(share));
  next.next_at = scenario_.start + burst.at + Duration(static_cast<std::int64_t>(offset));
  turns_.push({next.next_at, stream});
}

std::optional<FilingPlan> TrafficSource::Next() {
  if (turns_.empty()) return std::nullopt;
  const std::size_t stream = turns_.top().stream;
  turns_.pop();
  FilingPlan plan = stream == 0 ? TakeFile() : TakeMadeUp(streams_[stream - 1]);
  Schedule(stream);
  return plan;
}

FilingPlan TrafficSource::TakeFile() {
  const std::size_t place = files_[files_given_++];
  const ScenarioCable& cable = scenario_.cables[place];
  return {scenario_.start + cable.at, cable.from, cable.source, cable.text, place};
}

FilingPlan TrafficSource::TakeMadeUp(Stream& stream) {
  const TrafficBurst& burst = *stream.burst;
  const network::RoutingIndicator from = burst.from[stream.given++ % burst.from.size()];
  Series& series = series_[from];
  const MadeUpCable made = DrawCable(burst, directory_, from, stream.prng);
  const std::uint16_t serial = NextSerial(series);
  const std::string channel_number = ChannelNumberOf(from, series);
  return {stream.next_at, from, burst.name,
          WriteMadeUp(made, directory_, stream.next_at, serial, channel_number, stream.prng),
          std::nullopt};
}

std::uint16_t TrafficSource::NextSerial(Series& series) {
  do {
    series.serial = series.serial == kSerialMax ? 1 : static_cast<std::uint16_t>(series.serial + 1);
  } while (series.taken.contains(series.serial) && series.taken.size() < kSerialMax);
  return series.serial;
}

std::string TrafficSource::ChannelNumberOf(network::RoutingIndicator post, Series& series) const {
  const auto links = directory_.LinksOf(post);
  TORNTAPE_ASSERT(!links.empty());
  const network::Link& link = directory_.network().links[links.front()];
  const network::Channel& channel = link.channels.front();
  const auto designator = link.first == post ? channel.first_to_second : channel.second_to_first;
  const std::uint16_t cycle = cable::CycleOf(channel.digits);
  series.channel_serial = series.channel_serial >= cycle
                              ? std::uint16_t{1}
                              : static_cast<std::uint16_t>(series.channel_serial + 1);
  return cable::ChannelNumber{designator, series.channel_serial, channel.digits}.ToString();
}

}  // namespace torntape::sim
