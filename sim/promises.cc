#include "sim/promises.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace torntape::sim {
namespace {

std::uint64_t Mix(std::uint64_t mixed, std::uint64_t word) {
  mixed = (mixed ^ word) * 0x9e3779b97f4a7c15ULL;
  return mixed ^ (mixed >> 29);
}

constexpr std::size_t kLinesShownMax = 8;

}  // namespace

std::uint64_t MarkOf(const cable::MessageIdentification& identification, std::uint64_t digest_low) {
  const cable::FilingTime& filing = identification.filing;
  std::uint64_t mark = Mix(digest_low, identification.calling.packed());
  mark = Mix(mark, std::uint64_t{identification.serial} << 32 |
                       std::uint64_t{identification.serial_digits} << 24 |
                       std::uint64_t{identification.section} << 16 |
                       static_cast<unsigned char>(identification.position));
  return Mix(mark, static_cast<std::uint64_t>(filing.form) << 48 | std::uint64_t{filing.day} << 16 |
                       std::uint64_t{filing.hour} << 8 | filing.minute);
}

std::uint64_t MarkOfLine(cable::Precedence precedence, std::span<const cable::Called> called) {
  std::uint64_t mark = static_cast<std::uint64_t>(precedence) + 1;
  for (const cable::Called& each : called) mark = Mix(mark, each.indicator.packed());
  return mark;
}

std::uint64_t MarkOfCopy(const cable::Event& event) {
  std::uint64_t mark = MarkOfLine(event.precedence, event.called);
  for (const cable::ChannelNumber& number : event.trace) {
    mark = Mix(mark, number.designator.packed());
  }
  return mark;
}

std::string PlaceOf(const cable::Event& event) {
  if (event.peer.none()) return event.station.ToString();
  const bool from_peer = event.kind == cable::EventKind::kReceived ||
                         event.kind == cable::EventKind::kCommitted ||
                         event.kind == cable::EventKind::kOpenNumber ||
                         event.kind == cable::EventKind::kServiceReceived ||
                         event.kind == cable::EventKind::kCancelled;
  const std::string here = event.station.ToString();
  const std::string there = event.peer.ToString();
  return from_peer ? there + " -> " + here : here + " -> " + there;
}

void Promises::Remember(const cable::Event& event) {
  if (remembered_.empty()) return;
  Remembered& slot = remembered_[events_++ & (remembered_.size() - 1)];
  slot.event = event;
  slot.event.called = {};
  slot.event.trace = {};
  slot.called.clear();
  for (const cable::Called& called : event.called) slot.called.push_back(called);
}

void Promises::Break(std::string_view law, std::string place,
                     const cable::MessageIdentification* cable, std::string what,
                     std::uint64_t mark) {
  BrokenPromise promise;
  promise.law = law;
  promise.events =
      broken_.size() < kBrokenPromisesMax ? LinesOf(mark, place) : std::vector<std::string>{};
  promise.place = std::move(place);
  if (cable != nullptr) promise.cable = cable->ToString();
  promise.what = std::move(what);
  Add(std::move(promise));
}

void Promises::BreakAt(std::string_view law, const cable::Event& event, std::string what) {
  const bool about_cable = !event.identification.calling.none();
  Break(law, PlaceOf(event), about_cable ? &event.identification : nullptr, std::move(what),
        about_cable ? MarkOf(event) : 0);
}

void Promises::Add(BrokenPromise promise) {
  ++total_;
  if (broken_.size() < kBrokenPromisesMax) broken_.push_back(std::move(promise));
}

std::vector<std::string> Promises::LinesOf(std::uint64_t mark, std::string_view place) const {
  std::vector<std::string> lines;
  const std::uint64_t known = std::min<std::uint64_t>(events_, remembered_.size());
  for (std::uint64_t back = 1; back <= known && lines.size() < kLinesShownMax; ++back) {
    const Remembered& kept = remembered_[(events_ - back) & (remembered_.size() - 1)];
    const bool meant =
        mark != 0 ? MarkOf(kept.event) == mark : place.starts_with(kept.event.station.ToString());
    if (!meant) continue;
    cable::Event event = kept.event;
    event.called = kept.called.span();
    lines.push_back(FormatTimeOfDay(event.at) + "  " + cable::DescribeEvent(event));
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

}  // namespace torntape::sim
