#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cable/cable.h"
#include "proto/file_kind.h"

namespace CLI {
class App;
}

// What `explain`, `check` and `convert` read alike: files, folders, standard input, and the cables
// that follow one another in each.
namespace torntape::cli {

// How many files a folder may hold in all.
inline constexpr std::size_t kFilesMax = 1'000'000;

// The files that are meant: those named, `-` for standard input, and of a folder every file in it
// and below it, in the order of their paths. What begins with a dot is passed over, and so are
// links to folders. The error names what is not there, or that there are too many.
Result<std::vector<std::string>> FindInputs(const std::vector<std::string>& named);

// What a file is: nothing means cables.
std::optional<proto::FileKind> KindOfInput(std::string_view path, std::string_view text);

// How cables are read; an option each.
struct ReadingFlags {
  std::string mode = "strict";
  std::string profile;  // empty: found from each text
};
void AddReadingFlags(CLI::App& command, ReadingFlags& flags);
cable::ReadOptions ReadOptionsOf(const ReadingFlags& flags);

// One cable of a text; or what stands between cables and is none: then only its diagnostics say
// something.
struct ReadCableText {
  std::string text;
  std::size_t ordinal = 0;  // among those of the text, from 1
  int first_line = 1;       // of the text
  cable::ReadResult read;   // its lines and diagnostics have the numbers of the whole text
  bool is_cable = true;
};

// Reads every cable of a text, one after another; a text without any is read as one, for the sake
// of what is to be said of it.
void ForEachCable(std::string_view text, const cable::ReadOptions& options,
                  const std::function<void(const ReadCableText&)>& take);

// Tells on one line of the terminal how far the work is, written over again; says nothing where
// standard error is no terminal, nor of work that is done in no time.
class Progress {
 public:
  Progress(std::size_t files, bool quiet);
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Advance(const std::string& file);
  // One cable more in the file at hand, which can hold millions.
  void AdvanceCable();
  // Before something else is written.
  void Clear();

 private:
  void Draw();

  std::size_t files_;
  std::size_t done_ = 0;
  std::size_t cables_ = 0;
  std::string file_;
  bool shown_;
  bool drawn_ = false;
};

}  // namespace torntape::cli
