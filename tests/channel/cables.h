#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "cable/event.h"
#include "cable/transmission.h"

namespace torntape::testing {

inline cable::RoutingIndicator Ri(std::string_view letters) {
  return cable::RoutingIndicator::Of(letters);
}

// A cable whose serial is its name in tests; its body begins with the serial too.
inline cable::Transmission MakeCable(std::uint16_t serial,
                                     cable::Precedence precedence = cable::Precedence::kRoutine,
                                     std::size_t body_bytes = 100) {
  auto heading = MakeRef<cable::Heading>();
  heading->identification.calling = Ri("RYKABD");
  heading->identification.serial = serial;
  heading->identification.serial_digits = 4;
  heading->calling_line = "DE " + heading->identification.ToString();
  heading->instruction_lines = "ZNR UUUUU\n";
  heading->action_precedence = precedence;
  std::string body = "BODY " + std::to_string(serial) + "\n";
  body.resize(body_bytes, '.');
  heading->body_digest = DigestOf(body);
  cable::Transmission transmission;
  transmission.precedence = precedence;
  transmission.called.push_back({Ri("RYLB"), cable::Role::kAction});
  transmission.body = SharedBytes(body);
  transmission.heading = heading;
  return transmission;
}

// Keeps what happened, with the lists that an event only lends.
class EventLog final : public cable::EventListener {
 public:
  struct Kept {
    cable::Event event;
    std::vector<cable::Called> called;
    std::vector<cable::ChannelNumber> trace;
    std::string line_2() const { return FormatRoutingLine(event.precedence, called); }
  };
  void OnEvent(const cable::Event& event) override {
    kept_.push_back({event,
                     {event.called.begin(), event.called.end()},
                     {event.trace.begin(), event.trace.end()}});
    kept_.back().event.called = {};
    kept_.back().event.trace = {};
  }
  const std::vector<Kept>& all() const { return kept_; }
  std::vector<Kept> Of(cable::EventKind kind) const {
    std::vector<Kept> found;
    for (const Kept& one : kept_) {
      if (one.event.kind == kind) found.push_back(one);
    }
    return found;
  }
  std::size_t Count(cable::EventKind kind) const { return Of(kind).size(); }
  void Clear() { kept_.clear(); }

 private:
  std::vector<Kept> kept_;
};

}  // namespace torntape::testing
