#include "tests/cable/cable_testing.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace torntape::cable::testing {

const std::string& BrindlemoorCable() {
  static const std::string kText = ReadFile("configs/cables/brindlemoor-0417-01.cable");
  return kText;
}

const std::string& FerryCable() {
  static const std::string kText =
      "VZCZCBDA0043\n"
      "RR RYLBDN\n"
      "DE RYKABD #0431 1350915\n"
      "ZNR UUUUU\n"
      "R 150910Z MAY 31\n"
      "FM EMB BRINDLEMOOR\n"
      "TO RYLBDN/EMB DUNMARROW\n"
      "BT\n"
      "UNCLAS\n"
      "FERRY TIMETABLE CHANGES ON 1 JUNE.\n"
      "BT\n"
      "#0431\n"
      "NNNN\n";
  return kText;
}

const std::string& Acp127Cable() {
  static const std::string kText =
      "VZCZCBDA114     UU\n"
      "PP RYLBDN RYNDHQ\n"
      "DE RYKABD 129B 1341042\n"
      "ZNR UUUUU\n"
      "P R 141030Z MAY 2031\n"
      "FM EMB BRINDLEMOOR\n"
      "TO RYNDHQ/HOMEMIN HAVENMOUTH\n"
      "INFO RYLBDN/EMB DUNMARROW\n"
      "ZEN/TRADEBOARD PELLWICK\n"
      "BT\n"
      "UNCLAS\n"
      "FERRY TIMETABLE CHANGES ON 1 JUNE. DETAILS BY POUCH.\n"
      "BT\n"
      "C WA TIMETABLE CHANGES\n"
      "NNNN\n";
  return kText;
}

const std::string& JanapCable() {
  static const std::string kText =
      "VZCZCBDA117\n"
      "OTTCZYUW RYKABDA0417 1341042-CCCC--RYLBDNA RYMCFRA RYNDHQA.\n"
      "ZNY CCCCC\n"
      "O R 141030Z MAY 31\n"
      "FM EMB BRINDLEMOOR\n"
      "TO HOMEMIN HAVENMOUTH\n"
      "INFO EMB DUNMARROW\n"
      "EMB FARROWHOLM\n"
      "BT\n"
      "C O N F I D E N T I A L\n"
      "SUBJECT: HERRING QUOTA TALKS OPEN\n"
      "1. THE TALKS OPENED ON TIME.\n"
      "BT\n"
      "#0417\n"
      "NNNN\n";
  return kText;
}

std::string ReadFile(std::string_view path) {
  const std::string whole = fmt::format("{}/{}", TORNTAPE_SOURCE_DIR, path);
  std::ifstream file(whole, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << whole;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string With(std::string text, std::initializer_list<Change> changes) {
  for (const Change& change : changes) {
    const std::size_t at = text.find(change.from);
    EXPECT_NE(at, std::string::npos) << "no such text to change: " << change.from;
    if (at != std::string::npos) text.replace(at, change.from.size(), change.to);
  }
  return text;
}

std::string Summarize(const ReadResult& read) {
  // "A cable or a reason, never both."
  EXPECT_NE(read.cable.has_value(), HasErrors(read.diagnostics));
  std::string summary = !read.cable ? "REFUSED" : read.diagnostics.empty() ? "OK" : "WARN";
  for (const Diagnostic& diagnostic : read.diagnostics) {
    const bool aside = !read.cable && diagnostic.severity != Severity::kError;
    summary += fmt::format(" {}{}@{}:{}", aside ? "~" : "", InfoOf(diagnostic.code).name,
                           diagnostic.where.line, diagnostic.where.column);
  }
  return summary;
}

namespace {

std::string Join(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ",") + word;
  return joined;
}

std::string Join(const std::vector<AddressLine>& addresses) {
  std::string joined;
  for (const AddressLine& address : addresses) {
    if (!joined.empty()) joined += ",";
    if (address.delivered_otherwise) joined += "ZEN/";
    if (!address.indicator.none()) joined += address.indicator.ToString() + "/";
    joined += address.designation;
    if (!address.serial.empty()) joined += "." + address.serial;
  }
  for (char& c : joined) c = c == ' ' ? '_' : c;
  return joined;
}

}  // namespace

std::string DescribeFacts(const Cable& cable) {
  const Transmission& t = cable.transmission;
  const Heading& h = *t.heading;
  const BodyView& b = cable.body;
  std::string trace;
  for (const ChannelNumber& number : t.trace) trace += number.ToString();
  std::string called;
  for (const Called& each : t.called) {
    called += (called.empty() ? "" : ",") + each.indicator.ToString();
  }
  std::string form(NameOf(b.form));
  for (char& c : form) c = c == ' ' ? '_' : c;
  std::string earlier;
  for (const EarlierHeading& heading : b.earlier) {
    earlier += heading.from ? Join(std::vector<AddressLine>{*heading.from}) : "-";
    earlier += ">" + Join(heading.to) + (heading.info.empty() ? "" : "+" + Join(heading.info));
  }
  std::string janap;
  if (cable.janap) {
    const auto letter = [](char c) { return c == '\0' ? '-' : c; };
    janap = fmt::format("{}{}{}.{}.{}.{}", letter(cable.janap->medium_of_originator),
                        letter(cable.janap->medium_of_addressee),
                        letter(cable.janap->classification), cable.janap->content_indicator,
                        cable.janap->record_count, cable.janap->redundancy);
  }
  return fmt::format(
      " number={} trace={} prec={} called={} unreadable={} calling={} serial={} digits={} "
      "section={} "
      "day={} time={:02}{:02} class={} category={} action={} info={} dtg={:02}{:02}{:02}{} "
      "month={} "
      "year={} instructions={} always={} fm={} to={} infos={} xmt={} text_class={} "
      "text_section={}/{} "
      "gr={} lines={} corrections={} validation={} pilots={} ztc={} profile={} position={} form={} "
      "earlier={} janap={} ",
      t.number.ToString(), trace, ProsignOf(t.precedence), called,
      Join(cable.unreadable_indicators), h.identification.calling.ToString(),
      h.identification.serial, h.identification.serial_digits, h.identification.section,
      h.identification.filing.day, h.identification.filing.hour, h.identification.filing.minute,
      LetterOf(h.classification), h.special_category == '\0' ? '-' : h.special_category,
      ProsignOf(h.action_precedence), h.info_precedence ? ProsignOf(*h.info_precedence) : '-',
      b.date_time_group.day, b.date_time_group.hour, b.date_time_group.minute,
      b.date_time_group.zone == '\0' ? '-' : b.date_time_group.zone, b.date_time_group.month,
      b.date_time_group.year.value_or(-1), Join(b.message_instructions), h.always_deliver,
      b.from ? Join(std::vector<AddressLine>{*b.from}) : "-", Join(b.to), Join(b.info),
      Join(b.exempted), b.classification ? LetterOf(*b.classification) : '-', b.section,
      b.section_total, b.accounting, b.text.size(), b.corrections.size(), b.validation,
      t.pilots.size(), cable.subject_to_correction, NameOf(cable.profile),
      h.identification.position == '\0' ? '-' : h.identification.position, form, earlier, janap);
}

void ExpectGolden(std::string_view name, const std::string& got) {
  const std::string path = fmt::format("{}/tests/cable/golden/{}", TORNTAPE_SOURCE_DIR, name);
  if (std::getenv("TORNTAPE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream file(path, std::ios::binary);
    file << got;
    ASSERT_TRUE(file.good()) << path;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file.is_open()) << path << ": missing; TORNTAPE_UPDATE_GOLDEN=1 writes it";
  const std::string want{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_EQ(want, got) << path
                       << ": if this is as it should be, TORNTAPE_UPDATE_GOLDEN=1 rewrites it";
}

std::string Canonical(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::string out;
  std::string blanks;  // seen, but not yet followed by a line of the cable
  for (std::string line; std::getline(in, line);) {
    while (line.ends_with('\r')) line.pop_back();
    if (line.starts_with("NNNN") && line.find_first_not_of("N \x7f") == std::string::npos) {
      return out + "NNNN\n";
    }
    if (line.find_first_not_of(' ') == std::string::npos) {
      if (!out.empty()) blanks += line + "\n";
      continue;
    }
    out += blanks + line + "\n";
    blanks.clear();
  }
  return out;
}

}  // namespace torntape::cable::testing
