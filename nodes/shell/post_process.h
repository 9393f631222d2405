#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cable/stream_reader.h"
#include "link/timer.h"
#include "nodes/core/post.h"
#include "nodes/shell/cable_outlet.h"
#include "nodes/shell/folder.h"
#include "nodes/shell/text_input.h"
#include "shell/process.h"

namespace torntape::nodes {

struct PostOptions {
  int input = -1;         // a descriptor that cables are read from; -1: none
  std::string in_folder;  // else a folder
  CableOutlet::Options out;
  bool drain = false;  // end when the input has ended and all of it is receipted
  bool quiet = false;  // say nothing of warnings in cables that were taken
  // Who is told to end waits no longer for a reader of received cables that does not read.
  std::chrono::milliseconds reader_patience{5000};
};

// A post as a process of its own: `torntape post`. Cables come in as text and go out as text, each
// no faster than the other side takes them.
class PostProcess final : public shell::Process {
 public:
  PostProcess(boost::asio::io_context& io, shell::StationPlan plan,
              const shell::StationCommand& command, const PostOptions& options, shell::Log& log);

  // Takes the text of one cable. Empty: it is in this post's custody; otherwise why not, for a
  // person, with all that is wrong. `source` names the text.
  std::string FileText(std::string_view text, const std::string& source, int first_line = 1);
  std::uint64_t cables_refused() const { return cables_refused_; }
  // REQUIRES: started.
  const Post& post() const { return *post_; }

 private:
  std::unique_ptr<channel::StationCore> MakeCore(const channel::CustodyConfig& custody) override;
  Result<void> Begin() override;
  void AfterTurn() override;
  void Finish() override;
  bool IsFull() const override { return outlet_ && outlet_->full(); }
  void File(const proto::FileCable& cable) override;
  void AddTo(proto::Status& status) const override;

  bool MayTakeMore();
  void FileSome();
  void CountRefused(const std::string& what);
  std::string FilePiece(const cable::StreamPiece& piece, const std::string& source);
  void TakeFromFolder();
  void SettleFiles();
  std::string FileAllOf(const std::string& name);
  void InputEnded();
  void EndIfDrained();
  void HandOut(const HandedOver& cable);
  void TellParent(const HandedOver& cable, Instant at);
  void SettleWritten();
  void OnWritten();
  void OnOutputFailure(const std::string& trouble);
  void TellUnwritten(const std::string& trouble);

  PostOptions options_;
  Post* post_ = nullptr;  // the core, which Process owns
  std::unique_ptr<CableOutlet> outlet_;
  std::unique_ptr<TextInput> input_;
  cable::StreamReader stream_;
  std::optional<InFolder> folder_;
  std::vector<std::string> waiting_files_;  // in reverse, the next one is the last
  // Filed or refused, and not known as committed: name and why not.
  std::vector<std::pair<std::string, std::string>> taken_files_;
  link::Timer folder_timer_;
  link::Timer drained_timer_;
  link::Timer reader_timer_;
  bool input_read_ = false;   // to its end
  bool input_ended_ = false;  // and all of it was filed or refused
  bool finishing_ = false;
  bool told_unwritten_ = false;
  std::uint64_t settled_ = 0;  // received cables of which custody has ended
  std::uint64_t cables_refused_ = 0;
};

}  // namespace torntape::nodes
