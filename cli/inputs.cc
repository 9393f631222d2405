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
constexpr std::size_t kCablesPerProgress = 4096;
constexpr std::size_t kPathColumnsMax = 1000;  // a path is of no use when it is cut

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
      return Failure(fmt::format("{} holds more than {} files",
                                 Quoted(folder.string(), kPathColumnsMax), kFilesMax));
    }
    found.push_back(entry->path().string());
  }
  if (error) {
    return Failure(fmt::format("cannot read the folder {}: {}",
                               Quoted(folder.string(), kPathColumnsMax), error.message()));
  }
  std::sort(found.begin(), found.end());
  std::move(found.begin(), found.end(), std::back_inserter(files));
  return {};
}

// What was told of a text that has nothing of a cable says no more than that it has nothing.
void TellUnrecognised(ReadCableText& one) {
  if (one.read.cable || one.read.diagnostics.size() < 2) return;
  const auto first = std::find_if(one.read.lines.begin(), one.read.lines.end(),
                                  [](const cable::LineOfText& line) { return !line.text.empty(); });
  const int length = first == one.read.lines.end() ? 1 : static_cast<int>(first->text.size());
  one.read.diagnostics = {{DiagnosticCode::kNoSom,
                           Severity::kError,
                           {one.first_line, 1, std::max(length, 1)},
                           0,
                           "nothing here looks like a cable",
                           "a cable begins with VZCZC and a channel number, as VZCZCBDA0417"}};
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

std::optional<proto::FileKind> KindOfInput(std::string_view path, std::string_view text) {
  const proto::FileKind kind = proto::KindOfFile(text);
  if (kind != proto::FileKind::kUnknown) return kind;
  // A network that lacks all its parts is told by its name, and told what it lacks.
  if (path.ends_with(".yaml") || path.ends_with(".yml")) return proto::FileKind::kNetwork;
  return std::nullopt;
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
    if (is_cable) {
      cable::ReadOptions here = options;
      here.first_line = one.first_line;
      one.read = cable::ReadCable(one.text, here);
      if (unrecognised) TellUnrecognised(one);
    }
    if (found) {
      found->where.line += one.first_line - 1;
      one.read.diagnostics.push_back(std::move(*found));
    }
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
    : files_(files), shown_(!quiet && ErrorIsTerminal()) {}

void Progress::Advance(const std::string& file) {
  if (!shown_) return;
  file_ = file;
  if (files_ > kFilesPerProgress && done_ % kFilesPerProgress == 0) Draw();
  ++done_;
}

void Progress::AdvanceCable() {
  if (shown_ && ++cables_ % kCablesPerProgress == 0) Draw();
}

void Progress::Draw() {
  Clear();
  const std::string line = fmt::format("{} of {} files, {} cables, now {}", done_, files_, cables_,
                                       Printable(file_, 50));
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
