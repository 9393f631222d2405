#include "proto/cold_codec.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

#include "proto/contract_values.h"
#include "proto/event_codec.h"
#include "torntape/v1/link.pb.h"

namespace torntape::proto {
namespace {

static_assert(v1::Reject::Reason_MAX == kRejectReasonCount);
static_assert(v1::Reject::CLOSING == ContractNumber(RejectReason::kClosing));
static_assert(v1::Reject::BUSY == ContractNumber(RejectReason::kBusy));

void ToContract(const ChannelState& state, v1::ChannelState& out) {
  out.set_incoming(state.incoming.ToString());
  out.set_committed_count(state.committed_count);
  out.set_committed_serial(state.committed_serial);
  out.set_outgoing(state.outgoing.ToString());
  out.set_sent_count(state.sent_count);
  out.set_next_serial(state.next_serial);
}

bool FromContract(const v1::ChannelState& state, ChannelState& out, Fault& fault) {
  out.committed_count = state.committed_count();
  out.sent_count = state.sent_count();
  return ReadDesignator(state.incoming(), "incoming", out.incoming, fault) &&
         ReadBounded(state.committed_serial(), 9999, "committed_serial", out.committed_serial,
                     fault) &&
         ReadDesignator(state.outgoing(), "outgoing", out.outgoing, fault) &&
         ReadBounded(state.next_serial(), 9999, "next_serial", out.next_serial, fault);
}

bool ReadChannels(const Repeated<v1::ChannelState>& states, std::vector<ChannelState>& out,
                  Fault& fault) {
  if (static_cast<std::size_t>(states.size()) > kChannelsPerLinkMax) {
    return fault.Set("channels", fmt::format("more than {}", kChannelsPerLinkMax));
  }
  for (const v1::ChannelState& state : states) {
    out.emplace_back();
    if (!FromContract(state, out.back(), fault)) return fault.Within("channels", out.size() - 1);
  }
  return true;
}

bool Read(const v1::Hello& hello, Hello& out, Fault& fault) {
  out.protocol_version = hello.protocol_version();
  // What the rest means is for those who speak that version; the handshake refuses it by its
  // number.
  if (out.protocol_version != kProtocolVersion) return true;
  out.watching = hello.watching();
  out.network = hello.network();
  out.link = hello.link();
  out.store_epoch = hello.store_epoch();
  out.peer_epoch = hello.peer_epoch();
  return CheckName(out.network, "network", fault) && CheckName(out.link, "link", fault) &&
         FromContract(hello.station(), "station", out.station, fault) &&
         ReadChannels(hello.channels(), out.channels, fault);
}

bool Read(const v1::Welcome& welcome, Welcome& out, Fault& fault) {
  out.store_epoch = welcome.store_epoch();
  out.peer_epoch = welcome.peer_epoch();
  return FromContract(welcome.station(), "station", out.station, fault) &&
         ReadChannels(welcome.channels(), out.channels, fault);
}

bool Read(const v1::Reject& reject, Reject& out, Fault& fault) {
  const int reason = reject.reason();
  if (reason < 1 || reason > v1::Reject::Reason_MAX) {
    return fault.Set("reason", fmt::format("{} is no reason", reason));
  }
  out.reason = static_cast<RejectReason>(reason - 1);
  out.detail = reject.detail();
  return CheckText(out.detail, kRejectDetailBytesMax, "detail", fault);
}

bool Read(const v1::Ping& ping, Ping& out, Fault& /*fault*/) {
  out.token = ping.token();
  return true;
}

bool Read(const v1::Pong& pong, Pong& out, Fault& /*fault*/) {
  out.token = pong.token();
  return true;
}

template <typename Message, typename Value>
bool ParseAndRead(std::string_view bytes, Frame& frame, Fault& fault) {
  if (bytes.size() > kColdFrameBytesMax) {
    return fault.Set("", fmt::format("{} bytes, more than {}", bytes.size(), kColdFrameBytesMax));
  }
  // What a stranger sends is answered to them, not printed on our terminal.
  const google::protobuf::LogSilencer quiet;
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return fault.Set("", "the encoding is torn or damaged");
  }
  return Read(message, frame.emplace<Value>(), fault);
}

}  // namespace

void WriteColdFrame(const Hello& hello, std::string& out) {
  v1::Frame frame;
  v1::Hello& message = *frame.mutable_hello();
  message.set_protocol_version(hello.protocol_version);
  message.set_watching(hello.watching);
  message.set_network(hello.network);
  message.set_link(hello.link);
  message.set_station(hello.station.ToString());
  message.set_store_epoch(hello.store_epoch);
  message.set_peer_epoch(hello.peer_epoch);
  for (const ChannelState& state : hello.channels) ToContract(state, *message.add_channels());
  frame.AppendToString(&out);
}

void WriteColdFrame(const Welcome& welcome, std::string& out) {
  v1::Frame frame;
  v1::Welcome& message = *frame.mutable_welcome();
  message.set_station(welcome.station.ToString());
  message.set_store_epoch(welcome.store_epoch);
  message.set_peer_epoch(welcome.peer_epoch);
  for (const ChannelState& state : welcome.channels) ToContract(state, *message.add_channels());
  frame.AppendToString(&out);
}

void WriteColdFrame(const Reject& reject, std::string& out) {
  v1::Frame frame;
  frame.mutable_reject()->set_reason(
      static_cast<v1::Reject::Reason>(ContractNumber(reject.reason)));
  frame.mutable_reject()->set_detail(CutUtf8(reject.detail, kRejectDetailBytesMax));
  frame.AppendToString(&out);
}

void WriteColdFrame(const Ping& ping, std::string& out) {
  v1::Frame frame;
  frame.mutable_ping()->set_token(ping.token);
  frame.AppendToString(&out);
}

void WriteColdFrame(const Pong& pong, std::string& out) {
  v1::Frame frame;
  frame.mutable_pong()->set_token(pong.token);
  frame.AppendToString(&out);
}

bool ReadColdFrame(std::uint32_t field, std::string_view bytes, Frame& frame, Fault& fault) {
  switch (field) {
    case v1::Frame::kHello:
      return ParseAndRead<v1::Hello, Hello>(bytes, frame, fault);
    case v1::Frame::kWelcome:
      return ParseAndRead<v1::Welcome, Welcome>(bytes, frame, fault);
    case v1::Frame::kReject:
      return ParseAndRead<v1::Reject, Reject>(bytes, frame, fault);
    case v1::Frame::kPing:
      return ParseAndRead<v1::Ping, Ping>(bytes, frame, fault);
    case v1::Frame::kPong:
      return ParseAndRead<v1::Pong, Pong>(bytes, frame, fault);
    default: {
      const google::protobuf::LogSilencer quiet;
      return ReadEventBatch(bytes, frame.emplace<EventBatch>(), fault);
    }
  }
}

}  // namespace torntape::proto
