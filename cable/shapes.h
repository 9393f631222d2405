#pragma once

#include <cstddef>
#include <string_view>

// What a line looks like, whatever is wrong inside it. The reader finds the parts of a cable by
// these, so that one damaged line costs itself and not those behind it.
namespace torntape::cable {

// Bells ahead of a FLASH precedence: J and S where the figures shift was lost, else five or more
// BEL and apostrophes (spec 1.5). The bytes they take at the front of `line`; 0 for none.
std::size_t BellSize(std::string_view line);

// One or more channel numbers without a space, "EUC093WNA114": the size of what matches at the
// front of `text`, 0 for none.
std::size_t ChannelNumbersSize(std::string_view text);

// A channel number with a space before its digits, "BDA 114" (spec 1.4): its size, 0 for none.
std::size_t ChannelNumberApart(std::string_view text);

// Format line 1 with its start of message, or the bare channel numbers of an enclosed message.
bool LooksLikeIdentification(std::string_view line);
// Format line 1 with nothing but channel numbers: those that wrapped, or of an enclosed message.
bool IsBareIdentification(std::string_view line);
// Format line 2 of `janap128`: seven letters or more of which the first is a precedence, then a
// station and serial number, or a security field between hyphens further on.
bool LooksLikeJanapRouting(std::string_view line);
// Format line 2: two characters, then groups that could be routing indicators.
bool LooksLikeRoutingLine(std::string_view line);
// More of format line 2: nothing but groups that could be routing indicators.
bool LooksLikeMoreRouting(std::string_view line);
// Format line 3: DE, or what is left of it.
bool LooksLikeCallingLine(std::string_view line);
// Format line 4, the first line: a Z or Q signal, whole or damaged.
bool LooksLikeInstructions(std::string_view line);
// Format line 4, further lines: a signal, or `T`, or a routing indicator and `T`.
bool LooksLikeMoreInstructions(std::string_view line);
// Format line 5: a precedence letter, or a date-time group near the front.
bool LooksLikePreamble(std::string_view line);
// Format line 10: "GR37", "GR 37", "GRNC", perhaps behind an accounting symbol.
bool LooksLikePrefix(std::string_view line);
// The first line of the text of an abbreviated service message (spec 7.1): a signal, a question,
// a receipt "R Z KLA114", a test or a channel check.
bool LooksLikeServiceText(std::string_view line);
// The first line of a text: a classification, spaced or not.
bool LooksLikeClassification(std::string_view line);
// FM, TO, INFO, XMT or BT as the first group.
bool BeginsWithBodyKeyword(std::string_view line);
// The end of message and nothing but spaces and DEL behind it.
bool IsEndOfMessage(std::string_view line);
// What was meant as the end of message and is none: "NNN", "NNNNN", " NNNN", "nnnn".
bool IsDamagedEndOfMessage(std::string_view line);
bool IsSeparation(std::string_view line);

}  // namespace torntape::cable
