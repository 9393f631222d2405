#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/instant.h"
#include "cable/transmission.h"

namespace torntape::cable {

// The three wire profiles (spec 0.2). Only `state` is read and written so far.
enum class Profile : std::uint8_t { kAcp127, kState, kJanap128 };
std::string_view NameOf(Profile profile);

// One physical line of a cable's text, and which format line it belongs to.
struct LineOfText {
  int number = 0;         // in the source, from 1
  int format_line = 0;    // 1 to 16; 0 for blank lines before the cable or after its end
  std::string_view text;  // without the line end; points into the source text
};

// The date-time group of format line 5, as printed and as parsed (spec 1.8).
struct DateTimeGroup {
  std::string text;  // "141030Z MAY 31"
  int day = 0;
  int hour = 0;
  int minute = 0;
  char zone = 'Z';
  int month = 0;            // 0: not given
  std::optional<int> year;  // as printed, two or four digits; resolving it needs a clock
};

// One line of the address component (spec 1.9): who is meant, and which station serves them.
struct AddressLine {
  RoutingIndicator indicator;        // before the slant; none() if there is none
  bool delivered_otherwise = false;  // ZEN/
  std::string designation;           // plain language, spaces folded, without the serial
  std::string serial;                // the four digits behind it in `state`, or empty
  int line = 0;                      // physical line in the source it was read from
};

// The derived view of format lines 5 to 15 (design decision 2). Made for the addressee, the relay
// that expands a collective, and tools; never sent instead of the bytes.
struct BodyView {
  Precedence action_precedence = Precedence::kRoutine;
  std::optional<Precedence> info_precedence;
  DateTimeGroup date_time_group;
  std::vector<std::string> message_instructions;  // ZDK, ZFG, ... of format line 5
  std::optional<AddressLine> from;
  std::vector<AddressLine> to;
  std::vector<AddressLine> info;
  std::vector<AddressLine> exempted;             // XMT: designations
  std::string accounting;                        // format line 10, verbatim
  std::string classification_line;               // first line of the text, verbatim
  std::optional<Classification> classification;  // as the text says it
  int section = 0;                               // of the label in the text; 0: none
  int section_total = 0;
  std::vector<std::string_view> text;  // lines between BT and BT, pointing into the bytes read
  std::vector<std::string> corrections;
  std::string validation;  // "#0417", or empty
};

// Reads format lines 5 to 15 as a body carries them. `first_line` is the number that the first of
// them has in its source, for diagnostics. The view's `text` points into `body`.
// Nothing if a line needed to deliver the cable cannot be read; `diagnostics` says why.
std::optional<BodyView> ReadBody(std::string_view body, Profile profile, int first_line,
                                 Diagnostics& diagnostics);

// A cable as it was read from text: what travels, and how it stood on the page.
struct Cable {
  Profile profile = Profile::kState;
  // As a transmission. `number` is that of format line 1; the roles in `called` are still kAction
  // for all: who enters it into a network sets them from its directory (design decision 1).
  Transmission transmission;
  // How format line 1 was written, so that it is written again alike: prosign and spaces behind the
  // channel number.
  std::string identification_line;
  // How format line 2 was wrapped: verbatim physical lines.
  std::string routing_lines;
  // Groups of format line 2 that are no routing indicators. Each costs only its own branch (spec
  // 4.8): the others are called all the same, and who enters the cable into a network intercepts
  // these and tells the calling station (SV-INV).
  std::vector<std::string> unreadable_indicators;
  // Something is wrong that does not hinder routing, and the cable is IMMEDIATE or higher: it goes
  // on with a pilot ZDG, "subject to correction", and a corrected copy is asked for (ACP 127 ¶420).
  bool subject_to_correction = false;
  BodyView body;  // its `text` points into transmission.body
  std::vector<LineOfText>
      lines;  // every physical line; `text` points into the source that was read
};

// Who hands the text over. A tributary is where cables come from: it is held to everything, as it
// can still mend what is wrong. On a trunk a decision made upstream is not undone in mid-network:
// width, date-time group and a missing FM are warnings there (spec 5.9, 9.49, 9.52, 9.96).
enum class Ingress : std::uint8_t { kTributary, kTrunk };

struct ReadOptions {
  Ingress ingress = Ingress::kTributary;
  std::size_t text_bytes_max = 8u << 20;
};

// What came of reading one cable. `cable` is empty if and only if an error stands among the
// diagnostics: an error is what refuses a cable.
struct ReadResult {
  std::optional<Cable> cable;
  Diagnostics diagnostics;
  std::vector<LineOfText> lines;  // also of a refused cable, as far as it was understood
};

// Reads one cable of the `state` profile, strictly (spec 1, example 1.13). `text` must outlive the
// result. Accepts CR CR LF, CR LF and LF as line ends, and the `text` and `compact` endings.
ReadResult ReadCable(std::string_view text, const ReadOptions& options = {});

// How lines and the end of a message are written (spec 1.1).
enum class LineDiscipline : std::uint8_t {
  kCompact,   // LF; no blank lines before NNNN
  kText,      // LF; seven blank lines before NNNN
  kTeletype,  // CR CR LF; four LF between pages, eight before NNNN, twelve DEL behind it
};

// Writes a cable again exactly as it was read, but for the line discipline.
std::string WriteCable(const Cable& cable, LineDiscipline discipline = LineDiscipline::kCompact);
// Writes what arrived: lines 1 and 2 from the transmission's procedure, 3 and 4 from its heading,
// pilots where it has them, then the body as it is, and the end (spec 4.6, the copy at ELSINGTON).
std::string WriteTransmission(const Transmission& transmission, Profile profile = Profile::kState,
                              LineDiscipline discipline = LineDiscipline::kCompact);

// Tells each line of a cable: its format line, the name of that line and what it means, with the
// groups of the procedure lines taken apart. Plain text, or JSON for programs.
std::string ExplainCable(const ReadResult& read, std::string_view source);
std::string ExplainCableAsJson(const ReadResult& read, std::string_view source);

// "routing line", "calling station", ... for 1 to 16; "" otherwise (spec 1.2).
std::string_view FormatLineName(int format_line);

}  // namespace torntape::cable
