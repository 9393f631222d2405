#include <map>

#include "cable/conversion.h"
#include "cable/line_layout.h"
#include "cable/section_shelf.h"
#include "cable/sections.h"
#include "cable/stream_reader.h"
#include "cli/diagnostic_pages.h"
#include "proto/file_kind.h"
#include "proto/files.h"
#include "proto/network_reader.h"
#include "proto/scenario_reader.h"

namespace torntape::cli {
namespace {

// The words behind the kind of a fence: "to=state" is {"to", "state"}, "wrap" is {"wrap", ""}.
std::map<std::string, std::string> WordsOf(std::string_view how) {
  std::map<std::string, std::string> words;
  how.remove_prefix(std::min(how.find(' '), how.size()));
  while (!how.empty()) {
    how.remove_prefix(1);
    const std::string_view word = how.substr(0, how.find(' '));
    const std::size_t equals = word.find('=');
    words.emplace(word.substr(0, equals),
                  equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1));
    how.remove_prefix(word.size());
  }
  return words;
}

// The files of an example, for readers that follow names.
class ExampleFiles final : public proto::FileReader {
 public:
  explicit ExampleFiles(const DiagnosticPage& page) {
    for (const ExampleText& text : page.example) {
      const auto words = WordsOf(text.how);
      if (!words.empty()) files_[words.begin()->first] = text.text;
    }
  }
  Result<std::string> Read(const std::string& path) override {
    const auto found = files_.find(path);
    if (found == files_.end()) return Failure("there is no file " + Quoted(path));
    return found->second;
  }

 private:
  std::map<std::string, std::string> files_;
};

void RunYaml(const DiagnosticPage& page, ExampleOutcome& outcome) {
  outcome.source = WordsOf(page.example.front().how).begin()->first;
  if (outcome.source != "scenario.yaml") {
    (void)proto::ReadNetwork(outcome.text, outcome.diagnostics);
    return;
  }
  ExampleFiles files(page);
  for (proto::CheckedFile& file : proto::LoadScenario(outcome.source, files).files) {
    if (file.path != outcome.source) continue;
    outcome.diagnostics = std::move(file.diagnostics);
  }
}

// Several cables that are sections: each is put on the shelf, and then their time is up.
void RunShelf(ExampleOutcome& outcome) {
  cable::SectionShelf shelf;
  const Instant begin = FromCalendar(2031, 5, 14);
  cable::StreamReader stream({});
  stream.Feed(outcome.text);
  while (const auto piece = stream.Next()) {
    const cable::ReadResult read = cable::ReadCable(piece->text);
    if (!read.cable) continue;
    if (auto arrival = cable::SectionOf(*read.cable)) shelf.HandleSection(begin, *arrival);
  }
  shelf.HandleTime(begin + std::chrono::hours(24));
  outcome.diagnostics = shelf.TakeDiagnostics();
}

// What the reader of streams says of the first piece.
void RunStream(ExampleOutcome& outcome) {
  cable::StreamReader stream({});
  stream.Feed(outcome.text);
  const auto piece = stream.Next();
  if (!piece) return;
  if (auto found = cable::DiagnosePiece(*piece)) outcome.diagnostics.push_back(std::move(*found));
}

void RunCable(const std::map<std::string, std::string>& words, ExampleOutcome& outcome) {
  const auto value = [&words](const char* key) {
    const auto found = words.find(key);
    return found == words.end() ? std::string() : found->second;
  };
  cable::ReadOptions options;
  if (value("ingress") == "trunk") options.ingress = cable::Ingress::kTrunk;
  options.mode = cable::ReadModeFromName(value("mode")).value_or(options.mode);
  options.profile = cable::ProfileFromName(value("profile"));
  if (!value("clock").empty()) options.clock_year = std::stoi(value("clock"));
  if (value("years") == "acp127g") options.year_rule = cable::YearRule::kAcp127g;
  const cable::ReadResult read = cable::ReadCable(outcome.text, options);
  outcome.diagnostics = read.diagnostics;
  if (!read.cable) return;
  const cable::TextRules rules{words.count("wrap") > 0, words.count("pages") > 0,
                               words.count("sections") > 0};
  if (rules.wrap || rules.pages || rules.sections) {
    (void)cable::LayOutText(cable::DraftOf(*read.cable), rules, outcome.diagnostics);
  }
  if (const auto to = cable::ProfileFromName(value("to"))) {
    cable::ConversionRules conversion;
    conversion.to = *to;
    (void)cable::ConvertCable(*read.cable, conversion, outcome.diagnostics);
  }
  if (const auto set = cable::CharacterSetFromName(value("charset"))) {
    const auto written = cable::WriteLines(cable::WriteCable(*read.cable), read.cable->profile,
                                           {cable::LineDiscipline::kTeletype, set});
    outcome.diagnostics.insert(outcome.diagnostics.end(), written.diagnostics.begin(),
                               written.diagnostics.end());
  }
}

}  // namespace

ExampleOutcome RunExample(const DiagnosticPage& page) {
  ExampleOutcome outcome;
  if (page.example.empty()) return outcome;
  const ExampleText& first = page.example.front();
  outcome.text = first.text;
  outcome.source = "example.cable";
  const auto words = WordsOf(first.how);
  if (first.how.starts_with("yaml")) {
    RunYaml(page, outcome);
  } else if (words.count("shelf") > 0) {
    RunShelf(outcome);
  } else if (words.count("stream") > 0) {
    RunStream(outcome);
  } else {
    RunCable(words, outcome);
  }
  return outcome;
}

}  // namespace torntape::cli
