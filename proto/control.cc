#include "proto/control.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

#include "base/assert.h"
#include "proto/checks.h"
#include "proto/contract_values.h"
#include "proto/event_codec.h"
#include "proto/wire.h"
#include "torntape/v1/control.pb.h"

namespace torntape::proto {
namespace {

// Appends `frame` behind its prefix.
void AppendPrefixed(const v1::ControlFrame& frame, std::string& out) {
  const std::size_t size = frame.ByteSizeLong();
  TORNTAPE_ASSERT(size <= kControlFrameBytesMax);
  for (std::size_t i = kFramePrefixBytes; i-- > 0;) {
    out.push_back(static_cast<char>(size >> (8 * i) & 0xff));
  }
  frame.AppendToString(&out);
}

void Write(const Listening& listening, v1::ControlFrame& out) {
  out.mutable_listening()->set_port(listening.port);
}

void Write(const Ready& ready, v1::ControlFrame& out) {
  out.mutable_ready()->set_links_up(ready.links_up);
  out.mutable_ready()->set_links_total(ready.links_total);
}

void Write(const Status& status, v1::ControlFrame& out) {
  v1::Status& message = *out.mutable_status();
  message.set_sequence(status.sequence);
  message.set_copies_outstanding(status.copies_outstanding);
  message.set_transmissions_sent(status.transmissions_sent);
  message.set_transmissions_committed(status.transmissions_committed);
  message.set_cables_filed(status.cables_filed);
  message.set_cables_refused(status.cables_refused);
  message.set_deliveries(status.deliveries);
  for (const std::uint64_t copies : status.queued) message.add_queued(copies);
}

void Write(const Delivered& delivered, v1::ControlFrame& out) {
  v1::Delivered& message = *out.mutable_delivered();
  ToContract(delivered.at, *message.mutable_at());
  ToContract(delivered.identification, *message.mutable_identification());
  message.set_addressee(delivered.addressee);
  message.set_role(static_cast<v1::Role>(ContractNumber(delivered.role)));
  message.set_line_2(delivered.line_2);
  message.set_body_digest(DigestBytes(delivered.body_digest));
  if (delivered.body.present()) message.set_body(std::string(delivered.body.view()));
  ToContract(delivered.trace.span(), *message.mutable_trace());
}

void Write(const Problem& problem, v1::ControlFrame& out) {
  out.mutable_problem()->set_text(CutUtf8(problem.text, kProblemBytesMax));
  out.mutable_problem()->set_fatal(problem.fatal);
}

void Write(const Peers& peers, v1::ControlFrame& out) {
  for (const Peers::Peer& peer : peers.peers) {
    v1::Peers::Peer& added = *out.mutable_peers()->add_peers();
    added.set_link(peer.link);
    added.set_port(peer.port);
  }
  out.mutable_peers();  // said also when there are none
}

void Write(const FileCable& file, v1::ControlFrame& out) {
  out.mutable_file_cable()->set_source(CutUtf8(file.source, kSourceBytesMax));
  out.mutable_file_cable()->set_text(file.text);
  ToContract(file.after, *out.mutable_file_cable()->mutable_after());
}

void Write(const StatusRequest& request, v1::ControlFrame& out) {
  out.mutable_status_request()->set_sequence(request.sequence);
}

void Write(const Stop& /*stop*/, v1::ControlFrame& out) { out.mutable_stop(); }

template <typename Value>
void Append(const Value& value, std::string& out) {
  v1::ControlFrame frame;
  Write(value, frame);
  AppendPrefixed(frame, out);
}

void Append(const EventBatch& batch, std::string& out) {
  std::size_t next = 0;
  do {
    v1::ControlFrame frame;
    next = ToContract(batch, next, *frame.mutable_events());
    AppendPrefixed(frame, out);
  } while (next < batch.events.size());
}

bool Read(const v1::Listening& message, Listening& out, Fault& fault) {
  return ReadBounded(message.port(), 65535, "port", out.port, fault);
}

bool Read(const v1::Ready& message, Ready& out, Fault& /*fault*/) {
  out = {message.links_up(), message.links_total()};
  return true;
}

bool Read(const v1::Status& message, Status& out, Fault& fault) {
  if (static_cast<std::size_t>(message.queued_size()) > out.queued.size()) {
    return fault.Set("queued", fmt::format("more than {} lanes", out.queued.size()));
  }
  out.sequence = message.sequence();
  out.copies_outstanding = message.copies_outstanding();
  out.transmissions_sent = message.transmissions_sent();
  out.transmissions_committed = message.transmissions_committed();
  out.cables_filed = message.cables_filed();
  out.cables_refused = message.cables_refused();
  out.deliveries = message.deliveries();
  std::copy(message.queued().begin(), message.queued().end(), out.queued.begin());
  return true;
}

bool Read(v1::Delivered& message, Delivered& out, Fault& fault) {
  if (!FromContract(message.at(), out.at, fault)) return fault.Within("at");
  if (!FromContract(message.identification(), out.identification, fault)) {
    return fault.Within("identification");
  }
  if (message.body().size() > cable::kBodyBytesMax) {
    return fault.Set("body", fmt::format("more than {} bytes", cable::kBodyBytesMax));
  }
  if (message.has_body()) out.body = SharedBytes(*message.mutable_body());
  out.addressee = message.addressee();
  out.line_2 = message.line_2();
  return CheckName(out.addressee, "addressee", fault) &&
         ReadRole(static_cast<std::uint64_t>(message.role()), "role", out.role, fault) &&
         CheckLine(out.line_2, "line_2", fault) &&
         ReadDigest(message.body_digest(), "body_digest", out.body_digest, fault) &&
         FromContract(message.trace(), out.trace, fault);
}

bool Read(const v1::Problem& message, Problem& out, Fault& fault) {
  if (message.text().size() > kProblemBytesMax) {
    return fault.Set("text", fmt::format("more than {} bytes", kProblemBytesMax));
  }
  out = {message.text(), message.fatal()};
  return true;
}

bool Read(const v1::Peers& message, Peers& out, Fault& fault) {
  if (static_cast<std::size_t>(message.peers_size()) > kPeersMax) {
    return fault.Set("peers", fmt::format("more than {}", kPeersMax));
  }
  for (const v1::Peers::Peer& peer : message.peers()) {
    Peers::Peer& added = out.peers.emplace_back();
    added.link = peer.link();
    if (!CheckName(added.link, "link", fault) ||
        !ReadBounded(peer.port(), 65535, "port", added.port, fault)) {
      return fault.Within("peers", out.peers.size() - 1);
    }
  }
  return true;
}

bool Read(v1::FileCable& message, FileCable& out, Fault& fault) {
  if (message.text().size() > kControlTextBytesMax) {
    return fault.Set("text", fmt::format("more than {} bytes", kControlTextBytesMax));
  }
  if (!FromContract(message.after(), out.after, fault)) return fault.Within("after");
  out.source = message.source();
  out.text = std::move(*message.mutable_text());
  return CheckText(out.source, kSourceBytesMax, "source", fault);
}

bool Read(const v1::StatusRequest& message, StatusRequest& out, Fault& /*fault*/) {
  out.sequence = message.sequence();
  return true;
}

bool Read(const v1::Stop& /*message*/, Stop& /*out*/, Fault& /*fault*/) { return true; }

template <typename Value, typename Message>
bool ReadAs(Message& message, ControlFrame& out, Fault& fault) {
  return Read(message, out.emplace<Value>(), fault);
}

bool ReadKind(v1::ControlFrame& frame, ControlFrame& out, Fault& fault) {
  switch (frame.frame_case()) {
    case v1::ControlFrame::kListening:
      return ReadAs<Listening>(*frame.mutable_listening(), out, fault);
    case v1::ControlFrame::kReady:
      return ReadAs<Ready>(*frame.mutable_ready(), out, fault);
    case v1::ControlFrame::kEvents:
      // Read by its own way in, which counts before it parses.
      return fault.Set("", "events beside another kind");
    case v1::ControlFrame::kStatus:
      return ReadAs<Status>(*frame.mutable_status(), out, fault);
    case v1::ControlFrame::kDelivered:
      return ReadAs<Delivered>(*frame.mutable_delivered(), out, fault);
    case v1::ControlFrame::kProblem:
      return ReadAs<Problem>(*frame.mutable_problem(), out, fault);
    case v1::ControlFrame::kPeers:
      return ReadAs<Peers>(*frame.mutable_peers(), out, fault);
    case v1::ControlFrame::kFileCable:
      return ReadAs<FileCable>(*frame.mutable_file_cable(), out, fault);
    case v1::ControlFrame::kStatusRequest:
      return ReadAs<StatusRequest>(*frame.mutable_status_request(), out, fault);
    case v1::ControlFrame::kStop:
      return ReadAs<Stop>(*frame.mutable_stop(), out, fault);
    case v1::ControlFrame::FRAME_NOT_SET:
      break;
  }
  return fault.Set("", "a control frame of no kind that this program has");
}

// The kinds of frame by their field, for what is said of a fault in one.
std::string_view KindName(std::uint32_t field) {
  const auto* descriptor =
      v1::ControlFrame::descriptor()->FindFieldByNumber(static_cast<int>(field));
  return descriptor == nullptr ? std::string_view{} : std::string_view(descriptor->name());
}

}  // namespace

void AppendControl(const ControlFrame& frame, std::string& out) {
  std::visit([&](const auto& value) { Append(value, out); }, frame);
}

Result<ControlFrame> DecodeControl(std::string_view payload) {
  const google::protobuf::LogSilencer quiet;
  ControlFrame out;
  Fault fault;
  wire::Reader first(payload);
  if (first.Next() && first.field() == v1::ControlFrame::kEvents && first.Is(wire::Type::kBytes) &&
      first.bytes().end() == payload.end()) {
    if (ReadEventBatch(first.bytes(), out.emplace<EventBatch>(), fault)) return out;
    fault.Within("events");
    return tl::unexpected<Error>(fault.ToError());
  }
  v1::ControlFrame frame;
  if (!frame.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    return Failure("the encoding of the control frame is torn or damaged");
  }
  if (ReadKind(frame, out, fault)) return out;
  if (frame.frame_case() != v1::ControlFrame::FRAME_NOT_SET) {
    fault.Within(KindName(static_cast<std::uint32_t>(frame.frame_case())));
  }
  return tl::unexpected<Error>(fault.ToError());
}

}  // namespace torntape::proto
