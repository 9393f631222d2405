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
    Stream stream{.burst = &burst, .prng = prng.Split(fmt::format("{} {}", i, burst.name))};
    stream.curve.emplace(burst, scenario.start);
    if (burst.per_hour_thousandths == 0) stream.weight = stream.curve->Weight();
    streams_.push_back(std::move(stream));
  }
  for (std::size_t i = 0; i < scenario.replays.size(); ++i) {
    const Replay& replay = scenario.replays[i];
    const std::string part = fmt::format("replay {} {}", i, replay.name);
    streams_.push_back({.replay = &replay, .prng = prng.Split(part)});
  }
  // Made-up cables keep clear of the serials that cables from files have.
  for (const ScenarioCable& cable : scenario.cables) {
    if (streams_.empty()) break;
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
  const std::optional<Instant> at = NextOf(next);
  if (!at) return;
  next.next_at = *at;
  turns_.push({*at, stream});
}

std::optional<Instant> TrafficSource::NextOf(Stream& stream) const {
  if (stream.in_sections) return stream.next_at;
  if (stream.replay != nullptr) {
    const std::vector<ReplayedCable>& cables = stream.replay->cables;
    if (stream.given == cables.size()) return std::nullopt;
    return scenario_.start + cables[stream.given].at;
  }
  const TrafficBurst& burst = *stream.burst;
  if (burst.per_hour_thousandths > 0) {
    // Thousandths of an hour, in nanoseconds, by thousandths of a cable.
    constexpr std::int64_t kHourThousandths = 3'600'000'000'000'000;
    const auto mean = kHourThousandths / static_cast<std::int64_t>(burst.per_hour_thousandths);
    stream.weight += static_cast<std::uint64_t>(stream.prng.Exponential(mean));
    return stream.curve->At(stream.weight);
  }
  if (stream.given == burst.cables) return std::nullopt;
  // Each has its share, and stands somewhere in it; so they come in order by themselves.
  const std::uint64_t share = stream.weight / burst.cables;
  if (share == 0) return scenario_.start + burst.at;
  return stream.curve->At(share * stream.given + stream.prng.Below(share));
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
  if (!stream.in_sections) {
    stream.in_sections = DrawNext(stream);
    ++stream.given;
    stream.serial = NextSerial(series_[stream.in_sections->from]);
  } else {
    ++stream.in_sections->section;
  }
  const MadeUpCable& made = *stream.in_sections;
  FilingPlan plan;
  plan.at = stream.next_at;
  plan.from = made.from;
  plan.source = stream.burst != nullptr ? stream.burst->name : stream.replay->name;
  plan.text = WriteMadeUp(made, directory_, stream.next_at, stream.serial,
                          ChannelNumberOf(made.from, series_[made.from]), stream.prng);
  if (made.section == made.sections) stream.in_sections.reset();
  return plan;
}

MadeUpCable TrafficSource::DrawNext(Stream& stream) {
  if (stream.replay != nullptr) {
    return MadeUpLike(stream.replay->cables[stream.given], directory_);
  }
  const TrafficBurst& burst = *stream.burst;
  return DrawCable(burst, directory_, burst.from[stream.given % burst.from.size()], stream.prng);
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
