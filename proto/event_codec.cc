#include "proto/event_codec.h"

#include <algorithm>

#include <fmt/format.h>

#include "proto/contract_values.h"
#include "proto/wire.h"
#include "torntape/v1/event.pb.h"

namespace torntape::proto {
namespace {

// Kinds are ours plus one; reasons are ours, as the first of them is "none".
static_assert(v1::Event::Kind_MAX == cable::kEventKindCount);
static_assert(v1::Event::FILED == ContractNumber(cable::EventKind::kFiled));
static_assert(v1::Event::DELIVERED == ContractNumber(cable::EventKind::kDelivered));
static_assert(v1::Event::PEER_LOST_STATE == ContractNumber(cable::EventKind::kPeerLostState));
static_assert(v1::Event::RELEASED == ContractNumber(cable::EventKind::kReleased));
static_assert(v1::Event::Reason_MAX + 1 == cable::kReasonCount);
static_assert(v1::Event::REPEATED_NUMBER == static_cast<int>(cable::Reason::kRepeatedNumber));
static_assert(v1::Event::SERVICE == static_cast<int>(cable::Reason::kServiceMessage));
static_assert(v1::Event::SECTIONS == static_cast<int>(cable::Reason::kSections));
static_assert(v1::Event::STORE_FULL == static_cast<int>(cable::Reason::kStoreFull));

std::string DigestText(std::uint64_t digest) { return fmt::format("{:016x}", digest); }

bool ReadDigestText(const std::string& text, std::uint64_t& out, Fault& fault) {
  out = 0;
  if (text.empty()) return true;
  for (const char c : text) {
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (value < 0 || text.size() != 16) {
      return fault.Set("body_digest", "is not 16 hexadecimal digits");
    }
    out = out << 4 | static_cast<std::uint64_t>(value);
  }
  return true;
}

bool ReadKinds(const v1::Event& event, cable::Event& out, Fault& fault) {
  if (event.kind() < 1 || event.kind() > v1::Event::Kind_MAX) {
    return fault.Set("kind", fmt::format("{} is no kind", static_cast<int>(event.kind())));
  }
  if (event.reason() < 0 || event.reason() > v1::Event::Reason_MAX) {
    return fault.Set("reason", fmt::format("{} is no reason", static_cast<int>(event.reason())));
  }
  out.kind = static_cast<cable::EventKind>(event.kind() - 1);
  out.reason = static_cast<cable::Reason>(event.reason());
  // Both are left out where they say nothing; then they are what a new event has.
  const auto precedence = static_cast<std::uint64_t>(event.precedence());
  const auto role = static_cast<std::uint64_t>(event.role());
  return (precedence == 0 || ReadPrecedence(precedence, "precedence", out.precedence, fault)) &&
         (role == 0 || ReadRole(role, "role", out.role, fault));
}

}  // namespace

void ToContract(const cable::Event& event, std::string_view addressee_name, v1::Event& out) {
  ToContract(event.at, *out.mutable_at());
  out.set_kind(static_cast<v1::Event::Kind>(ContractNumber(event.kind)));
  out.set_reason(static_cast<v1::Event::Reason>(event.reason));
  out.set_station(event.station.ToString());
  out.set_peer(event.peer.ToString());
  out.set_subject(event.subject.ToString());
  out.set_number(event.number.ToString());
  const bool of_cable = !event.identification.calling.none();
  if (event.identification != cable::MessageIdentification{}) {
    ToContract(event.identification, *out.mutable_identification());
  }
  if (event.digest != 0) out.set_body_digest(DigestText(event.digest));
  out.set_body_bytes(
      static_cast<std::uint32_t>(std::min<std::uint64_t>(event.body_bytes, UINT32_MAX)));
  if (of_cable || event.precedence != cable::Precedence::kRoutine) {
    out.set_precedence(static_cast<v1::Precedence>(ContractNumber(event.precedence)));
  }
  ToContract(event.called, *out.mutable_called());
  if (event.addressee != cable::AddresseeId::kNone) {
    out.set_addressee(static_cast<std::uint32_t>(event.addressee));
  }
  if (event.kind == cable::EventKind::kDelivered || event.role != cable::Role::kAction) {
    out.set_role(static_cast<v1::Role>(ContractNumber(event.role)));
  }
  out.set_addressee_name(ToUtf8(addressee_name));
  ToContract(event.trace, *out.mutable_trace());
  out.set_queue_depth(event.queue_depth);
  out.set_overtaken(event.overtaken);
}

bool FromContract(const v1::Event& event, KeptEvent& out, Fault& fault) {
  cable::Event& read = out.event;
  if (!FromContract(event.at(), read.at, fault)) return fault.Within("at");
  if (!ReadKinds(event, read, fault) ||
      !FromContract(event.station(), "station", read.station, fault) ||
      !FromContract(event.peer(), "peer", read.peer, fault) ||
      !FromContract(event.subject(), "subject", read.subject, fault) ||
      !FromContract(event.number(), "number", read.number, fault)) {
    return false;
  }
  if (!FromContract(event.identification(), read.identification, fault)) {
    return fault.Within("identification");
  }
  if (!ReadDigestText(event.body_digest(), read.digest, fault)) return false;
  read.body_bytes = event.body_bytes();
  if (event.has_addressee()) read.addressee = cable::AddresseeId{event.addressee()};
  read.queue_depth = event.queue_depth();
  read.overtaken = event.overtaken();
  return FromContract(event.called(), out.called, fault) &&
         FromContract(event.trace(), out.trace, fault);
}

std::size_t ToContract(const EventBatch& batch, std::size_t first, v1::EventBatch& out) {
  if (first == 0) out.set_missed(batch.missed);
  std::size_t bytes = 0;
  std::size_t next = first;
  for (; next < batch.events.size() && next - first < kEventsPerBatchMax; ++next) {
    v1::Event& event = *out.add_events();
    ToContract(ViewOf(batch.events[next]), {}, event);
    bytes += event.ByteSizeLong() + wire::kVarintBytesMax;
    if (bytes > kEventBatchBytesMax - kColdFrameBytesMax && next > first) {
      out.mutable_events()->RemoveLast();
      break;
    }
  }
  return next;
}

bool ReadEventBatch(std::string_view bytes, EventBatch& out, Fault& fault) {
  if (bytes.size() > kEventBatchBytesMax) {
    return fault.Set("", fmt::format("{} bytes, more than {}", bytes.size(), kEventBatchBytesMax));
  }
  // Counted before they are parsed: an event of no bytes would take a hundred in memory.
  std::size_t events = 0;
  wire::Reader reader(bytes);
  while (reader.Next()) {
    if (reader.field() == v1::EventBatch::kEventsFieldNumber) ++events;
  }
  if (events > kEventsPerBatchMax) {
    return fault.Set("events", fmt::format("more than {}", kEventsPerBatchMax));
  }
  v1::EventBatch batch;
  if (!batch.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return fault.Set("", "the encoding is torn or damaged");
  }
  out.missed = batch.missed();
  out.events.reserve(static_cast<std::size_t>(batch.events_size()));
  for (const v1::Event& event : batch.events()) {
    out.events.emplace_back();
    if (!FromContract(event, out.events.back(), fault)) {
      return fault.Within("events", out.events.size() - 1);
    }
  }
  return true;
}

KeptEvent Keep(const cable::Event& event) {
  KeptEvent kept{event, cable::CalledList(event.called), cable::Trace(event.trace)};
  kept.event.called = {};
  kept.event.trace = {};
  return kept;
}

cable::Event ViewOf(const KeptEvent& kept) {
  cable::Event event = kept.event;
  event.called = kept.called.span();
  event.trace = kept.trace.span();
  return event;
}

}  // namespace torntape::proto
