#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "base/shared_bytes.h"
#include "cable/transmission.h"
#include "proto/frame.h"

// What the parent of a live run and the stations it started say to each other, as plain values. The
// contract is proto/torntape/v1/control.proto. Framed like a link: cut by proto::FrameReader, made
// with a limit of kControlFrameBytesMax.
namespace torntape::proto {

inline constexpr std::size_t kControlTextBytesMax = 8u << 20;  // of a cable to be filed
inline constexpr std::size_t kControlFrameBytesMax = kControlTextBytesMax + (64u << 10);
inline constexpr std::size_t kSourceBytesMax = 1024;   // of the name of a text's source
inline constexpr std::size_t kProblemBytesMax = 8192;  // of a problem's text; more is cut off
inline constexpr std::size_t kPeersMax = 4096;

// Child to parent.

struct Listening {
  std::uint16_t port = 0;
};

// Said whenever it changes.
struct Ready {
  std::uint32_t links_up = 0;
  std::uint32_t links_total = 0;
};

// What a station holds and has done. A network has drained when nothing is outstanding anywhere and
// two rounds of Status agree in every count.
struct Status {
  std::uint64_t sequence = 0;            // of the StatusRequest that this answers
  std::uint64_t copies_outstanding = 0;  // in custody, unreceipted by any peer
  std::uint64_t transmissions_sent = 0;
  std::uint64_t transmissions_committed = 0;
  std::uint64_t cables_filed = 0;
  std::uint64_t cables_refused = 0;
  std::uint64_t deliveries = 0;
  std::array<std::uint64_t, cable::kLaneCount> queued{};  // copies waiting, by lane
  friend bool operator==(const Status&, const Status&) = default;
};

// An addressee has a cable.
struct Delivered {
  Instant at{};
  cable::MessageIdentification identification;
  std::string addressee;  // as the directory or the address line has it
  cable::Role role = cable::Role::kAction;
  std::string line_2;  // of the copy that arrived: "RR RYLBEL"
  Digest body_digest;
  SharedBytes body;  // not present() unless wanted
  cable::Trace trace;
};

// Something a person should read.
struct Problem {
  std::string text;
  bool fatal = false;  // the child ends after it
};

// Parent to child.

// Where the peers that this child dials take connections.
struct Peers {
  struct Peer {
    std::string link;
    std::uint16_t port = 0;
    friend bool operator==(const Peer&, const Peer&) = default;
  };
  std::vector<Peer> peers;
};

// A post shall file this cable `after` the Peers frame came.
struct FileCable {
  std::string source;  // where the text is from, for diagnostics
  std::string text;
  Duration after{};
};

struct StatusRequest {
  std::uint64_t sequence = 0;
};

// Finish the turn, say what stays queued, and end.
struct Stop {};

// Child to parent also: EventBatch, as on a link.
using ControlFrame = std::variant<Listening, Ready, EventBatch, Status, Delivered, Problem, Peers,
                                  FileCable, StatusRequest, Stop>;

// Appends a whole frame, prefix and all, to `out`.
// REQUIRES: texts within the limits above (a problem's text is cut).
void AppendControl(const ControlFrame& frame, std::string& out);

// Decodes what follows a prefix. The error says which field was wrong.
Result<ControlFrame> DecodeControl(std::string_view payload);

}  // namespace torntape::proto
