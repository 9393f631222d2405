#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "cable/classification.h"
#include "cable/precedence.h"
#include "cable/profile.h"
#include "cable/routing_indicator.h"

namespace torntape::cable {

// The date-time group of format line 5, as printed and as parsed (spec 1.8).
struct DateTimeGroup {
  std::string text;  // "141030Z MAY 31"
  int day = 0;
  int hour = 0;
  int minute = 0;
  char zone = 'Z';          // NUL: an archive copy gives none
  int month = 0;            // 0: not given
  std::optional<int> year;  // as printed, two or four digits; ResolveYear makes it whole
};

// How a year of two digits is made whole (spec 1.8).
enum class YearRule : std::uint8_t {
  kSlidingWindow,  // within eighty years before and twenty after the clock
  kAcp127g,        // 06 to 99 are of the last century, 00 to 05 of this one; later ones take four
};
// The whole year of a date-time group when the clock says `clock_year`; that of the clock where
// none is given.
int ResolveYear(const DateTimeGroup& group, int clock_year, YearRule rule);

// One line of the address component (spec 1.9): who is meant, and which station serves them.
struct AddressLine {
  RoutingIndicator indicator;        // before the slant; none() if there is none
  bool delivered_otherwise = false;  // ZEN/
  std::string designation;           // plain language, spaces folded, without the serial
  std::string serial;                // the four digits behind it in `state`, or empty
  int line = 0;                      // physical line in the source it was read from
};

// What a message is, by which lines it has (spec 1.2, 7.1).
enum class MessageForm : std::uint8_t {
  kPlaindress,             // addressed in plain language
  kAbbreviatedPlaindress,  // BT and text, and of the heading no more than format line 5
  kCodress,                // the addresses are in the encrypted text (GR)
  kService,                // SVC behind the classification: stations writing to stations
  kAbbreviatedService,     // between neighbours: text alone, no BT; it is acp127's only
};
// "plaindress", "abbreviated plaindress", "codress", "service", "abbreviated service".
std::string_view NameOf(MessageForm form);

// Format lines 5 to 9 of the heading that a readdressed cable had before (spec 7.3).
struct EarlierHeading {
  Precedence action_precedence = Precedence::kRoutine;
  std::optional<Precedence> info_precedence;
  DateTimeGroup date_time_group;
  std::vector<std::string> message_instructions;
  std::optional<AddressLine> from;
  std::vector<AddressLine> to;
  std::vector<AddressLine> info;
  std::vector<AddressLine> exempted;
};
// More addressees than this in one list refuse the cable.
inline constexpr std::size_t kAddressesMax = 4096;

// A cable that was readdressed more often than this is refused.
inline constexpr std::size_t kEarlierHeadingsMax = 4;

// The derived view of format lines 5 to 15 (design decision 2). Made for the addressee, the relay
// that expands a collective, and tools; never sent instead of the bytes.
//
// Of a readdressed cable the first heading stands in `from`, `to`, ..., for it is the one that is
// delivered by; `earlier` holds those behind it, and the last of them is the original.
struct BodyView {
  MessageForm form = MessageForm::kPlaindress;
  Precedence action_precedence = Precedence::kRoutine;
  std::optional<Precedence> info_precedence;
  DateTimeGroup date_time_group;
  std::vector<std::string> message_instructions;  // ZDK, ZFG, ... of format line 5
  std::optional<AddressLine> from;
  std::vector<AddressLine> to;
  std::vector<AddressLine> info;
  std::vector<AddressLine> exempted;  // XMT: designations
  std::vector<EarlierHeading> earlier;
  std::string accounting;                        // format line 10, verbatim
  std::string classification_line;               // first line of the text, verbatim
  std::optional<Classification> classification;  // as the text says it
  int section = 0;                               // of the label in the text; 0: none
  int section_total = 0;
  // Lines between BT and BT, pointing into the bytes read. What they hold besides words is told by
  // ReadTextStructure (text_structure.h) and ReadServiceMessage (service_message.h).
  std::vector<std::string_view> text;
  std::vector<std::string> corrections;
  std::string validation;  // "#0417", or empty
};

// Reads format lines 5 to 15 as a body carries them. `first_line` is the number that the first of
// them has in its source, for diagnostics. The view's `text` points into `body`.
// Nothing if a line needed to deliver the cable cannot be read; `diagnostics` says why.
std::optional<BodyView> ReadBody(std::string_view body, Profile profile, int first_line,
                                 Diagnostics& diagnostics);

}  // namespace torntape::cable
