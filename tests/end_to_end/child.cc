#include "tests/end_to_end/child.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace torntape::testing {
namespace {

struct Pipe {
  int reading = -1;
  int writing = -1;
};

Pipe MakePipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return {ends[0], ends[1]};
}

void Close(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

}  // namespace

Child::Child(const std::vector<std::string>& arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe input = MakePipe();
  Pipe output = MakePipe();
  Pipe errors = MakePipe();
  std::vector<std::string> words = {TORNTAPE_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  id_ = fork();
  if (id_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(input.reading, STDIN_FILENO);
    dup2(output.writing, STDOUT_FILENO);
    dup2(errors.writing, STDERR_FILENO);
    std::signal(SIGPIPE, SIG_DFL);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  Close(input.reading);
  Close(output.writing);
  Close(errors.writing);
  input_ = input.writing;
  output_.descriptor = output.reading;
  errors_.descriptor = errors.reading;
}

Child::~Child() {
  if (!ended_) {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
  }
  Close(input_);
  Close(output_.descriptor);
  Close(errors_.descriptor);
}

bool Child::Write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = write(input_, text.data(), text.size());
    if (size < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void Child::CloseInput() { Close(input_); }

void Child::CloseOutput() { Close(output_.descriptor); }

void Child::Signal(int number) const { kill(id_, number); }

bool Child::ReadSome(Time deadline) {
  std::array<Stream*, 2> streams = {&output_, &errors_};
  std::array<pollfd, 2> polled{};
  for (std::size_t i = 0; i < 2; ++i) polled[i] = {streams[i]->descriptor, POLLIN, 0};
  if (polled[0].fd < 0 && polled[1].fd < 0) return false;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  if (left.count() <= 0 || poll(polled.data(), 2, static_cast<int>(left.count())) <= 0) {
    return false;
  }
  for (std::size_t i = 0; i < 2; ++i) {
    if (polled[i].revents == 0) continue;
    std::array<char, 65536> part{};
    const ssize_t size = read(streams[i]->descriptor, part.data(), part.size());
    if (size > 0) {
      streams[i]->text.append(part.data(), static_cast<std::size_t>(size));
    } else {
      Close(streams[i]->descriptor);
    }
  }
  return true;
}

bool Child::ReadUntil(Stream& wanted, std::string_view text, std::size_t times) {
  const Time deadline = std::chrono::steady_clock::now() + kPatience;
  while (CountOf(wanted.text, text) < times) {
    if (wanted.descriptor < 0 || !ReadSome(deadline)) return CountOf(wanted.text, text) >= times;
  }
  return true;
}

std::optional<int> Child::End() {
  CloseInput();
  const Time deadline = std::chrono::steady_clock::now() + kPatience;
  while (ReadSome(deadline)) {
  }
  // Its streams have ended, so it has, or will at once.
  while (!ended_ && std::chrono::steady_clock::now() < deadline) {
    int status = 0;
    if (waitpid(id_, &status, WNOHANG) == 0) {
      poll(nullptr, 0, 1);
      continue;
    }
    ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  return ended_;
}

Outcome RunProgram(const std::vector<std::string>& arguments, std::string_view input) {
  Child child(arguments);
  child.Write(input);
  Outcome outcome;
  outcome.code = child.End();
  outcome.output = child.output();
  outcome.errors = child.errors();
  return outcome;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::size_t CountOf(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + what.size())) {
    ++count;
  }
  return count;
}

}  // namespace torntape::testing
