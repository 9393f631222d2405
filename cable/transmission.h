#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/inline_vector.h"
#include "base/ref.h"
#include "base/shared_bytes.h"
#include "cable/channel_number.h"
#include "cable/classification.h"
#include "cable/message_identification.h"
#include "cable/precedence.h"
#include "cable/routing_indicator.h"

namespace torntape::cable {

// What an addressee is asked to do with a cable (spec 1.9): act, or know.
enum class Role : std::uint8_t { kAction, kInfo };
// "action" or "INFO".
std::string_view NameOf(Role role);

// One routing indicator of format line 2 and the role of whom it serves. The role is found once,
// where text enters the framed network (design decision 1); relays read it.
struct Called {
  RoutingIndicator indicator;
  Role role = Role::kAction;
  friend bool operator==(const Called&, const Called&) = default;
};
using CalledList = InlineVector<Called, 3>;

// "OO RYLBDN RYMCFR", on one line whatever its length: for events, tables and expectations.
std::string FormatRoutingLine(Precedence precedence, std::span<const Called> called);
// The same as physical lines of at most 69 characters, each ended by LF (spec 1.5, 222c).
std::string WriteRoutingLine(Precedence precedence, std::span<const Called> called);

// Format line 2 of `janap128`: `front` is what a heading has as its calling line, of which the
// first letter becomes the precedence; then the called stations and the full stop, wrapped alike.
std::string WriteJanapRouting(std::string_view front, Precedence precedence,
                              std::span<const Called> called);

// Instructions put ahead of a message to redirect or annotate it (spec 1.4). The routing line of
// the outermost pilot is the transmission's own; what it encloses is kept verbatim.
struct Pilot {
  std::string instruction;              // "ZFD RYKA", "ZNR UUUUU ZOV RYMCFR"; no line end
  std::string enclosed_identification;  // the old TI line, no line end; may be empty
  std::string enclosed_routing_line;    // physical lines, each ended by LF
  friend bool operator==(const Pilot&, const Pilot&) = default;
};

// What every relay needs of a cable and none may change: format lines 3 and 4, and what was found
// in the body where the cable entered the framed network. Shared by all copies, like the body.
struct Heading : Shareable {
  // One that nobody holds any more, or a new one: as Heading makes it by default.
  static Ref<Heading> Make();
  // Called by the last who held it.
  void Recycle() const;

  MessageIdentification identification;
  // Format line 3 verbatim, no line end. In `janap128`, which has none, what format line 2 has
  // ahead of the called stations, up to and with the two hyphens: "OTTCZYUW RYKABDA0417
  // 1341042-CCCC--".
  std::string calling_line;
  std::string instruction_lines;  // format line 4 verbatim, each line ended by LF; may be empty
  Classification classification = Classification::kUnclassified;
  char special_category = '\0';  // the letter of /AAAAA or /BBBBB; NUL is none
  Precedence action_precedence = Precedence::kRoutine;  // format line 5, the first or only one
  std::optional<Precedence> info_precedence;            // the second one of dual precedence
  bool always_deliver = false;  // ZFG in format line 5: no duplicate test (ACP 127 ¶438b)
  Digest body_digest;           // of format lines 5 to 15 as they travel
  // All of this as it came in a frame, to go on so; empty where it was made here. A copy of a
  // heading may be changed, so it has none.
  struct Encoded {
    std::string bytes;
    Encoded() = default;
    Encoded(const Encoded&) {}
    Encoded& operator=(const Encoded&) {
      bytes.clear();
      return *this;
    }
    ~Encoded() = default;
  };
  Encoded encoded;
  friend bool operator==(const Heading& a, const Heading& b);
};

// The channel numbers that a cable has had, newest first: how it came here (spec 1.4 and 4.9,
// trace).
using Trace = InlineVector<ChannelNumber, 4>;
inline constexpr std::size_t kTraceMax = 64;

// Limits of what a framed channel carries (design decision 14, design "Numbers to hold in mind").
inline constexpr std::size_t kBodyBytesMax = 4u << 20;
inline constexpr std::size_t kCalledMax = 500;
inline constexpr std::size_t kPilotsMax = 3;
inline constexpr std::size_t kLineBytesMax = 8192;  // lines 3, 4 and those of a pilot

// One cable on one channel: the procedure, which relays rewrite, and the body, which passes
// through.
struct Transmission {
  ChannelNumber number;
  Trace trace;
  Precedence precedence = Precedence::kRoutine;  // format line 2
  CalledList called;                             // format line 2
  std::vector<Pilot> pilots;                     // outermost first; nearly always empty
  Ref<const Heading> heading;
  SharedBytes body;  // format lines 5 to 15, each line ended by one LF
};

// True if the outermost pilot says ZFD: somebody could not tell whether it had been sent before
// (ACP 127 ¶427).
bool IsSuspectedDuplicate(const Transmission& transmission);

}  // namespace torntape::cable
