#pragma once

#include <cstddef>
#include <string_view>

namespace torntape::cli {

// Writes to standard output. False if nobody reads it any more, or its disk is full; nothing more
// need be written then.
bool Print(std::string_view text);
// Makes sure that all is written; false if it is not. Says so on standard error, but for a reader
// that has left, who wanted no more.
bool FlushOutput();
// True once nobody reads standard output any more, or its disk is full: work for it is in vain.
bool OutputIsClosed();
// Writes a line to standard error; the line end is added.
void Complain(std::string_view line);

// How a terminal may be written to. Colour only on a terminal, and not with NO_COLOR in the
// environment (no-color.org) or TERM=dumb.
bool OutputTakesColour();
bool ErrorTakesColour();
bool ErrorIsTerminal();
// Columns of the terminal on standard output, at least 60, at most 200; 100 where there is none.
std::size_t OutputWidth();

}  // namespace torntape::cli
