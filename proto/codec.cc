#include "proto/codec.h"

#include <array>

#include <fmt/format.h>

#include "base/assert.h"
#include "proto/checks.h"
#include "proto/cold_codec.h"
#include "proto/event_codec.h"
#include "proto/transmission_codec.h"
#include "torntape/v1/link.pb.h"

namespace torntape::proto {
namespace {

static_assert(v1::Frame::kTransmission == kTransmissionField);
static_assert(v1::Frame::kReceipt == kReceiptField);
static_assert(v1::Frame::kCredit == kCreditField);
static_assert(v1::Frame::kEvents == std::variant_size_v<Frame>);

// Leaves room for the prefix at the end of `out`; FillPrefix writes it when the rest is known.
std::size_t LeavePrefix(std::string& out) {
  out.append(kFramePrefixBytes, '\0');
  return out.size();
}

void FillPrefix(std::string& out, std::size_t start, std::size_t follow = 0) {
  const std::size_t size = out.size() - start + follow;
  TORNTAPE_ASSERT(size <= kFrameBytesMax);
  for (std::size_t i = 0; i < kFramePrefixBytes; ++i) {
    out[start - 1 - i] = static_cast<char>(size >> (8 * i) & 0xff);
  }
}

void Append(const TransmissionFrame& frame, std::string& out) {
  AppendTransmissionHead(frame, out);
  out.append(frame.transmission.body.view());
}

void Append(const Receipt& receipt, std::string& out) {
  const std::size_t start = LeavePrefix(out);
  wire::Writer writer(out);
  WriteReceipt(receipt, writer);
  FillPrefix(out, start);
}

void Append(const Credit& credit, std::string& out) {
  const std::size_t start = LeavePrefix(out);
  wire::Writer writer(out);
  WriteCredit(credit, writer);
  FillPrefix(out, start);
}

void Append(const EventBatch& batch, std::string& out) {
  std::size_t next = 0;
  do {
    const std::size_t start = LeavePrefix(out);
    v1::Frame frame;
    next = ToContract(batch, next, *frame.mutable_events());
    frame.AppendToString(&out);
    FillPrefix(out, start);
  } while (next < batch.events.size());
}

template <typename Cold>
void Append(const Cold& cold, std::string& out) {
  const std::size_t start = LeavePrefix(out);
  WriteColdFrame(cold, out);
  FillPrefix(out, start);
}

bool ReadField(std::uint32_t field, std::string_view bytes, Frame& frame, Fault& fault) {
  switch (field) {
    case kTransmissionField:
      return ReadTransmission(bytes, frame.emplace<TransmissionFrame>(), fault);
    case kReceiptField:
      return ReadReceipt(bytes, frame.emplace<Receipt>(), fault);
    case kCreditField:
      return ReadCredit(bytes, frame.emplace<Credit>(), fault);
    default:
      return ReadColdFrame(field, bytes, frame, fault);
  }
}

constexpr std::array<std::string_view, std::variant_size_v<Frame> + 1> kFieldNames = {
    "",       "hello",  "welcome", "transmission", "receipt",
    "credit", "reject", "ping",    "pong",         "events"};

bool ReadFrame(std::string_view payload, Frame& frame, Fault& fault) {
  std::uint32_t kind = 0;
  wire::Reader reader(payload);
  while (reader.Next()) {
    const std::uint32_t field = reader.field();
    if (field >= kFieldNames.size()) continue;
    if (!reader.Is(wire::Type::kBytes)) {
      return fault.Set(std::string(kFieldNames[field]), "is encoded as another type");
    }
    if (kind != 0) return fault.Set("", "two frames in one");
    kind = field;
    if (!ReadField(field, reader.bytes(), frame, fault)) return fault.Within(kFieldNames[field]);
  }
  if (!reader.ok()) return fault.Set("", "the encoding of the frame is torn or damaged");
  return kind != 0 || fault.Set("", "a frame of no kind that this protocol has");
}

}  // namespace

void AppendFrame(const Frame& frame, std::string& out) {
  std::visit([&](const auto& value) { Append(value, out); }, frame);
}

void AppendTransmissionHead(const TransmissionFrame& frame, std::string& out) {
  const std::size_t start = LeavePrefix(out);
  WriteTransmission(frame, out);
  FillPrefix(out, start, frame.transmission.body.size());
}

std::uint64_t CreditCost(const cable::Transmission& transmission) {
  // What it weighs for the one who must hold it, from what both ends see alike. The trace counts
  // nothing, so that a relay may shorten it.
  constexpr std::uint64_t kEach = 128;
  constexpr std::uint64_t kEachCalled = 16;
  std::uint64_t cost = kEach + transmission.body.size() + kEachCalled * transmission.called.size();
  if (transmission.heading) {
    cost += transmission.heading->calling_line.size();
    cost += transmission.heading->instruction_lines.size();
  }
  for (const cable::Pilot& pilot : transmission.pilots) {
    cost += pilot.instruction.size() + pilot.enclosed_identification.size() +
            pilot.enclosed_routing_line.size();
  }
  return cost;
}

Result<Frame> DecodeFrame(std::string_view payload) {
  // Made where it is returned: a transmission is too large to be moved about.
  Result<Frame> result;
  Fault fault;
  if (!ReadFrame(payload, *result, fault)) result = tl::unexpected<Error>(fault.ToError());
  return result;
}

}  // namespace torntape::proto
