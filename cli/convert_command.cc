#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "cable/conversion.h"
#include "cable/line_layout.h"
#include "cable/mail.h"
#include "cable/sections.h"
#include "cli/commands.h"
#include "cli/convert_sources.h"
#include "cli/files.h"
#include "cli/inputs.h"
#include "cli/mailbox.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/tally.h"
#include "proto/cable_json.h"

namespace torntape::cli {
namespace {

constexpr const char* kConvertFooter =
    "Cables come as text in any profile, as JSON (what --to json writes, or a post's), or as\n"
    "e-mails; what each is, is seen from how it begins. They go to standard output, one after\n"
    "another, and what is lost, filled in or replaced goes to standard error, with its place.\n"
    "Without --to a cable keeps its profile, and is written as it was read but for what the other\n"
    "options ask. What comes out is read again, strictly: what a live circuit would refuse of it\n"
    "is said.\n"
    "\n"
    "Examples:\n"
    "  torntape convert --to acp127 configs/cables/brindlemoor-0417-01.cable\n"
    "  torntape convert --to janap128 --station RYKABD=RYKABDA --media AA a.cable\n"
    "  torntape convert --to acp127 --charset ITA2 --discipline teletype --sections a.cable\n"
    "  torntape convert --mode archive --wrap --number BDA0001 old.txt > new.cable\n"
    "  torntape convert --to mbox archive/ > archive.mbox\n"
    "  torntape convert --to json archive/ | jq .body.date_time_group.text\n"
    "\n"
    "Exit: 0 all were converted (warnings may stand), 1 one could not be, 2 one could not be read.";

struct ConvertOptions {
  std::vector<std::string> files;
  ReadingFlags reading;
  std::string to;
  std::string discipline = "compact";
  std::string charset;
  std::string media;
  std::vector<std::string> stations;
  std::string number;
  cable::TextRules text;
  bool summary = false;
  bool quiet = false;
};

// The options as the library takes them.
struct Plan {
  std::optional<cable::Profile> profile;
  bool json = false;
  bool mail = false;
  bool mailbox = false;  // with --to mbox
  cable::LineStyle style;
  cable::ConversionRules rules;
};

Result<void> PlanStations(const ConvertOptions& options, Plan& plan) {
  for (const std::string& pair : options.stations) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto here = cable::RoutingIndicator::Parse(pair.substr(0, equals));
    const auto there =
        cable::RoutingIndicator::Parse(pair.substr(std::min(equals + 1, pair.size())));
    if (!here || !there) {
      return Failure(
          fmt::format("--station {}: two routing indicators belong there, as "
                      "RYKABD=RYKABDA",
                      Quoted(pair)));
    }
    plan.rules.stations[*here] = *there;
  }
  return {};
}

Result<Plan> PlanOf(const ConvertOptions& options) {
  Plan plan;
  plan.json = options.to == "json";
  plan.mailbox = options.to == "mbox";
  plan.mail = options.to == "eml" || plan.mailbox;
  plan.profile = cable::ProfileFromName(options.to);
  if (options.discipline == "text") plan.style.discipline = cable::LineDiscipline::kText;
  if (options.discipline == "teletype") plan.style.discipline = cable::LineDiscipline::kTeletype;
  if (!options.charset.empty()) {
    plan.style.character_set = cable::CharacterSetFromName(options.charset);
  }
  plan.rules.media = !options.media.empty()                                  ? options.media
                     : plan.style.character_set == cable::CharacterSet::kIa5 ? "AA"
                                                                             : "TT";
  if (!options.number.empty()) {
    plan.rules.number = cable::ChannelNumber::Parse(options.number);
    if (!plan.rules.number) {
      return Failure(
          fmt::format("--number {}: three letters and three or four digits belong "
                      "there, as BDA0001",
                      Quoted(options.number)));
    }
  }
  if (auto stations = PlanStations(options, plan); !stations)
    return Failure(stations.error().message);
  return plan;
}

// Converts the cables of one input after another.
class CableConverter {
 public:
  CableConverter(const ConvertOptions& options, const Plan& plan, std::size_t files)
      : options_(options), plan_(plan), rules_(plan.rules), progress_(files, options.quiet) {}

  void Convert(const std::string& path) {
    progress_.Advance(path);
    const auto input = ReadInput(path);
    if (!input) return CouldNot(input.error().message);
    tally_.AddFile();
    path_ = NameOfInput(path);
    if (const auto kind = KindOfInput(path, *input)) {
      return CouldNot(fmt::format("{} is a {}, no cable; torntape check looks at it", path_,
                                  proto::NameOf(*kind)));
    }
    auto texts = CableTextsOf(*input, rules_);
    if (!texts) {
      CouldNot(fmt::format("{}: {}", path_, texts.error().message));
      return;
    }
    for (const std::string& text : *texts) {
      ForEachCable(text, ReadOptionsOf(options_.reading),
                   [this](const ReadCableText& one) { ConvertOne(one); });
    }
  }

  int Finish() {
    progress_.Clear();
    if (options_.summary) Complain(TrimmedEnd(tally_.Render()));
    return code_;
  }

 private:
  static std::string TrimmedEnd(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }

  void CouldNot(const std::string& why) {
    progress_.Clear();
    Complain(fmt::format("torntape convert: {}", why));
    code_ = kCouldNotRun;
  }

  // Everything that is said of one cable is said before it is written; one with an error is not.
  void ConvertOne(const ReadCableText& one) {
    progress_.AdvanceCable();
    found_ = one.read.diagnostics;
    std::string written;
    if (one.read.cable) written = Write(*one.read.cable, one);
    if (!one.read.cable) Say(found_, path_, one.text, one.first_line);
    one.is_cable ? tally_.Add(found_) : tally_.AddBetween(found_);
    if (HasErrors(found_)) {
      code_ = std::max(code_, kPromiseBroken);
      return;
    }
    if (!one.read.cable) return;
    if (plan_.mail && !plan_.mailbox && mails_++ > 0) {
      CouldNot("an e-mail of its own holds one cable; --to mbox writes several in one file");
      return;
    }
    Print(plan_.mailbox ? AsMailboxEntry(written) : written);
  }

  void Say(const Diagnostics& diagnostics, const std::string& source, const std::string& text,
           int first_line = 1) {
    if (diagnostics.empty() || (options_.quiet && !HasErrors(diagnostics))) return;
    progress_.Clear();
    Complain(TrimmedEnd(RenderDiagnostics(diagnostics, source, text, first_line)));
  }

  // The same of what is being written, whose lines are others.
  void SayOfWritten(const Diagnostics& diagnostics, const std::string& text) {
    Say(diagnostics, path_ + " (converted)", text);
    found_.insert(found_.end(), diagnostics.begin(), diagnostics.end());
  }

  std::string Write(const cable::Cable& read, const ReadCableText& source) {
    cable::ConversionRules rules = rules_;
    rules.to = plan_.profile.value_or(read.profile);
    const bool lays_out = options_.text.wrap || options_.text.pages || options_.text.sections;
    const bool as_it_is = !lays_out && rules.to == read.profile &&
                          options_.reading.mode == "strict" && rules.stations.empty();
    std::string mail;
    std::optional<cable::Draft> draft;
    if (plan_.mail) {
      mail = cable::WriteMail(read, found_);
    } else if (!plan_.json && !as_it_is) {
      draft = cable::ConvertCable(read, rules, found_);
      if (draft && draft->number == rules.number && read.transmission.number.none()) {
        CountOn(rules_);
      }
    }
    Say(found_, path_, source.text, source.first_line);
    if (plan_.json) {
      // What was mended is written as it was understood.
      const bool exact = options_.reading.mode == "strict";
      return (exact ? proto::CableToJson(read) : proto::CableToJson(read.transmission, read.body)) +
             "\n";
    }
    if (plan_.mail) return mail;
    if (as_it_is) return OnCircuit(cable::WriteCable(read), read.profile);
    if (!draft) return {};
    Diagnostics laid_out;
    std::string all;
    const auto parts = cable::LayOutText(*draft, options_.text, laid_out);
    SayOfWritten(laid_out, cable::WriteDraft(*draft));
    for (const cable::Draft& part : parts) {
      const std::string written = OnCircuit(cable::WriteDraft(part), rules.to);
      CheckAgain(written, rules.to);
      all += written;
    }
    return all;
  }

  // Between two cables a teleprinter's line ends once more; files have their LF already.
  std::string OnCircuit(const std::string& text, cable::Profile profile) {
    cable::Written written = cable::WriteLines(text, profile, plan_.style);
    SayOfWritten(written.diagnostics, text);
    if (plan_.style.discipline == cable::LineDiscipline::kTeletype && !written.text.empty()) {
      written.text += "\r\r\n";
    }
    return written.text;
  }

  // What a live circuit would refuse of what was written.
  void CheckAgain(const std::string& text, cable::Profile profile) {
    if (text.empty()) return;
    cable::ReadOptions options;
    options.profile = profile;
    options.character_set = plan_.style.character_set.value_or(cable::CharacterSet::kIa5);
    cable::ReadResult read = cable::ReadCable(text, options);
    if (read.cable) return;
    std::erase_if(read.diagnostics,
                  [](const Diagnostic& d) { return d.severity != Severity::kError; });
    progress_.Clear();
    Complain(fmt::format("{}: a live circuit would refuse what was written:", path_));
    Say(read.diagnostics, path_ + " (converted)", text);
    code_ = std::max(code_, kPromiseBroken);
  }

  const ConvertOptions& options_;
  const Plan& plan_;
  cable::ConversionRules rules_;  // those of the plan, with the next number
  Progress progress_;
  Tally tally_;
  std::string path_;
  Diagnostics found_;  // in the cable at hand
  std::size_t mails_ = 0;
  int code_ = kAsAsked;
};

int Convert(const ConvertOptions& options) {
  const auto plan = PlanOf(options);
  const auto files = FindInputs(options.files);
  if (!plan || !files) {
    Complain(
        fmt::format("torntape convert: {}", !plan ? plan.error().message : files.error().message));
    return kCouldNotRun;
  }
  CableConverter converter(options, *plan, files->size());
  for (const std::string& path : *files) {
    if (OutputIsClosed()) break;
    converter.Convert(path);
  }
  return converter.Finish();
}

void AddWritingFlags(CLI::App& command, ConvertOptions& options) {
  command.add_option("--to", options.to, "acp127, state, janap128, json, eml (one cable) or mbox")
      ->check(
          CLI::IsMember({"acp127", "state", "janap128", "json", "eml", "mbox"}).description(""));
  command
      .add_option("--discipline", options.discipline,
                  "compact: LF alone; text: and seven blank lines before NNNN;\n"
                  "teletype: CR CR LF, page separation, eight LF, NNNN, twelve DEL")
      ->check(CLI::IsMember({"compact", "text", "teletype"}).description(""))
      ->capture_default_str();
  command
      .add_option("--charset", options.charset,
                  "ITA2, ITA2-US or IA5: what it does not have is replaced, and said")
      ->transform(CLI::IsMember({"ITA2", "ITA2-US", "IA5"}, CLI::ignore_case).description(""));
  command.add_flag("--wrap", options.text.wrap, "Lines of the text at 69 characters");
  command.add_flag("--pages", options.text.pages, "The text in pages of 20 lines");
  command.add_flag("--sections", options.text.sections,
                   "What is over five textual pages, in sections; with --wrap and --pages");
  command
      .add_option("--station", options.stations,
                  "How a calling station is written there: RYKABD=RYKABDA")
      ->type_name("RI=RI")
      ->allow_extra_args(false);
  command
      .add_option("--number", options.number,
                  "A channel number for a cable that has none; the next has the next")
      ->type_name("BDA0001");
  command
      .add_option("--media", options.media,
                  "janap128: the formats of originator and addressee;\nAA with IA5, else TT")
      ->check(CLI::Validator(
          [](const std::string& text) {
            const bool two =
                text.size() == 2 &&
                text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
            return two ? std::string() : std::string("two letters belong there, as TT");
          },
          ""));
}

}  // namespace

void AddConvertCommand(CLI::App& program, Action& action) {
  auto options = std::make_shared<ConvertOptions>();
  CLI::App* command = program.add_subcommand(
      "convert", "Write cables in another profile, for another circuit, as JSON or as e-mail");
  command->add_option("FILE", options->files, "Files, folders of them; - for standard input")
      ->required();
  AddReadingFlags(*command, options->reading);
  AddWritingFlags(*command, *options);
  command->add_flag("--summary", options->summary, "At the end: how many, and of which codes");
  command->add_flag("--quiet", options->quiet, "Say nothing of cables that were converted");
  command->footer(kConvertFooter);
  command->callback([&action, options] { action = [options] { return Convert(*options); }; });
}

}  // namespace torntape::cli
