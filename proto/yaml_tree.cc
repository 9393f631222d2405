#include "proto/yaml_tree.h"

#include <algorithm>
#include <istream>
#include <map>
#include <streambuf>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "base/printable.h"
#include "proto/file_faults.h"

namespace torntape::proto {
namespace {

using Kind = YamlValue::Kind;

// Thrown through yaml-cpp to end its reading; what was wrong has been reported.
struct StopReading {};

// Lets yaml-cpp read a text where it lies.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // NOLINT: it is only read
    setg(begin, begin, begin + text.size());
  }
};

// Builds the tree from yaml-cpp's events, and refuses on the way what is not taken.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, int first_column_shift, const YamlLimits& limits,
              FileFaults& faults)
      : text_(text), shift_(first_column_shift), limits_(limits), faults_(faults) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    faults_.Add(DiagnosticCode::kSeveralDocuments, SpanAt(mark, 1), "a second document begins here",
                "put it into a file of its own");
    throw StopReading{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    CheckAnchor(mark, anchor);
    YamlValue value;
    value.where = PlaceOfNothing(mark);
    // yaml-cpp takes these words for nothing; here they are text like any other.
    for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
      if (!RestAt(mark).starts_with(word)) continue;
      value.kind = Kind::kText;
      value.text = word;
      value.where = SpanAt(mark, word.size());
    }
    Add(std::move(value));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    faults_.Add(DiagnosticCode::kYamlAnchor, SpanAt(mark, 1), "an alias (*) stands for a value",
                "write the value itself");
    YamlValue value;
    value.kind = Kind::kFaulty;
    value.where = SpanAt(mark, 1);
    Add(std::move(value));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    CheckAnchor(mark, anchor);
    CheckTag(mark, tag);
    YamlValue value;
    value.kind = Kind::kText;
    value.quoted = tag == "!";
    value.text = text;
    value.where = SpanAt(mark, value.quoted ? QuotedLength(mark, text) : text.size());
    Add(std::move(value));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(Kind::kList, mark, tag, anchor);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(Kind::kKeys, mark, tag, anchor);
  }
  void OnMapEnd() override {
    CheckKeys(open_.back());
    Close();
  }

  std::optional<YamlValue> Take() { return std::move(root_); }

  // Where a mark stands. `length` is cut at the end of the line.
  SourceSpan SpanAt(const YAML::Mark& mark, std::size_t length) const {
    if (mark.is_null()) return {};
    const std::string_view rest = RestAt(mark);
    const std::size_t to_end_of_line = std::min(rest.find_first_of("\r\n"), rest.size());
    const int shown = static_cast<int>(std::max<std::size_t>(std::min(length, to_end_of_line), 1));
    return {mark.line + 1, mark.column + 1 + (mark.line == 0 ? shift_ : 0), shown};
  }
  // Where the innermost bracket that is still open stands; nothing if none is.
  std::optional<SourceSpan> OpenBracket() const {
    const std::size_t at = begun_with_.find_last_of("[{");
    if (at == std::string::npos) return std::nullopt;
    return open_[at].where;
  }
  // The line that a mark stands in.
  std::string_view LineAt(const YAML::Mark& mark) const {
    const std::size_t at = text_.size() - RestAt(mark).size();
    const std::size_t begin = at == 0 ? 0 : text_.rfind('\n', at - 1) + 1;  // npos + 1 is 0
    return text_.substr(begin, text_.find('\n', begin) - begin);
  }

 private:
  std::string_view RestAt(const YAML::Mark& mark) const {
    const auto at = static_cast<std::size_t>(std::max(mark.pos, 0));
    return text_.substr(std::min(at, text_.size()));
  }

  // How long a scalar in quotes is in the source. yaml-cpp lets the end of the file close quotes,
  // and would so take the rest of a file for one name.
  std::size_t QuotedLength(const YAML::Mark& mark, const std::string& text) {
    const std::string_view rest = RestAt(mark);
    const char quote = rest.empty() ? '\0' : rest.front();
    if (quote != '"' && quote != '\'') return text.size();  // a block scalar
    for (std::size_t i = 1; i < rest.size(); ++i) {
      const bool doubled = quote == '\'' && rest.substr(i, 2) == "''";
      if (doubled || (quote == '"' && rest[i] == '\\')) {
        ++i;  // the next one is meant as it stands
      } else if (rest[i] == quote) {
        return i + 1;
      }
    }
    faults_.Add(DiagnosticCode::kNotYaml, SpanAt(mark, 1), "quotes are opened here and not closed");
    throw StopReading{};
  }

  // Where nothing stands, yaml-cpp gives the place of what comes next. Shows what stands before.
  SourceSpan PlaceOfNothing(const YAML::Mark& mark) const {
    SourceSpan place = SpanAt(mark, 1);
    std::size_t at = text_.size() - RestAt(mark).size();
    while (at > 0 && std::string_view(" \r\n").find(text_[at - 1]) != std::string_view::npos) --at;
    if (at == 0 || std::string_view("-[,").find(text_[at - 1]) == std::string_view::npos) {
      return place;
    }
    const std::string_view skipped = text_.substr(at, text_.size() - RestAt(mark).size() - at);
    place.line -= static_cast<int>(std::count(skipped.begin(), skipped.end(), '\n'));
    const std::size_t line_begin = text_.rfind('\n', at - 1) + 1;  // npos + 1 is 0
    place.column = static_cast<int>(at - line_begin) + (place.line == 1 ? shift_ : 0);
    return place;
  }

  void CheckAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == 0) return;
    faults_.Add(DiagnosticCode::kYamlAnchor, SpanAt(mark, 1), "an anchor (&) is given to a value",
                "leave it out, and write each value where it counts");
  }

  // "" and "?" mark what is plain, "!" what stands in quotes.
  void CheckTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    faults_.Add(DiagnosticCode::kYamlTag, SpanAt(mark, 1),
                fmt::format("the tag {} is given to a value", Quoted(tag)), "leave it out");
  }

  void Count(const SourceSpan& where) {
    if (++values_ <= limits_.values_max) return;
    faults_.Add(DiagnosticCode::kFileTooLarge, where,
                fmt::format("the file has more than {} values", limits_.values_max));
    throw StopReading{};
  }

  void Open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    CheckAnchor(mark, anchor);
    CheckTag(mark, tag);
    YamlValue value;
    value.kind = kind;
    value.where = SpanAt(mark, 1);
    Count(value.where);
    if (open_.size() == limits_.depth_max) {
      faults_.Add(
          DiagnosticCode::kTooDeep, value.where,
          fmt::format("values stand inside each other more than {} deep", limits_.depth_max));
      throw StopReading{};
    }
    open_.push_back(std::move(value));
    const std::string_view rest = RestAt(mark);
    begun_with_.push_back(rest.empty() ? '\0' : rest.front());
  }

  void Close() {
    YamlValue value = std::move(open_.back());
    open_.pop_back();
    begun_with_.pop_back();
    Place(std::move(value));
  }

  void Add(YamlValue value) {
    Count(value.where);
    Place(std::move(value));
  }

  void Place(YamlValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else {
      open_.back().items.push_back(std::move(value));
    }
  }

  // Leaves only entries with a key that is text and stands once.
  void CheckKeys(YamlValue& value) {
    std::map<std::string, int> lines;  // where each key stands first
    std::vector<YamlValue> kept;
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      YamlValue& key = value.items[i];
      if (!CheckKey(key, lines)) continue;
      kept.push_back(std::move(key));
      kept.push_back(std::move(value.items[i + 1]));
    }
    value.items = std::move(kept);
  }

  bool CheckKey(const YamlValue& key, std::map<std::string, int>& lines) {
    if (key.kind == Kind::kFaulty) return false;
    if (key.kind != Kind::kText) {
      faults_.Add(DiagnosticCode::kBadKey, key.where,
                  fmt::format("{} cannot be a key", ShapeOf(key)),
                  "a key is a word before a colon");
      return false;
    }
    if (key.text == "<<" && !key.quoted) {
      faults_.Add(DiagnosticCode::kYamlMergeKey, key.where, "\"<<\" takes keys from elsewhere",
                  "write the keys that are meant");
      return false;
    }
    const auto [first, added] = lines.try_emplace(key.text, key.where.line);
    if (added) return true;
    faults_.Add(DiagnosticCode::kDuplicateKey, key.where,
                fmt::format("{} stands here again; it stands first in line {}", Quoted(key.text),
                            first->second),
                "keep one of them");
    return false;
  }

  const std::string_view text_;
  const int shift_;  // of columns in the first line, behind a byte order mark
  const YamlLimits& limits_;
  FileFaults& faults_;
  int documents_ = 0;
  std::size_t values_ = 0;
  std::vector<YamlValue> open_;  // lists and keys that are not yet closed, outermost first
  std::string begun_with_;       // the character at the beginning of each
  std::optional<YamlValue> root_;
};

// What yaml-cpp says, in words that tell what to do.
struct SyntaxFault {
  std::string_view theirs;
  std::string_view message;
  std::string_view hint;
};
constexpr std::string_view kIndentHint =
    "keys of one entry begin in one column, and what belongs to a key stands further right";
const SyntaxFault kSyntaxFaults[] = {
    {YAML::ErrorMsg::END_OF_MAP, "the keys of this entry break off here", kIndentHint},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "a \"{\" is not closed by \"}\"", ""},
    {YAML::ErrorMsg::END_OF_SEQ, "the list breaks off here", kIndentHint},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "a \"[\" is not closed by \"]\"", ""},
    {YAML::ErrorMsg::FLOW_END, "a bracket is closed that is not open", ""},
    {YAML::ErrorMsg::MAP_VALUE, "a \":\" stands where no key can end",
     "a text that holds \": \" stands in quotes"},
    {YAML::ErrorMsg::MAP_KEY, "a \"?\" stands where no key can begin", ""},
    {YAML::ErrorMsg::BLOCK_ENTRY, "a \"-\" stands where no list can go on",
     "the entries of a list begin in one column"},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "the file ends inside quotes", ""},
    {YAML::ErrorMsg::DOC_IN_SCALAR, "the document ends inside quotes", ""},
    {YAML::ErrorMsg::TAB_IN_INDENTATION, "a tab stands before a key", "indent with spaces"},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, "no value begins with this character",
     "a text that begins with @, `, % or a tab stands in quotes"},
    {YAML::ErrorMsg::CHAR_IN_SCALAR, "this character cannot stand in a text", ""},
    {YAML::ErrorMsg::UNKNOWN_ANCHOR, "an alias (*) stands for a value that there is not",
     "write the value itself"},
};

// yaml-cpp stumbles somewhere behind a bracket that is not closed, over what looks like the next
// entry; the bracket is what is wrong.
bool ReportBracket(const YAML::ParserException& fault, const SourceSpan& where,
                   const std::optional<SourceSpan>& bracket, FileFaults& faults) {
  const std::string_view said = fault.msg;
  const bool unclosed = said.starts_with(YAML::ErrorMsg::END_OF_MAP_FLOW) ||
                        said.starts_with(YAML::ErrorMsg::END_OF_SEQ_FLOW) ||
                        said.starts_with(YAML::ErrorMsg::BLOCK_ENTRY);
  if (!unclosed || !bracket) return false;
  faults.Add(DiagnosticCode::kNotYaml, *bracket, "a bracket is opened here and not closed",
             where.line > bracket->line
                 ? fmt::format("what stands in line {} cannot be inside it", where.line)
                 : std::string("entries in brackets are separated by commas"));
  return true;
}

// Reports what yaml-cpp stumbled over. `line` is the line where it did.
void ReportSyntax(const YAML::ParserException& fault, const SourceSpan& where,
                  std::string_view line, FileFaults& faults) {
  if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos) {
    faults.Add(DiagnosticCode::kNotYaml, {where.line, 1, 1},
               "a tab stands at the beginning of the line", "indent with spaces");
    return;
  }
  for (const SyntaxFault& known : kSyntaxFaults) {
    if (!std::string_view(fault.msg).starts_with(known.theirs)) continue;
    faults.Add(DiagnosticCode::kNotYaml, where, std::string(known.message),
               std::string(known.hint));
    return;
  }
  faults.Add(DiagnosticCode::kNotYaml, where, "this is not YAML: " + fault.msg);
}

std::string EncodingHint(unsigned char byte) {
  if (byte == 0) return "is this a binary file?";
  if (byte == '\r') return "lines end with LF, or with CR LF";
  return byte < 0x80 ? "leave it out" : "save the file as UTF-8";
}

// Finds the first byte that a text for people does not have. yaml-cpp would take some of them for
// another encoding, and some for the end.
bool CheckEncoding(std::string_view text, FileFaults& faults) {
  SourceSpan at{1, 1, 1};
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\n') {
      ++at.line;
      at.column = 0;
    }
    const bool line_end = c == '\n' || (c == '\r' && text.substr(i + 1, 1) == "\n");
    std::size_t bytes = 1;
    if (!line_end && c != '\t' && (c < 0x20 || c >= 0x7f)) {
      const PrintableCell cell = FirstCell(text.substr(i));
      if (cell.escaped) {
        faults.Add(DiagnosticCode::kBadEncoding, at,
                   fmt::format("the byte {:#04x} begins no printable character of UTF-8", c),
                   EncodingHint(c));
        return false;
      }
      bytes = cell.bytes;
    }
    i += bytes;
    at.column += static_cast<int>(bytes);
  }
  return true;
}

}  // namespace

std::optional<YamlValue> ParseYaml(std::string_view text, const YamlLimits& limits,
                                   Diagnostics& diagnostics) {
  FileFaults faults(diagnostics);
  if (text.size() > limits.bytes_max) {
    faults.Add(
        DiagnosticCode::kFileTooLarge, {},
        fmt::format("the file has {} bytes, {} are read at most", text.size(), limits.bytes_max));
    return std::nullopt;
  }
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  int shift = 0;
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
    shift = static_cast<int>(kByteOrderMark.size());
  }
  if (!CheckEncoding(text, faults)) return std::nullopt;

  TreeBuilder builder(text, shift, limits, faults);
  try {
    ViewBuffer buffer(text);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::ParserException& fault) {
    const SourceSpan where = builder.SpanAt(fault.mark, 1);
    if (!ReportBracket(fault, where, builder.OpenBracket(), faults)) {
      ReportSyntax(fault, where, builder.LineAt(fault.mark), faults);
    }
    return std::nullopt;
  } catch (const StopReading&) {
    return std::nullopt;
  }
  std::optional<YamlValue> root = builder.Take();
  if (root && root->kind == Kind::kFaulty) return std::nullopt;
  if (!root || root->kind == Kind::kNothing) {
    faults.Add(DiagnosticCode::kEmptyFile, {}, "the file says nothing");
    return std::nullopt;
  }
  return root;
}

std::string_view ShapeOf(const YamlValue& value) {
  switch (value.kind) {
    case Kind::kText:
      return "a single value";
    case Kind::kList:
      return "a list";
    case Kind::kKeys:
      return "a group of keys";
    case Kind::kNothing:
    case Kind::kFaulty:
      break;
  }
  return "nothing";
}

}  // namespace torntape::proto
