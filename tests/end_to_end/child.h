#pragma once

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "tests/base/scratch.h"

namespace torntape::testing {

// How long a test waits for a line, or an end, before it has failed. Nothing is waited for without
// a sign, so that a fast machine is done in a fraction of it.
inline constexpr std::chrono::seconds kPatience{20};

// A program that a test has started, with pipes to its standard streams. It is killed with this
// object.
class Child {
 public:
  // The program under test with these arguments.
  explicit Child(const std::vector<std::string>& arguments);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t id() const { return id_; }

  // Writes all of it; false if the child does not read any more.
  bool Write(std::string_view text);
  void CloseInput();

  // Reads standard output, or standard error, until `text` stands in what was read there so far.
  // False if the stream ended, or patience did.
  bool OutputHas(std::string_view text) { return ReadUntil(output_, text); }
  bool ErrorsHave(std::string_view text) { return ReadUntil(errors_, text); }
  // Until the text stands there so many times.
  bool OutputHas(std::string_view text, std::size_t times) {
    return ReadUntil(output_, text, times);
  }
  // All that was read so far.
  const std::string& output() const { return output_.text; }
  const std::string& errors() const { return errors_.text; }

  void Signal(int number) const;
  // Closes its input, reads its streams to their ends, and waits. Its exit code, or minus the
  // signal that ended it; nothing if it does not end.
  std::optional<int> End();
  // Stops reading and closes the reading end of its standard output.
  void CloseOutput();

 private:
  struct Stream {
    int descriptor = -1;
    std::string text;
  };
  using Time = std::chrono::steady_clock::time_point;

  bool ReadUntil(Stream& wanted, std::string_view text, std::size_t times = 1);
  // Reads what is there, waiting for it at most until `deadline`. False if nothing can come.
  bool ReadSome(Time deadline);

  pid_t id_ = -1;
  int input_ = -1;
  Stream output_;
  Stream errors_;
  std::optional<int> ended_;
};

// The program's output and exit code, for short runs.
struct Outcome {
  std::optional<int> code;
  std::string output;
  std::string errors;
};
Outcome RunProgram(const std::vector<std::string>& arguments, std::string_view input = {});

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, std::string_view bytes);
std::size_t CountOf(std::string_view text, std::string_view what);

}  // namespace torntape::testing
