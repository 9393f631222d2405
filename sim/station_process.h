#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <poll.h>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/result.h"
#include "proto/control.h"
#include "proto/frame_reader.h"

namespace torntape::sim {

// One station of a live run: a process of this very program, and its end of the control channel
// (proto/control.h). It dies with this object, and with this process, whatever happens: a station
// that nobody watches would hold a port and a name for ever.
//
// Never blocks but in the destructor, and there only for as long as the system takes to end a
// process that was killed. Not thread-safe; the process must have one thread when Start is called.
class StationProcess {
 public:
  // The child's end of the control channel has this number.
  static constexpr int kControlDescriptor = 3;

  struct Command {
    std::string name;     // for messages: "RYKA"
    std::string program;  // path
    std::vector<std::string> arguments;
  };
  static Result<std::unique_ptr<StationProcess>> Start(const Command& command);
  ~StationProcess();
  StationProcess(const StationProcess&) = delete;
  StationProcess& operator=(const StationProcess&) = delete;

  const std::string& name() const { return name_; }

  void Send(const proto::ControlFrame& frame);
  std::size_t unsent_bytes() const { return unsent_.size() - unsent_begin_; }

  // What to poll for. Two entries are added, for Turn.
  void AddTo(std::vector<pollfd>& polled) const;
  using FrameHandler = std::function<void(proto::ControlFrame&&)>;
  // Reads and writes what can be, and hands over each frame that came. `polled` points at the
  // entries that AddTo made.
  void Turn(const pollfd* polled, const FrameHandler& handler);

  // It has closed its end of the channel: it has ended, or is about to.
  bool silent() const { return control_ < 0; }
  // Looks whether the process has ended. True from then on.
  bool HasEnded();
  // REQUIRES: HasEnded().
  bool EndedWell() const;
  std::string HowItEnded() const;  // "exit code 2", "signal 11 (Segmentation fault)"
  // Why the channel was closed from this side, if it was: the child broke the contract.
  const std::string& fault() const { return fault_; }
  // The last of what it wrote to standard error.
  std::string last_words() const;

  // SIGTERM or SIGKILL, to it and what it started.
  void Signal(int number) const;

 private:
  StationProcess(std::string name, pid_t process, int control, int errors);
  void ReadControl(const FrameHandler& handler);
  void WriteControl();
  void ReadErrors();
  void CloseControl();
  void Break(std::string why);

  std::string name_;
  pid_t process_;
  int control_;  // -1 when closed
  int errors_;   // its standard error; -1 when closed
  proto::FrameReader reader_;
  std::string unsent_;
  std::size_t unsent_begin_ = 0;
  std::string last_words_;
  std::string fault_;
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace torntape::sim
