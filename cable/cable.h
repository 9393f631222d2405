#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "cable/body_view.h"
#include "cable/character_set.h"
#include "cable/profile.h"
#include "cable/transmission.h"

namespace torntape::cable {

// One line of a cable's text, and which format line it belongs to. In archive copies several format
// lines can share a physical line; each is a line here then, and `column` says where it begins.
struct LineOfText {
  int number = 0;         // of the physical line in the source, from 1
  int format_line = 0;    // 1 to 16; 0 for what is no part of the cable
  std::string_view text;  // without the line end; points into the source text
  int column = 1;         // where `text` begins in its physical line
};

// What format line 2 of `janap128` says besides the precedence, who is calling and who is called
// (spec 2.1). Letters and groups are as printed; NUL and "" where an archive copy lost them.
struct JanapFields {
  char medium_of_originator = '\0';  // LMF, 'T' paper tape, 'A' ASCII, ... (spec 2.2)
  char medium_of_addressee = '\0';
  char classification = '\0';
  std::string content_indicator;  // CIC: "ZYUW"
  std::string record_count;       // "0017", "MTMS", or empty
  std::string redundancy;         // "CCCC"; "UUXX" with a release code
};

// A cable as it was read from text: what travels, and how it stood on the page. With these fields
// WriteCable makes the same lines again in every profile:
//   acp127, state   identification_line (may be empty in acp127), routing_lines, the pilots,
//                   heading->calling_line, heading->instruction_lines (may be empty in acp127),
//                   body
//   janap128        identification_line, routing_lines (which hold the calling station too),
//                   heading->instruction_lines, body
struct Cable {
  Profile profile = Profile::kState;
  // As a transmission. `number` is that of format line 1, none() where the line is missing; the
  // roles in `called` are still kAction for all: who enters it into a network sets them from its
  // directory (design decision 1).
  Transmission transmission;
  // How format line 1 was written, so that it is written again alike: VZCZC or VV, the numbers,
  // spaces and prosign behind them. Empty if there is none.
  std::string identification_line;
  // How format line 2 was wrapped: verbatim physical lines, each ended by LF.
  std::string routing_lines;
  std::optional<JanapFields> janap;  // in `janap128`
  // Groups of format line 2 that are no routing indicators. Each costs only its own branch (spec
  // 4.8): the others are called all the same, and who enters the cable into a network intercepts
  // these and tells the calling station (SV-INV).
  std::vector<std::string> unreadable_indicators;
  // Something is wrong that does not hinder routing, and the cable is IMMEDIATE or higher: it goes
  // on with a pilot ZDG, "subject to correction", and a corrected copy is asked for (ACP 127 ¶420).
  bool subject_to_correction = false;
  BodyView body;  // its `text` points into transmission.body
  // Every line; `text` points into the source that was read.
  std::vector<LineOfText> lines;
};

// Who hands the text over. A tributary is where cables come from: it is held to everything, as it
// can still mend what is wrong. On a trunk a decision made upstream is not undone in mid-network:
// width, date-time group and a missing FM are warnings there (spec 5.9, 9.49, 9.52, 9.96).
enum class Ingress : std::uint8_t { kTributary, kTrunk };

// How much is forgiven. Each repair is a warning.
enum class ReadMode : std::uint8_t {
  kStrict,   // a live circuit: what is damaged is refused
  kLenient,  // damaged groups of format lines 2, 3 and 5 are read as they were likely meant
  kArchive,  // and a delivered copy is read that lost its frame: BT, validation, NNNN, line breaks
};
// "strict", "lenient", "archive", and back.
std::string_view NameOf(ReadMode mode);
std::optional<ReadMode> ReadModeFromName(std::string_view name);

struct ReadOptions {
  Ingress ingress = Ingress::kTributary;
  std::size_t text_bytes_max = 8u << 20;
  ReadMode mode = ReadMode::kStrict;
  int first_line = 1;                               // its number, in a stream of several cables
  std::optional<Profile> profile = {};              // nothing: found from the text (spec 0.2)
  CharacterSet character_set = CharacterSet::kIa5;  // of the circuit that it came over
  // The year of the clock. With it the year of the date-time group is made whole and looked at.
  std::optional<int> clock_year = {};
  YearRule year_rule = YearRule::kSlidingWindow;
};

// What came of reading one cable. `cable` is empty if and only if an error stands among the
// diagnostics: an error is what refuses a cable.
struct ReadResult {
  Profile profile = Profile::kState;  // named, or found
  std::optional<Cable> cable;
  Diagnostics diagnostics;
  std::vector<LineOfText> lines;  // also of a refused cable, as far as it was understood
};

// Reads one cable. `text` must outlive the result. Accepts CR CR LF, CR LF and LF as line ends, and
// the `text` and `compact` endings.
ReadResult ReadCable(std::string_view text, const ReadOptions& options = {});

// How lines and the end of a message are written (spec 1.1).
enum class LineDiscipline : std::uint8_t {
  kCompact,   // LF; no blank lines before NNNN
  kText,      // LF; seven blank lines before NNNN
  kTeletype,  // CR CR LF; four LF between pages, eight before NNNN, twelve DEL behind it
};

// Writes a cable again exactly as it was read, but for the line discipline.
std::string WriteCable(const Cable& cable, LineDiscipline discipline = LineDiscipline::kCompact);
// Writes what arrived, in the profile of its heading: lines 1 and 2 from the transmission's
// procedure, 3 and 4 from its heading, pilots where it has them, then the body as it is, and the
// end (spec 4.6, the copy at ELSINGTON). A cable of `acp127` without format line 4 has its
// classification as the prosign of format line 1.
std::string WriteTransmission(const Transmission& transmission,
                              LineDiscipline discipline = LineDiscipline::kCompact);

// Tells each line of a cable: its format line, the name of that line and what it means, with the
// groups of the procedure lines taken apart. Plain text for a screen of so many columns, or JSON
// for programs.
std::string ExplainCable(const ReadResult& read, std::string_view source,
                         std::size_t columns = 100);
std::string ExplainCableAsJson(const ReadResult& read, std::string_view source);

// "routing line", "calling station", ... for 1 to 16; "" otherwise (spec 1.2).
std::string_view FormatLineName(int format_line);

}  // namespace torntape::cable
