#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "cable/cable.h"

// The words that tests of cables are written in: a good cable, single changes to it, and what came
// of reading, as one line.
namespace torntape::cable::testing {

// The example of spec 1.13: confidential, IMMEDIATE and ROUTINE, four called, first of two
// sections.
const std::string& BrindlemoorCable();
// A small unclassified ROUTINE cable from and to one.
const std::string& FerryCable();
// The examples of spec 1.14 and 2.4, of the other two profiles.
const std::string& Acp127Cable();
const std::string& JanapCable();
// A text of the repository, by its path in it.
std::string ReadFile(std::string_view path);

// One change: `from`, which must stand in the text, becomes `to`. Only the first one is changed.
struct Change {
  std::string from;
  std::string to;
};
std::string With(std::string text, std::initializer_list<Change> changes);

// "OK"; "WARN RI_REPEAT@2:18"; "REFUSED BAD_SERIAL@3:12 NO_EOM@30:6": names and places, in order.
// A refused cable lists its warnings too, each with a leading "~".
std::string Summarize(const ReadResult& read);
// What was understood, each fact as "name=value", separated by one space: for rows that look for
// some of them.
std::string DescribeFacts(const Cable& cable);

// Compares with a file below tests/cable/golden/, or rewrites it if TORNTAPE_UPDATE_GOLDEN is set.
void ExpectGolden(std::string_view name, const std::string& got);

// The text as a line discipline cannot change it: LF at the end of each line, no blank lines around
// the cable nor before NNNN, nothing behind NNNN.
std::string Canonical(std::string_view text);

}  // namespace torntape::cable::testing
