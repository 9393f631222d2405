#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "cable/cable.h"

namespace torntape::cable {

// One addressee of a view: pieces of its line, as printed.
struct AddressView {
  int format_line = 0;         // 6 to 8
  std::string_view indicator;  // before the slant: a routing indicator, ZEN, or empty
  std::string_view designation;
  std::string_view serial;  // the four digits of `state`, or empty
};

// A cable as views into its text: what ReadView finds. Its vectors keep their room from one cable
// to the next.
struct CableView {
  Profile profile = Profile::kState;
  std::vector<LineOfText> lines;  // each with its format line
  ChannelNumber number;
  Precedence precedence = Precedence::kRoutine;
  std::vector<RoutingIndicator> called;
  MessageIdentification identification;
  Classification classification = Classification::kUnclassified;
  Precedence action_precedence = Precedence::kRoutine;
  std::optional<Precedence> info_precedence;
  std::string_view date_time_group;  // "141030Z MAY 31"
  std::vector<AddressView> addresses;
  std::size_t text_begin = 0;  // lines [text_begin, text_end) are the text
  std::size_t text_end = 0;
  std::string_view validation;
};

// Reads a strict cable of `state` or `janap128` in which there is nothing to remark, as nearly all
// cables of a live circuit are: one pass over the characters, one over the lines, no allocation
// once the view has grown to its size. True means that ReadCable would accept the text as from a
// tributary and say nothing. False means only that this short way does not go: ReadCable knows
// whether it is a cable, and says why not. So the two never disagree, which tests hold, and the law
// is written out in full in one place alone.
//
// The rarer parts are left to the long way too: pilots, bells, service messages, readdressals, XMT,
// format line 10, corrections, further lines of transmission instructions.
bool ReadView(std::string_view text, CableView& view);

}  // namespace torntape::cable
