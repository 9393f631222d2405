#include "shell/process.h"

#include <chrono>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "link/open_files.h"
#include "shell/heap.h"
#include "shell/signals.h"
#include "store/disk_store.h"
#include "store/memory_store.h"

namespace torntape::shell {
namespace {

constexpr int kPromiseBroken = 1;
constexpr int kCouldNotRun = 2;
constexpr std::uint64_t kStoreBytesMax = std::uint64_t{8} << 30;  // in memory
// The parent is given this long to hear the last words.
constexpr std::chrono::seconds kFarewell{2};

}  // namespace

Process::Process(boost::asio::io_context& io, StationPlan plan, const StationCommand& command,
                 Log& log)
    : io_(io),
      plan_(std::move(plan)),
      command_(command),
      log_(log),
      directory_(plan_.network),
      troubles_(log),
      fail_timer_(io),
      end_timer_(io) {
  events_.Add(troubles_);
}

Process::~Process() = default;

Result<void> Process::Start() {
  if (!command_.events_file.empty()) {
    auto file = EventFile::Open(command_.events_file, plan_.network);
    if (!file) return tl::unexpected(file.error());
    event_file_ = std::move(*file);
    events_.Add(*event_file_);
  }
  if (auto opened = OpenStore(); !opened) return opened;
  auto custody = channel::CustodyConfigFor(plan_.network, indicator(), store_->epoch());
  custody.records_wanted = store_->lasting();
  core_ = MakeCore(std::move(custody));
  station_ = std::make_unique<Station>(
      Station::Parts{io_, clock_, directory_, *core_, *store_, events_, log_, *this},
      plan_.options);
  if (auto started = station_->Start(); !started) return started;
  if (auto told = TellWhereItListens(); !told) return told;
  if (command_.control_descriptor >= 0) {
    auto parent =
        ControlChild::Adopt({io_, *station_, *this, events_, log_}, command_.control_descriptor);
    if (!parent) return tl::unexpected(parent.error());
    parent_ = std::move(*parent);
  } else {
    for (const std::string& link : plan_.links_without_place) {
      log_.Warning(
          fmt::format("link {} stays down, as this station dials it and was not told "
                      "where: --peer {}=ADDRESS:PORT",
                      link, link));
    }
  }
  return Begin();
}

Result<void> Process::OpenStore() {
  const std::uint64_t epoch = DrawEpoch(clock_.Now());
  if (plan_.store.empty()) {
    store_ = std::make_unique<store::MemoryStore>(
        store::MemoryStore::Options{.epoch = epoch, .bytes_max = kStoreBytesMax});
    return {};
  }
  store::DiskStore::Options options;
  options.owner = indicator().ToString();
  options.epoch_if_new = epoch;
  options.bytes_max = plan_.store_limits.bytes_max;
  options.journal.history_bytes_max = plan_.store_limits.history_bytes_max;
  options.journal.segment_bytes = plan_.store_limits.segment_bytes;
  options.report = [this](const Diagnostic& diagnostic, const std::string& source) {
    const std::string text = RenderDiagnostic(diagnostic, source, "");
    switch (diagnostic.severity) {
      case Severity::kNote:
        return log_.Note(text);
      case Severity::kWarning:
        return log_.Warning(text);
      case Severity::kError:
        return log_.Error(text);
    }
  };
  auto opened = store::DiskStore::Open(plan_.store, std::move(options));
  if (!opened) return tl::unexpected(opened.error());
  store_ = std::move(*opened);
  return {};
}

Result<void> Process::TellWhereItListens() {
  // Who reads the line may open the file.
  listens_at_ = station_->endpoint();
  if (!command_.port_file.empty()) {
    auto written = WritePortFile(command_.port_file, listens_at_);
    if (!written) return written;
  }
  log_.Note("listening on " + FormatEndpoint(listens_at_));
  return {};
}

void Process::OnTurn() {
  AfterTurn();
  if (store_->failed() && !station_->stopping()) EndWithoutStore();
  if (event_file_) {
    if (const auto written = event_file_->Flush(); !written) log_.Error(written.error().message);
  }
  if (parent_) parent_->OnTurn();
}

// Nothing more can be kept: what was receipted is on the disk, and the next process finds it.
void Process::EndWithoutStore() {
  SetExitCode(kPromiseBroken);
  // Not from within the turn that is ending.
  if (!fail_timer_.armed()) fail_timer_.After({}, [this] { Stop("its store has failed"); });
}

void Process::Finished() {
  if (std::exchange(ended_, true)) return;
  // The first writes what is left, the second that it is written: who looks for damage wants to
  // know.
  store_->Commit();
  store_->Commit();
  if (!command_.port_file.empty()) RemovePortFile(command_.port_file, listens_at_);
  log_.Note("ended");
  if (!parent_) {
    if (on_end_) on_end_();
    return;
  }
  const auto end = [this] {
    if (on_end_) on_end_();
  };
  end_timer_.After(kFarewell, end);
  parent_->Close(end);
}

int RunProcess(boost::asio::io_context& io, Process& process, Log& log) {
  KeepLargeBlocksApart();
  const link::OpenFileLimit limit = link::RaiseOpenFileLimit();
  log.Note(limit.text);
  process.SetOnEnd([&io] { io.stop(); });
  // From here on, so that nobody who has seen that it listens can end it in the wrong way.
  const Signals signals(io, [&process](const std::string& name) { process.Stop(name); });
  if (const auto started = process.Start(); !started) {
    log.Error(started.error().message);
    return kCouldNotRun;
  }
  io.run();
  return process.exit_code();
}

}  // namespace torntape::shell
