#include "nodes/shell/post_process.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic.h"
#include "base/digest.h"
#include "cable/cable.h"

namespace torntape::nodes {
namespace {

// What a post takes in before some of it must have been receipted.
constexpr std::uint64_t kOutstandingMax = 16'384;
constexpr std::uint64_t kOutstandingBytesMax = 64u << 20;
constexpr std::size_t kCableBytesMax = 8u << 20;  // as cable::ReadOptions has it
// Files of a folder that are filed in one turn, and how often it is looked into.
constexpr std::size_t kFilesPerTurn = 64;
constexpr std::chrono::milliseconds kFolderLookAfter{250};
constexpr std::chrono::milliseconds kRoomLookAfter{5};

}  // namespace

PostProcess::PostProcess(boost::asio::io_context& io, shell::StationPlan plan,
                         const shell::StationCommand& command, const PostOptions& options,
                         shell::Log& log)
    : Process(io, std::move(plan), command, log),
      options_(options),
      stream_({.message_bytes_max = kCableBytesMax}),
      folder_timer_(io),
      drained_timer_(io),
      reader_timer_(io) {}

std::unique_ptr<channel::StationCore> PostProcess::MakeCore(const channel::CustodyConfig& custody) {
  auto post = std::make_unique<Post>(directory(), indicator(), custody, events());
  post_ = post.get();
  post_->KeepUntilWritten();
  return post;
}

Result<void> PostProcess::Begin() {
  auto outlet = CableOutlet::Open(
      io(), options_.out,
      {[this] { OnWritten(); }, [this](const std::string& trouble) { OnOutputFailure(trouble); }});
  if (!outlet) return tl::unexpected(outlet.error());
  outlet_ = std::move(*outlet);
  if (!options_.in_folder.empty()) {
    auto folder = InFolder::Open(options_.in_folder);
    if (!folder) return tl::unexpected(folder.error());
    folder_ = std::move(*folder);
    folder_timer_.After({}, [this] { TakeFromFolder(); });
    return {};
  }
  if (options_.input < 0) return {};
  auto input = TextInput::Open(
      io(), options_.input,
      [this](std::string_view text) {
        stream_.Feed(text);
        FileSome();
      },
      [this](const std::string& trouble) {
        if (!trouble.empty()) log().Error("cannot read further: " + trouble);
        input_read_ = true;
        FileSome();
      });
  if (!input) return tl::unexpected(input.error());
  input_ = std::move(*input);
  input_->Resume();
  return {};
}

// ---------------------------------------------------------------- filing

bool PostProcess::MayTakeMore() {
  return !station().stopping() && post_->custodian().outstanding() < kOutstandingMax &&
         stored_bytes() < kOutstandingBytesMax;
}

std::string PostProcess::FileText(std::string_view text, const std::string& source,
                                  int first_line) {
  cable::ReadOptions reading;
  reading.first_line = first_line;
  const cable::ReadResult read = cable::ReadCable(text, reading);
  std::string why;
  if (!read.cable) {
    why = RenderDiagnostics(read.diagnostics, source, text, first_line);
  } else if (const auto filed = post_->File(now(), *read.cable); !filed) {
    why = fmt::format("{}: {}\n", source, filed.error().message);
  }
  if (why.empty()) {
    if (!read.diagnostics.empty() && !options_.quiet) {
      log().Note("taken, with this to say:\n" +
                 RenderDiagnostics(read.diagnostics, source, text, first_line));
    }
    station().turn().InputCame();
    return why;
  }
  CountRefused("refused:\n" + why);
  station().turn().InputCame();
  return why;
}

// The parent of a live run learns of each by itself; elsewhere the exit code tells.
void PostProcess::CountRefused(const std::string& what) {
  ++cables_refused_;
  if (parent() == nullptr) SetExitCode(1);
  log().Error(what);
}

// What has been read, as far as there is room for it; then what is still to be read.
void PostProcess::FileSome() {
  if (!input_ || input_ended_) return;
  while (MayTakeMore()) {
    auto piece = stream_.Next();
    if (!piece && input_read_) piece = stream_.Rest();
    if (!piece) {
      if (input_read_) return InputEnded();
      return input_->Resume();
    }
    FilePiece(*piece, fmt::format("standard input, cable {}", piece->ordinal));
  }
  input_->Hold();  // AfterTurn comes back to it
}

// Files a cable of a stream; says why not, if not. What is no cable is told and left out.
std::string PostProcess::FilePiece(const cable::StreamPiece& piece, const std::string& source) {
  using enum cable::PieceKind;
  auto said = DiagnosePiece(piece);
  std::string told;
  if (said) {
    said->where.line += piece.first_line - 1;  // its place in the whole stream
    told = RenderDiagnostic(*said, source, piece.text, piece.first_line);
  }
  // Of a stream that begins with it, noise is more likely a cable that is not recognised.
  const bool aside = piece.kind == kCancelled || (piece.kind == kNoise && piece.ordinal > 1);
  if (aside) {
    if (!options_.quiet) log().Note("left out:\n" + told);
    return {};
  }
  if (piece.kind != kTooLong) return FileText(piece.text, source, piece.first_line);
  CountRefused("refused:\n" + told);
  return told;
}

void PostProcess::TakeFromFolder() {
  if (station().stopping()) return;
  if (waiting_files_.empty()) {
    const auto listed = folder_->List();
    if (!listed) log().Error(listed.error().message);
    if (listed) waiting_files_.assign(listed->names.rbegin(), listed->names.rend());
    if (waiting_files_.empty()) {
      if (options_.drain && !(listed && listed->growing)) return InputEnded();
      return folder_timer_.After(kFolderLookAfter, [this] { TakeFromFolder(); });
    }
  }
  while (!waiting_files_.empty() && taken_files_.size() < kFilesPerTurn && MayTakeMore()) {
    std::string name = std::move(waiting_files_.back());
    waiting_files_.pop_back();
    std::string why = FileAllOf(name);
    taken_files_.emplace_back(std::move(name), std::move(why));
  }
  SettleFiles();
}

// What is committed may leave the folder.
void PostProcess::SettleFiles() {
  station().turn().Finish();
  if (post_->custodian().commit_wanted()) {  // the disk is full
    return folder_timer_.After(kFolderLookAfter, [this] {
      if (!station().stopping()) SettleFiles();
    });
  }
  for (const auto& [name, why] : taken_files_) {
    if (const auto settled = folder_->Settle(name, why); !settled) {
      log().Error(settled.error().message);
      return station().Stop("its folder cannot be used, and nothing may be filed twice");
    }
  }
  const bool none = taken_files_.empty();
  taken_files_.clear();
  folder_timer_.After(none ? kRoomLookAfter : std::chrono::milliseconds{0},
                      [this] { TakeFromFolder(); });
}

// All cables in a file; says why some were not filed, and then also which were.
std::string PostProcess::FileAllOf(const std::string& name) {
  const std::string path = folder_->PathOf(name);
  const auto text = folder_->Read(name);
  if (!text) {
    CountRefused("refused: " + text.error().message);
    return text.error().message + "\n";
  }
  cable::StreamReader stream({.message_bytes_max = kCableBytesMax});
  stream.Feed(*text);
  std::string why;
  std::string filed;
  std::size_t count = 0;
  for (auto piece = stream.Next(); piece || (piece = stream.Rest()); piece = stream.Next()) {
    ++count;
    const std::string source =
        piece->ordinal == 1 ? path : fmt::format("{}, cable {}", path, piece->ordinal);
    const std::string refused = FilePiece(*piece, source);
    why += refused;
    const bool message = piece->kind == cable::PieceKind::kMessage;
    if (refused.empty() && message) filed += fmt::format("{} was filed.\n", source);
  }
  if (count == 0) return FileText(*text, path);  // which says what is missing
  return why.empty() ? why : why + filed;
}

void PostProcess::File(const proto::FileCable& cable) {
  const std::string why = FileText(cable.text, cable.source);
  if (!why.empty() && parent() != nullptr) parent()->Send(proto::Problem{why, false});
}

void PostProcess::AddTo(proto::Status& status) const {
  status.cables_filed = post_->cables_filed();
  status.cables_refused = cables_refused_;
  status.deliveries = post_->deliveries();
}

// ---------------------------------------------------------------- what was received

void PostProcess::AfterTurn() {
  if (!outlet_) return;  // it has not begun yet; what came is kept
  for (const Diagnostic& said : post_->TakeDiagnostics()) {
    log().Warning(fmt::format("{}; {}", said.message, said.hint));
  }
  for (const HandedOver& cable : post_->handed_over()) HandOut(cable);
  post_->ClearHandedOver();
  SettleWritten();
  post_->HoldHandOver(outlet_->full());
  FileSome();
  EndIfDrained();
}

void PostProcess::HandOut(const HandedOver& cable) {
  const Instant at = now();
  if (cable.reason == cable::Reason::kServiceMessage) {
    log().Note(
        fmt::format("service message {}", cable.transmission.heading->identification.ToString()));
  }
  if (cable.sections.empty()) TellParent(cable, at);
  for (const HandedOver& section : cable.sections) TellParent(section, at);
  outlet_->Write(cable, at);
}

// What travelled: of a cable that was put together its sections.
void PostProcess::TellParent(const HandedOver& cable, Instant at) {
  if (parent() == nullptr) return;
  for (const network::Delivery& delivery : cable.deliveries) {
    parent()->Send(proto::Delivered{
        at, cable.transmission.heading->identification, delivery.name, delivery.role,
        cable::FormatRoutingLine(cable.transmission.precedence, cable.transmission.called.span()),
        DigestOf(cable.transmission.body.view()), cable.transmission.body,
        cable.transmission.trace});
  }
}

// Custody of a received cable ends when its reader's side has it: whoever kills this process
// before that finds it in the store.
void PostProcess::SettleWritten() {
  const std::uint64_t count = outlet_->written() - settled_;
  if (count == 0) return;
  settled_ += count;
  post_->Written(now(), count);
  station().turn().InputCame();
}

void PostProcess::OnWritten() {
  SettleWritten();
  if (finishing_ && outlet_->idle()) {
    station().turn().Finish();  // so that the store learns of the last ones
    return Finished();
  }
  if (outlet_->full()) return;
  post_->HoldHandOver(false);
  if (!post_->custodian().deliveries().empty()) station().turn().InputCame();
  EndIfDrained();
}

void PostProcess::OnOutputFailure(const std::string& trouble) {
  TellUnwritten(trouble);
  if (finishing_) return Finished();
  drained_timer_.After(
      {}, [this, trouble] { station().Stop("received cables cannot be written: " + trouble); });
}

// ---------------------------------------------------------------- the end

void PostProcess::InputEnded() {
  input_ended_ = true;
  log().Note(fmt::format("end of input: {} cables filed, {} refused", post_->cables_filed(),
                         cables_refused_));
  EndIfDrained();
}

// Nothing may be ended in the midst of a turn, so this only arms a timer that has run out.
void PostProcess::EndIfDrained() {
  if (!options_.drain || !input_ended_ || drained_timer_.armed() || station().stopping()) return;
  // Sections that wait for others are no business of what was filed.
  if (post_->custodian().outstanding() > post_->sections_held() || !outlet_->idle()) return;
  drained_timer_.After({}, [this] { station().Stop("all that was filed is receipted"); });
}

void PostProcess::Finish() {
  finishing_ = true;
  station().turn().Finish();  // so that the store learns of what was just written
  if (!outlet_ || outlet_->idle()) {
    TellUnwritten("sections that waited for others");
    return Finished();
  }
  reader_timer_.After(options_.reader_patience, [this] {
    TellUnwritten("their reader does not read");
    Finished();
  });
}

// Once: what cannot be written any more is kept by a store that lasts, and otherwise lost.
void PostProcess::TellUnwritten(const std::string& trouble) {
  const std::size_t count = post_->in_hand() + (store_lasts() ? 0 : post_->sections_held());
  if (count == 0 || std::exchange(told_unwritten_, true)) return;
  SetExitCode(1);
  log().Error(fmt::format(
      "{} received cable{} could not be written ({}); {}", count, count == 1 ? "" : "s", trouble,
      store_lasts() ? "the store keeps them until this post runs again, and then gives them out "
                      "as suspected duplicates (ZFD)"
                    : "the store is in memory, so they are lost: give --store to keep them"));
}

}  // namespace torntape::nodes
