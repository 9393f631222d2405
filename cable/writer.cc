#include "base/assert.h"
#include "cable/cable.h"
#include "cable/line_layout.h"

namespace torntape::cable {
namespace {

void AppendPilots(std::string& out, const Transmission& transmission) {
  for (const Pilot& pilot : transmission.pilots) {
    out.append(pilot.instruction).push_back('\n');
    if (!pilot.enclosed_identification.empty()) {
      out.append(pilot.enclosed_identification).push_back('\n');
    }
    out.append(pilot.enclosed_routing_line);
  }
}

// Everything behind the outermost routing line: what relays pass on as it came.
void AppendRest(std::string& out, const Transmission& transmission) {
  TORNTAPE_ASSERT(transmission.heading);
  const std::string_view calling_line = transmission.heading->calling_line;
  AppendPilots(out, transmission);
  if (ProfileOf(calling_line) != Profile::kJanap128) {
    out.append(calling_line).push_back('\n');
  }
  out.append(transmission.heading->instruction_lines);
  out.append(transmission.body.view());
  out.append("NNNN\n");
}

// Without format line 4 the prosign of format line 1 is what tells the classification to who comes
// next (spec 1.4).
std::string_view ProsignFor(const Heading& heading) {
  const bool signalled = heading.instruction_lines.starts_with("ZN");
  if (signalled || ProfileOf(heading.calling_line) != Profile::kAcp127) return {};
  return heading.classification == Classification::kUnclassified ? "     UU" : "     HH";
}

std::string StartWith(std::size_t first_lines, const Transmission& transmission) {
  std::string out;
  out.reserve(first_lines + transmission.body.size() + 512);
  return out;
}

}  // namespace

std::string WriteCable(const Cable& cable, LineDiscipline discipline) {
  std::string out = StartWith(cable.routing_lines.size(), cable.transmission);
  if (!cable.identification_line.empty()) {
    out.append(cable.identification_line).push_back('\n');
  }
  out.append(cable.routing_lines);
  AppendRest(out, cable.transmission);
  return discipline == LineDiscipline::kCompact ? out : WriteLines(out, discipline);
}

std::string WriteTransmission(const Transmission& transmission, LineDiscipline discipline) {
  TORNTAPE_ASSERT(transmission.heading);
  const Heading& heading = *transmission.heading;
  const std::string routing =
      ProfileOf(heading.calling_line) == Profile::kJanap128
          ? WriteJanapRouting(heading.calling_line, transmission.precedence,
                              transmission.called.span())
          : WriteRoutingLine(transmission.precedence, transmission.called.span());
  std::string out = StartWith(routing.size(), transmission);
  if (!transmission.number.none()) {
    out.append("VZCZC").append(transmission.number.ToString());
    out.append(ProsignFor(heading)).push_back('\n');
  }
  out.append(routing);
  AppendRest(out, transmission);
  return discipline == LineDiscipline::kCompact ? out : WriteLines(out, discipline);
}

}  // namespace torntape::cable
