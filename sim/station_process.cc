#include "sim/station_process.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace torntape::sim {
namespace {

constexpr std::size_t kReadBytes = 256u << 10;
constexpr std::size_t kLastWordsMax = 4096;

std::string SystemError(std::string_view what) {
  return fmt::format("{}: {}", what, ::strerror(errno));
}

void CloseDescriptor(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

// In the child, between fork and exec: system calls alone. It ends with its parent, and hears no
// Ctrl-C of the terminal: the parent stops it in good order.
[[noreturn]] void BecomeStation(const char* program, char* const* arguments, int control,
                                int errors, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it was gone already
  ::setpgid(0, 0);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  // dup2 to itself would leave the mark that closes it on exec.
  const bool in_place = control == StationProcess::kControlDescriptor;
  if (in_place) ::fcntl(control, F_SETFD, 0);
  if (!in_place) ::dup2(control, StationProcess::kControlDescriptor);
  ::execv(program, arguments);
  constexpr std::string_view kFailed = "cannot start the program\n";
  (void)!::write(STDERR_FILENO, kFailed.data(), kFailed.size());
  ::_exit(127);
}

}  // namespace

Result<std::unique_ptr<StationProcess>> StationProcess::Start(const Command& command) {
  std::array<int, 2> control{-1, -1};
  std::array<int, 2> errors{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control.data()) != 0) {
    return Failure(SystemError("cannot make a control channel"));
  }
  if (::pipe2(errors.data(), O_CLOEXEC) != 0) {
    const std::string why = SystemError("cannot make a pipe");
    for (int& each : control) CloseDescriptor(each);
    return Failure(why);
  }
  std::vector<std::string> words = {command.program};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process == 0) {
    BecomeStation(command.program.c_str(), arguments.data(), control[1], errors[1], parent);
  }
  const std::string why = process < 0 ? SystemError("cannot start " + command.name) : "";
  CloseDescriptor(control[1]);
  CloseDescriptor(errors[1]);
  if (process < 0) {
    CloseDescriptor(control[0]);
    CloseDescriptor(errors[0]);
    return Failure(why);
  }
  ::setpgid(process, process);  // whoever comes first, so that a signal to the group finds it
  ::fcntl(control[0], F_SETFL, O_NONBLOCK);
  ::fcntl(errors[0], F_SETFL, O_NONBLOCK);
  return std::unique_ptr<StationProcess>(
      new StationProcess(command.name, process, control[0], errors[0]));
}

StationProcess::StationProcess(std::string name, pid_t process, int control, int errors)
    : name_(std::move(name)),
      process_(process),
      control_(control),
      errors_(errors),
      reader_(proto::kControlFrameBytesMax) {}

StationProcess::~StationProcess() {
  if (!HasEnded()) {
    Signal(SIGKILL);
    while (::waitpid(process_, &status_, 0) < 0 && errno == EINTR) {
    }
  }
  CloseDescriptor(control_);
  CloseDescriptor(errors_);
}

// ---------------------------------------------------------------- the channel

void StationProcess::Send(const proto::ControlFrame& frame) {
  if (silent()) return;
  proto::AppendControl(frame, unsent_);
  WriteControl();
}

void StationProcess::AddTo(std::vector<pollfd>& polled) const {
  const short wanted = static_cast<short>(POLLIN | (unsent_bytes() > 0 ? POLLOUT : 0));
  polled.push_back({control_, wanted, 0});  // a negative descriptor is passed over
  polled.push_back({errors_, POLLIN, 0});
}

void StationProcess::Turn(const pollfd* polled, const FrameHandler& handler) {
  if ((polled[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) ReadErrors();
  if ((polled[0].revents & POLLOUT) != 0) WriteControl();
  if ((polled[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) ReadControl(handler);
}

void StationProcess::ReadControl(const FrameHandler& handler) {
  while (!silent()) {
    char* room = reader_.Prepare(kReadBytes);
    const ssize_t size = ::recv(control_, room, reader_.room(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (size <= 0) return CloseControl();
    reader_.Commit(static_cast<std::size_t>(size));
    while (const auto payload = reader_.Next()) {
      Result<proto::ControlFrame> frame = proto::DecodeControl(*payload);
      if (!frame) return Break(frame.error().message);
      handler(std::move(*frame));
    }
    if (reader_.failure()) return Break(reader_.failure()->message);
  }
}

void StationProcess::WriteControl() {
  while (unsent_bytes() > 0 && !silent()) {
    const ssize_t size =
        ::send(control_, unsent_.data() + unsent_begin_, unsent_bytes(), MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) break;  // full, or gone: reading will tell
    unsent_begin_ += static_cast<std::size_t>(size);
  }
  if (unsent_bytes() > 0 && unsent_begin_ < kReadBytes) return;
  unsent_.erase(0, unsent_begin_);
  unsent_begin_ = 0;
}

void StationProcess::ReadErrors() {
  std::array<char, 4096> buffer{};
  while (errors_ >= 0) {
    const ssize_t size = ::read(errors_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return CloseDescriptor(errors_);
    last_words_.append(buffer.data(), static_cast<std::size_t>(size));
    if (last_words_.size() > 2 * kLastWordsMax) {
      last_words_.erase(0, last_words_.size() - kLastWordsMax);
    }
  }
}

void StationProcess::CloseControl() {
  CloseDescriptor(control_);
  unsent_.clear();
  unsent_begin_ = 0;
}

void StationProcess::Break(std::string why) {
  fault_ = std::move(why);
  CloseControl();
}

std::string StationProcess::last_words() const {
  std::string words = last_words_;
  if (words.size() > kLastWordsMax) words.erase(0, words.size() - kLastWordsMax);
  while (words.ends_with('\n')) words.pop_back();
  return words;
}

// ---------------------------------------------------------------- the process

bool StationProcess::HasEnded() {
  if (!ended_) ended_ = ::waitpid(process_, &status_, WNOHANG) == process_;
  if (ended_) ReadErrors();
  return ended_;
}

bool StationProcess::EndedWell() const { return WIFEXITED(status_) && WEXITSTATUS(status_) == 0; }

std::string StationProcess::HowItEnded() const {
  if (WIFSIGNALED(status_)) {
    return fmt::format("signal {} ({})", WTERMSIG(status_), ::strsignal(WTERMSIG(status_)));
  }
  return fmt::format("exit code {}", WEXITSTATUS(status_));
}

void StationProcess::Signal(int number) const {
  if (ended_) return;
  ::kill(-process_, number);
  ::kill(process_, number);
}

}  // namespace torntape::sim
