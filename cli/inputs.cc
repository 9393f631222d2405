#include "cli/inputs.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "base/printable.h"
#include "cable/stream_reader.h"
#include "cli/output.h"

namespace torntape::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFilesPerProgress = 64;

bool IsHidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

Result<void> AddFolder(const fs::path& folder, std::vector<std::string>& files) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (IsHidden(entry->path())) {
      entry.disable_recursion_pending();
      continue;
    }
    std::error_code unreadable;  // of one entry: it is told of when it is read
    if (!entry->is_regular_file(unreadable)) continue;
    if (files.size() + found.size() == kFilesMax) {
      return Failure(
          fmt::format("{} holds more than {} files", Quoted(folder.string()), kFilesMax));
    }
    found.push_back(entry->path().string());
  }
  if (error) {
    return Failure(
        fmt::format("cannot read the folder {}: {}", Quoted(folder.string()), error.message()));
  }
  std::sort(found.begin(), found.end());
  std::move(found.begin(), found.end(), std::back_inserter(files));
  return {};
}

// So that what is said of a cable is said of its place in the whole text.
void ShiftLines(cable::ReadResult& read, int by) {
  for (cable::LineOfText& line : read.lines) line.number += by;
  for (Diagnostic& diagnostic : read.diagnostics) {
    if (diagnostic.where.line > 0) diagnostic.where.line += by;
  }
  if (!read.cable) return;
  for (cable::LineOfText& line : read.cable->lines) line.number += by;
  for (auto* list : {&read.cable->body.to, &read.cable->body.info, &read.cable->body.exempted}) {
    for (cable::AddressLine& address : *list) address.line += by;
  }
  if (read.cable->body.from) read.cable->body.from->line += by;
}

}  // namespace

Result<std::vector<std::string>> FindInputs(const std::vector<std::string>& named) {
  std::vector<std::string> files;
  for (const std::string& name : named) {
    std::error_code error;
    if (name == "-" || !fs::is_directory(name, error)) {
      files.push_back(name);
      continue;
    }
    if (auto added = AddFolder(name, files); !added) return Failure(added.error().message);
  }
  return files;
}

void AddReadingFlags(CLI::App& command, ReadingFlags& flags) {
  command
      .add_option("--mode", flags.mode,
                  "strict: as a live circuit; lenient: what is damaged is read as it\n"
                  "was likely meant; archive: and copies without BT or NNNN")
      ->check(CLI::IsMember({"strict", "lenient", "archive"}).description(""))
      ->capture_default_str();
  command
      .add_option("--profile", flags.profile,
                  "acp127, state or janap128; found from each text unless given")
      ->check(CLI::IsMember({"acp127", "state", "janap128"}).description(""));
}

cable::ReadOptions ReadOptionsOf(const ReadingFlags& flags) {
  cable::ReadOptions options;
  options.mode = cable::ReadModeFromName(flags.mode).value_or(cable::ReadMode::kStrict);
  if (!flags.profile.empty()) options.profile = cable::ProfileFromName(flags.profile);
  return options;
}

void ForEachCable(std::string_view text, const cable::ReadOptions& options,
                  const std::function<void(const ReadCableText&)>& take) {
  cable::StreamReader::Options stream_options;
  stream_options.odd_ends = options.mode != cable::ReadMode::kStrict;
  cable::StreamReader stream(stream_options);
  stream.Feed(text);
  std::vector<ReadCableText> between;  // what is no cable, until there is one
  bool any = false;
  for (auto piece = stream.Next(); piece || (piece = stream.Rest()); piece = stream.Next()) {
    auto found = cable::DiagnosePiece(*piece);
    // What a text begins with and is no cable more likely is one that nobody can recognise;
    // archives have stamps and banners there.
    const bool unrecognised =
        piece->kind == cable::PieceKind::kNoise && !any && options.mode == cable::ReadMode::kStrict;
    const bool is_cable = piece->kind == cable::PieceKind::kMessage ||
                          piece->kind == cable::PieceKind::kIncomplete || unrecognised;
    if (unrecognised) found.reset();
    ReadCableText one{std::move(piece->text), piece->ordinal, piece->first_line, {}, is_cable};
    if (is_cable) one.read = cable::ReadCable(one.text, options);
    if (found) one.read.diagnostics.push_back(std::move(*found));
    ShiftLines(one.read, one.first_line - 1);
    if (!any && !is_cable && piece->kind == cable::PieceKind::kNoise) {
      between.push_back(std::move(one));
      continue;
    }
    for (const ReadCableText& each : std::exchange(between, {})) take(each);
    any = true;
    take(one);
  }
  if (any) return;
  ReadCableText nothing{std::string(text), 1, 1, {}, true};
  nothing.read = cable::ReadCable(nothing.text, options);
  take(nothing);
}

Progress::Progress(std::size_t files, bool quiet)
    : files_(files), shown_(!quiet && files > kFilesPerProgress && ErrorIsTerminal()) {}

void Progress::Advance(const std::string& file) {
  if (!shown_ || done_++ % kFilesPerProgress != 0) return;
  Clear();
  const std::string line =
      fmt::format("{} of {} files, now {}", done_ - 1, files_, Printable(file, 50));
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::Clear() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}

}  // namespace torntape::cli
