#include "shell/process.h"

#include <chrono>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "link/open_files.h"
#include "shell/signals.h"

namespace torntape::shell {
namespace {

constexpr int kCouldNotRun = 2;
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
      store_({.epoch = DrawEpoch(clock_.Now()), .bytes_max = kStoreBytesMax}),
      end_timer_(io) {}

Process::~Process() = default;

Result<void> Process::Start() {
  if (!command_.events_file.empty()) {
    auto file = EventFile::Open(command_.events_file, plan_.network);
    if (!file) return tl::unexpected(file.error());
    event_file_ = std::move(*file);
    events_.Add(*event_file_);
  }
  core_ = MakeCore(channel::CustodyConfigFor(plan_.network, indicator(), store_.epoch()));
  station_ = std::make_unique<Station>(
      Station::Parts{io_, clock_, directory_, *core_, store_, events_, log_, *this}, plan_.options);
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

Result<void> Process::TellWhereItListens() {
  // Who reads the line may open the file.
  if (!command_.port_file.empty()) {
    auto written = WritePortFile(command_.port_file, station_->endpoint());
    if (!written) return written;
  }
  log_.Note("listening on " + FormatEndpoint(station_->endpoint()));
  return {};
}

void Process::OnTurn() {
  AfterTurn();
  if (event_file_) {
    if (const auto written = event_file_->Flush(); !written) log_.Error(written.error().message);
  }
  if (parent_) parent_->OnTurn();
}

void Process::Finished() {
  if (std::exchange(ended_, true)) return;
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
