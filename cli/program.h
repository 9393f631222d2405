#pragma once

namespace torntape::cli {

// What the program's end says: 0 as asked, 1 a promise was broken, 2 could not run.
inline constexpr int kAsAsked = 0;
inline constexpr int kPromiseBroken = 1;
inline constexpr int kCouldNotRun = 2;

// The whole program but for main(). Catches what comes as an exception, once, and says it.
int RunProgram(int argc, const char* const* argv);

}  // namespace torntape::cli
