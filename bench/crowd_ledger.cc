#include "bench/crowd_ledger.h"

#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "bench/load.h"

namespace torntape::bench {
namespace {

using cable::Precedence;

constexpr std::string_view kMark = "CROWD ";
constexpr std::size_t kIdDigits = 12;

}  // namespace

CrowdCable CrowdLedger::Make(cable::RoutingIndicator from, cable::RoutingIndicator to,
                             Manner manner, std::size_t bytes) {
  const std::uint64_t id = ++last_id_;
  CrowdCable made;
  made.precedence = DrawPrecedence(manner);
  made.to = to;
  made.body = SharedBytes(MakeText(id, bytes));
  auto heading = MakeRef<cable::Heading>();
  heading->identification.calling = from;
  heading->identification.serial = static_cast<std::uint16_t>(id % 9999 + 1);
  heading->identification.serial_digits = 4;
  heading->identification.filing = {cable::FilingTime::Form::kDayOfYear, 134, 10, 42};
  heading->calling_line =
      fmt::format("DE {} #{:04} 1341042", from.ToString(), heading->identification.serial);
  heading->instruction_lines = "ZNR UUUUU\n";
  heading->action_precedence = made.precedence;
  heading->body_digest = DigestOf(made.body.view());
  cables_.emplace(id, Known{NowUs(), heading->body_digest, to, manner, made.precedence});
  made.heading = heading;
  ++under_way_to_[to];
  ++counts_[static_cast<std::size_t>(manner)].made;
  return made;
}

void CrowdLedger::Arrived(cable::RoutingIndicator at, const cable::Transmission& transmission) {
  const std::string_view body = transmission.body.view();
  if (!body.starts_with(kMark)) {
    ++service_;
    return;
  }
  if (cable::IsSuspectedDuplicate(transmission)) ++suspected_;
  std::uint64_t id = 0;
  const std::string_view digits = body.substr(kMark.size(), kIdDigits);
  std::from_chars(digits.data(), digits.data() + digits.size(), id);
  const auto found = cables_.find(id);
  if (found == cables_.end()) {
    ++(id >= 1 && id <= last_id_ ? doubled_ : spoilt_);
    return;
  }
  const Known& known = found->second;
  if (known.to != at || known.body != DigestOf(body)) {
    ++spoilt_;
    return;
  }
  if (known.manner == Manner::kHealthy) {
    const double ms = (NowUs() - known.made_us) / 1000;
    latencies_.all.push_back(ms);
    if (known.precedence == Precedence::kFlash) latencies_.flash.push_back(ms);
  }
  ++counts_[static_cast<std::size_t>(known.manner)].delivered;
  --under_way_to_[known.to];
  cables_.erase(found);
}

std::uint64_t CrowdLedger::under_way_to(cable::RoutingIndicator station) const {
  const auto found = under_way_to_.find(station);
  return found == under_way_to_.end() ? 0 : found->second;
}

// What fills the relay's memory of what it has seen is to go through as fast as can be.
Precedence CrowdLedger::DrawPrecedence(Manner manner) {
  if (manner == Manner::kFill) return Precedence::kRoutine;
  const std::uint64_t drawn = prng_.Below(100);
  if (drawn < 2) return Precedence::kFlash;
  if (drawn < 15) return Precedence::kImmediate;
  return drawn < 45 ? Precedence::kPriority : Precedence::kRoutine;
}

std::string CrowdLedger::MakeText(std::uint64_t id, std::size_t bytes) {
  std::string text = fmt::format("{}{:0{}}\n", kMark, id, kIdDigits);
  while (text.size() + 1 < bytes) {
    std::uint64_t letters = prng_.Next();
    for (int i = 0; i < 12 && text.size() + 1 < bytes; ++i, letters /= 26) {
      text.push_back(text.size() % 64 == 0 ? '\n' : static_cast<char>('A' + letters % 26));
    }
  }
  text.push_back('\n');
  return text;
}

}  // namespace torntape::bench
