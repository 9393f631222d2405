#include "cli/sarif.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/printable.h"
#include "cli/diagnostic_pages.h"

namespace torntape::cli {
namespace {

std::string IdOf(const DiagnosticInfo& info) {
  return fmt::format("{}{}", info.letter, static_cast<int>(info.code));
}

std::string_view LevelOf(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "none";
}

std::string_view LineOf(std::string_view text, int number) {
  for (int line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

// How many characters the first `bytes` of a line are.
int CodePoints(std::string_view line, int bytes) {
  int points = 0;
  std::size_t at = 0;
  while (at < line.size() && at < static_cast<std::size_t>(std::max(bytes, 0))) {
    at += std::max<std::size_t>(FirstCell(line.substr(at)).bytes, 1);
    ++points;
  }
  return points;
}

std::string String(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

// A path as a URI reference (RFC 3986): what is no letter, figure or one of -._~/ is escaped.
std::string UriOf(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

void SarifLog::Add(std::string_view file, std::string_view text, const Diagnostics& diagnostics) {
  for (Diagnostic diagnostic : diagnostics) {
    SourceSpan& where = diagnostic.where;
    if (where.line > 0 && where.column > 0) {
      const std::string_view line = LineOf(text, where.line);
      const int begin = CodePoints(line, where.column - 1);
      where.length = std::max(CodePoints(line, where.column - 1 + where.length) - begin, 1);
      where.column = begin + 1;
    }
    findings_.push_back({std::string(file), std::move(diagnostic)});
  }
}

std::string SarifLog::Render() const {
  std::vector<DiagnosticCode> rules;
  for (const Finding& finding : findings_) rules.push_back(finding.diagnostic.code);
  std::sort(rules.begin(), rules.end());
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  std::string out =
      "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
      "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"torntape\",\"version\":\"" TORNTAPE_VERSION
      "\",\"rules\":[";
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const DiagnosticInfo& info = InfoOf(rules[i]);
    const DiagnosticPage page = PageOf(info);
    out += fmt::format(
        "{}\n{{\"id\":\"{}\",\"name\":\"{}\",\"shortDescription\":{{\"text\":{}}},"
        "\"fullDescription\":{{\"text\":{}}},\"help\":{{\"text\":{}}}}}",
        i == 0 ? "" : ",", IdOf(info), info.name, String(info.summary), String(page.why),
        String(page.repair));
  }
  out += "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[";
  for (std::size_t i = 0; i < findings_.size(); ++i) {
    const Diagnostic& found = findings_[i].diagnostic;
    const auto rule = std::lower_bound(rules.begin(), rules.end(), found.code) - rules.begin();
    const std::string message =
        found.hint.empty() ? found.message : fmt::format("{} ({})", found.message, found.hint);
    out += fmt::format(
        "{}\n{{\"ruleId\":\"{}\",\"ruleIndex\":{},\"level\":\"{}\",\"message\":{{\"text\":{}}},"
        "\"locations\":[{{\"physicalLocation\":{{\"artifactLocation\":{{\"uri\":{}}}",
        i == 0 ? "" : ",", IdOf(InfoOf(found.code)), rule, LevelOf(found.severity), String(message),
        String(UriOf(findings_[i].file)));
    if (found.where.line > 0) {
      out += fmt::format(",\"region\":{{\"startLine\":{}", found.where.line);
      if (found.where.column > 0) {
        out += fmt::format(",\"startColumn\":{},\"endColumn\":{}", found.where.column,
                           found.where.column + found.where.length);
      }
      out += "}";
    }
    out += "}}]}";
  }
  return out + "]}]}\n";
}

}  // namespace torntape::cli
