#include "channel/branch_identity.h"

#include <array>
#include <cstring>

#include "base/assert.h"
#include "channel/seen_set.h"

namespace torntape::channel {
namespace {

// The kind of pilot takes part in the identity (spec 4.9.3): a copy that was rerouted (ZOV) or
// corrected (ZEL) is no duplicate of the first one. A suspected one (ZFD) is, of whatever it was
// before. Letters leave the highest bit of each byte of an indicator free.
std::uint64_t PilotMark(const cable::Transmission& transmission) {
  for (const cable::Pilot& pilot : transmission.pilots) {
    if (HasGroup(pilot.instruction, "ZOV")) return std::uint64_t{1} << 63;
    if (HasGroup(pilot.instruction, "ZEL")) return std::uint64_t{1} << 55;
    if (!HasGroup(pilot.instruction, "ZFD")) break;
  }
  return 0;
}

// The channels over which it came, and what came. Numbers take no part: what is sent again has
// others. Nothing of a trace from which the oldest numbers may be gone.
std::optional<Digest> WayOf(const cable::Transmission& transmission) {
  const cable::Trace& trace = transmission.trace;
  if (trace.size() >= cable::kTraceMax) return std::nullopt;
  std::array<char, cable::kTraceMax * sizeof(std::uint32_t)> bytes;
  char* end = bytes.data();
  const auto add = [&end](const cable::ChannelNumber& number) {
    const std::uint32_t word = number.designator.packed();
    std::memcpy(end, &word, sizeof word);
    end += sizeof word;
  };
  add(transmission.number);
  for (const cable::ChannelNumber& number : trace) add(number);
  const Digest channels = DigestOf(std::string_view(bytes.data(), end));
  const cable::Heading& heading = *transmission.heading;
  return IdentityOf(heading.identification, heading.body_digest, channels.low);
}

}  // namespace

bool HasGroup(std::string_view lines, std::string_view group) {
  constexpr std::string_view kBetween = " \n";
  for (std::size_t at = lines.find(group); at != lines.npos; at = lines.find(group, at + 1)) {
    const std::size_t end = at + group.size();
    const bool begins = at == 0 || kBetween.find(lines[at - 1]) != kBetween.npos;
    const bool ends = end == lines.size() || kBetween.find(lines[end]) != kBetween.npos;
    if (begins && ends) return true;
  }
  return false;
}

BranchIdentity::BranchIdentity(const cable::Transmission& transmission)
    : heading_(transmission.heading.get()),
      pilot_mark_(PilotMark(transmission)),
      sent_on_purpose_(heading_->always_deliver || HasGroup(heading_->instruction_lines, "ZEQ6")),
      way_(WayOf(transmission)) {}

Digest BranchIdentity::Ended(cable::RoutingIndicator called) const {
  TORNTAPE_ASSERT(heading_ != nullptr);
  return IdentityOf(heading_->identification, heading_->body_digest, called.packed() | pilot_mark_);
}

std::optional<Digest> BranchIdentity::ByWay(cable::RoutingIndicator called) const {
  TORNTAPE_ASSERT(heading_ != nullptr);
  if (!way_) return std::nullopt;
  return IdentityOf(heading_->identification, *way_, called.packed() | pilot_mark_);
}

}  // namespace torntape::channel
