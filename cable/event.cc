#include "cable/event.h"

#include <array>
#include <iterator>

#include <fmt/format.h>

namespace torntape::cable {
namespace {

constexpr std::array<std::string_view, kEventKindCount> kKindNames = {"filed",
                                                                      "refused",
                                                                      "received",
                                                                      "committed",
                                                                      "duplicate dropped",
                                                                      "expanded",
                                                                      "queued",
                                                                      "sent",
                                                                      "receipted",
                                                                      "burnt",
                                                                      "delivered",
                                                                      "intercepted",
                                                                      "open number",
                                                                      "link up",
                                                                      "link down",
                                                                      "peer lost state",
                                                                      "service message",
                                                                      "service received",
                                                                      "interruption",
                                                                      "cancelled",
                                                                      "released"};

constexpr std::array<std::string_view, kReasonCount> kReasonNames = {"none",
                                                                     "unknown indicator",
                                                                     "bounce",
                                                                     "loop",
                                                                     "not approved",
                                                                     "special category",
                                                                     "too large",
                                                                     "store full",
                                                                     "suspected duplicate",
                                                                     "identification conflict",
                                                                     "self-addressed",
                                                                     "nobody here",
                                                                     "pilot depth",
                                                                     "connection lost",
                                                                     "protocol",
                                                                     "closed",
                                                                     "exempted",
                                                                     "unreadable",
                                                                     "repeated number",
                                                                     "number open",
                                                                     "exact duplicate",
                                                                     "rerun",
                                                                     "not used",
                                                                     "pre-empted",
                                                                     "marking only",
                                                                     "storm guard",
                                                                     "rerouted",
                                                                     "withdrawn",
                                                                     "service",
                                                                     "garbled",
                                                                     "sections"};

// Which way the arrow between station and peer points.
bool ComesFromPeer(EventKind kind) {
  return kind == EventKind::kReceived || kind == EventKind::kDuplicateDropped ||
         kind == EventKind::kOpenNumber || kind == EventKind::kRefused ||
         kind == EventKind::kServiceReceived || kind == EventKind::kCancelled;
}

}  // namespace

Event EventOf(Instant now, EventKind kind, RoutingIndicator station,
              const Transmission& transmission) {
  Event event;
  event.at = now;
  event.kind = kind;
  event.station = station;
  event.precedence = transmission.precedence;
  event.number = transmission.number;
  event.identification = transmission.heading->identification;
  event.digest = transmission.heading->body_digest.low;
  event.body_bytes = transmission.body.size();
  event.called = transmission.called.span();
  return event;
}

std::string_view NameOf(EventKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

std::string_view NameOf(Reason reason) { return kReasonNames[static_cast<std::size_t>(reason)]; }

std::string DescribeEvent(const Event& event) {
  std::string line = event.station.ToString();
  auto out = std::back_inserter(line);
  if (!event.peer.none()) {
    fmt::format_to(out, " {} {}", ComesFromPeer(event.kind) ? "<-" : "->", event.peer.ToString());
  }
  if (!event.number.none()) fmt::format_to(out, " {}", event.number.ToString());
  fmt::format_to(out, " {}", NameOf(event.kind));
  if (event.kind == EventKind::kDelivered) fmt::format_to(out, " for {}", NameOf(event.role));
  if (!event.subject.none()) fmt::format_to(out, " {}", event.subject.ToString());
  if (!event.called.empty()) {
    fmt::format_to(out, " {}", FormatRoutingLine(event.precedence, event.called));
  }
  if (!event.identification.calling.none()) {
    fmt::format_to(out, "  {}", event.identification.ToString());
  }
  if (event.reason != Reason::kNone) fmt::format_to(out, " ({})", NameOf(event.reason));
  return line;
}

}  // namespace torntape::cable
