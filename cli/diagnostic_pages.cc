#include "cli/diagnostic_pages.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/json.h"

namespace torntape::cli {
namespace {

constexpr std::size_t kExampleBytesMax = 128u << 20;  // written out

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with('\n')) text.remove_prefix(1);
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

// \t, \r, \n and \x07 as the characters that they name.
std::string Unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (const char kind = text[++i]) {
      case 't':
        out += '\t';
        break;
      case 'r':
        out += '\r';
        break;
      case 'n':
        out += '\n';
        break;
      case 'x': {
        unsigned value = 0;
        const auto hex = text.substr(i + 1, 2);
        std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
        out += static_cast<char>(value);
        i += hex.size();
        break;
      }
      default:
        out += kind;
    }
  }
  return out;
}

// "RY#" for the thirtieth time: "RYBD".
std::string Numbered(std::string_view piece, std::size_t index) {
  const std::string letters = {static_cast<char>('A' + index / 26 % 26),
                               static_cast<char>('A' + index % 26)};
  std::string out;
  for (const char c : piece) c == '#' ? out += letters : out += c;
  return out;
}

// Writes out what stands in {{ }}: characters by their escapes, and pieces that are repeated, as in
// {{A*9000}}; # in a piece is AA, AB, ... So an example of a text that is too long stays short.
std::string WrittenOut(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t open = text.find("{{");
    const std::size_t close = text.find("}}", open == std::string_view::npos ? 0 : open);
    out += text.substr(0, open);
    if (open == std::string_view::npos || close == std::string_view::npos) return out;
    std::string_view inner = text.substr(open + 2, close - open - 2);
    text.remove_prefix(close + 2);
    std::size_t times = 1;
    if (const std::size_t star = inner.rfind('*'); star != std::string_view::npos) {
      const std::string_view count = inner.substr(star + 1);
      std::from_chars(count.data(), count.data() + count.size(), times);
      inner = inner.substr(0, star);
    }
    const std::string piece = Unescaped(inner);
    const bool numbered = piece.find('#') != std::string::npos;
    times = std::min(times, kExampleBytesMax / std::max<std::size_t>(piece.size(), 1));
    if (piece.size() == 1 && !numbered) {
      out.append(times, piece[0]);
      continue;
    }
    out.reserve(out.size() + times * (piece.size() + 1));
    for (std::size_t i = 0; i < times; ++i) out += numbered ? Numbered(piece, i) : piece;
  }
}

// A backslash at the end of a line: it goes on in the next.
void JoinLines(std::string& text) {
  constexpr std::string_view kGoesOn = "\\\n";
  for (std::size_t at = 0; (at = text.find(kGoesOn, at)) != std::string::npos;) {
    text.erase(at, kGoesOn.size());
  }
}

// Walks over the sections of a page.
class PageReader {
 public:
  explicit PageReader(std::string_view markdown) : rest_(markdown) {}

  Result<DiagnosticPage> Read() {
    if (!rest_.starts_with("# ")) return Failure("a page begins with \"# \" and its code");
    page_.code = rest_.substr(2, rest_.find('\n') - 2);
    rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
    page_.summary = Trimmed(Take());
    static constexpr std::array<std::string_view, 4> kHeads = {"Why", "Rule", "Example", "Repair"};
    std::array<std::string_view, 4> parts;
    for (std::size_t i = 0; i < kHeads.size(); ++i) {
      const std::string head = fmt::format("\n## {}\n", kHeads.at(i));
      if (!rest_.starts_with(head)) {
        return Failure(
            fmt::format("{} has no part \"## {}\" in its place", page_.code, kHeads.at(i)));
      }
      rest_.remove_prefix(head.size());
      parts.at(i) = Trimmed(Take());
      if (parts.at(i).empty()) {
        return Failure(fmt::format("{}: \"## {}\" says nothing", page_.code, kHeads.at(i)));
      }
    }
    page_.why = parts[0];
    page_.rule = parts[1];
    page_.repair = parts[3];
    ReadExample(parts[2]);
    if (page_.example.empty()) return Failure(page_.code + " has no example");
    return std::move(page_);
  }

 private:
  // Up to the next head, whose line feed is left.
  std::string_view Take() {
    const std::size_t size = std::min(rest_.find("\n## "), rest_.size());
    const std::string_view part = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return part;
  }

  void ReadExample(std::string_view part) {
    constexpr std::string_view kFence = "```";
    while (!part.empty()) {
      const std::size_t open = part.find(kFence);
      if (open == std::string_view::npos) return;
      part.remove_prefix(open + kFence.size());
      const std::size_t line = std::min(part.find('\n'), part.size());
      const std::string_view how = part.substr(0, line);
      part.remove_prefix(std::min(line + 1, part.size()));
      const std::size_t close = std::min(part.find("```"), part.size());
      page_.example.push_back({std::string(how), WrittenOut(part.substr(0, close))});
      if (!GoldenOf(page_.example.back()).empty()) JoinLines(page_.example.back().text);
      part.remove_prefix(std::min(close + kFence.size(), part.size()));
    }
  }

  std::string_view rest_;
  DiagnosticPage page_;
};

std::string Indented(std::string_view text) {
  std::string out;
  for (text = Trimmed(text); !text.empty();) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    out += line.empty() ? "\n" : fmt::format("  {}\n", line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

// The complaints of this code, three at most: an example shows one mistake.
std::string Complaint(const DiagnosticPage& page, DiagnosticCode code) {
  if (!page.example.empty() && !GoldenOf(page.example.front()).empty()) {
    return page.example.front().text;
  }
  ExampleOutcome outcome = RunExample(page);
  std::erase_if(outcome.diagnostics, [&](const Diagnostic& d) { return d.code != code; });
  if (outcome.diagnostics.size() > 3) outcome.diagnostics.resize(3);
  return RenderDiagnostics(outcome.diagnostics, outcome.source, outcome.text);
}

}  // namespace

std::string_view GoldenOf(const ExampleText& example) {
  constexpr std::string_view kSaid = "said ";
  std::string_view how = example.how;
  if (!how.starts_with(kSaid)) return {};
  how.remove_prefix(kSaid.size());
  return how;
}

Result<DiagnosticPage> ReadPage(std::string_view markdown) { return PageReader(markdown).Read(); }

// A test holds that each code has a page that can be read.
DiagnosticPage PageOf(const DiagnosticInfo& info) {
  const std::string name = FormatCode(info.code).substr(0, FormatCode(info.code).find(' '));
  for (const PageSource& source : AllPages()) {
    if (source.name != name) continue;
    if (auto page = ReadPage(source.markdown)) return std::move(*page);
  }
  DiagnosticPage page;
  page.code = FormatCode(info.code);
  page.summary = info.summary;
  return page;
}

std::string RenderPage(const DiagnosticInfo& info) {
  const DiagnosticPage page = PageOf(info);
  return fmt::format("{}\n{}\nWhy\n{}\nRule\n{}\nExample\n{}\nRepair\n{}", page.code,
                     Indented(page.summary), Indented(page.why), Indented(page.rule),
                     Indented(Complaint(page, info.code)), Indented(page.repair));
}

std::string RenderPageAsJson(const DiagnosticInfo& info) {
  const DiagnosticPage page = PageOf(info);
  std::string out = fmt::format("{{\"code\":\"{}{}\",\"name\":\"{}\"", info.letter,
                                static_cast<int>(info.code), info.name);
  const auto field = [&out](std::string_view key, std::string_view value) {
    out += fmt::format(",\"{}\":", key);
    AppendJsonString(out, value);
  };
  field("summary", page.summary);
  field("why", page.why);
  field("rule", page.rule);
  field("complaint", Complaint(page, info.code));
  field("repair", page.repair);
  return out + "}";
}

}  // namespace torntape::cli
