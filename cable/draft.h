#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cable/cable.h"

namespace torntape::cable {

// A cable taken apart so far that each part can be put into the words of any profile: for
// converting, for cutting into sections, and for what comes from other forms than text.
struct Draft {
  Profile profile = Profile::kState;
  ChannelNumber number;
  std::vector<ChannelNumber> trace;  // older numbers, newest first
  std::string prosign;               // "UU", "HH" or none
  Precedence precedence = Precedence::kRoutine;
  std::vector<RoutingIndicator> called;
  std::vector<Pilot> pilots;
  MessageIdentification identification;
  Classification classification = Classification::kUnclassified;
  std::string release_code;  // the two letters of `UUUXX`, or empty
  // Language and media formats, content indicator and record count: of `janap128` alone.
  std::string media = "TT";
  std::string content = "ZYUW";
  std::string record_count;
  std::string instruction_lines;     // format line 4, each line ended by LF; may be empty
  std::vector<std::string> heading;  // format lines 5 to 11; the last one is BT where there is one
  std::vector<std::string> text;     // format line 12
  std::vector<std::string> ending;   // format lines 13 and 15, without the validation
};

// What a cable says. Exact but for format lines 1 and 2, whose spaces and line breaks are written
// anew.
Draft DraftOf(const Cable& cable);

// The draft as text in its profile: LF line ends, no blank lines before NNNN. The routing line is
// wrapped at 69 (spec 1.5, 2.1); `state` and `janap128` get their validation line.
std::string WriteDraft(const Draft& draft);

// Format line 3 as `acp127` and `state` have it.
std::string WriteCallingLine(Profile profile, const MessageIdentification& identification);

// The first line of a text: "UNCLAS EFTO SVC" and what follows, without the space between.
struct ClassLine {
  std::string_view words;  // empty if the line begins with no classification
  std::string_view rest;
};
ClassLine SplitClassLine(std::string_view line);

// A section label at the front of `text`, in any of its forms (spec 6): "SECTION 01 OF 03", "FINAL
// SECTION OF 3". `size` is what it takes up, 0 for none.
struct LabelInText {
  int section = 0;
  int total = 0;
  std::size_t size = 0;
};
LabelInText FindSectionLabel(std::string_view text);
std::string WriteSectionLabel(Profile profile, int section, int total);

}  // namespace torntape::cable
