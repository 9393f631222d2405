// `explain`, `check` and `convert` over files, folders, standard input and streams of cables, as
// people and pipes meet them.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/child.h"

namespace torntape::testing {
namespace {

const std::string kBrindlemoor = "configs/cables/brindlemoor-0417-01.cable";

constexpr std::string_view kFerry =
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

std::string With(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

void Write(const std::string& path, std::string_view text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

// ---------------------------------------------------------------- convert

TEST(Convert, ACableIsWrittenAsItWasRead) {
  const Outcome outcome = RunProgram({"convert", kBrindlemoor});
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_EQ(outcome.output, ReadFile(kBrindlemoor));
  EXPECT_EQ(outcome.errors, "");
}

TEST(Convert, SaysWhatIsLost) {
  const Outcome outcome = RunProgram({"convert", "--to", "acp127", kBrindlemoor});
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_NE(outcome.output.find("\nDE RYKABD 0417 1341042\n"), std::string::npos);
  EXPECT_EQ(CountOf(outcome.errors, "C140 LOST"), 4u) << outcome.errors;
  const Outcome quiet = RunProgram({"convert", "--quiet", "--to", "acp127", kBrindlemoor});
  EXPECT_EQ(quiet.output, outcome.output);
  EXPECT_EQ(quiet.errors, "");
}

TEST(Convert, ToJanap128AndBack) {
  const Outcome there =
      RunProgram({"convert", "--to", "janap128", "--station", "RYKABD=RYKABDA", "-"}, kFerry);
  ASSERT_EQ(there.code, 0) << there.errors;
  EXPECT_NE(there.output.find("\nRTTUZYUW RYKABDA0431 1350915-UUUU--RYLBDN.\n"), std::string::npos);
  const Outcome back =
      RunProgram({"convert", "--to", "state", "--station", "RYKABDA=RYKABD", "-"}, there.output);
  ASSERT_EQ(back.code, 0) << back.errors;
  EXPECT_EQ(back.output, kFerry);
}

TEST(Convert, NeverGuesses) {
  const Outcome outcome = RunProgram({"convert", "--to", "janap128", "-"}, kFerry);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.output, "");
  EXPECT_NE(outcome.errors.find("C142 NOT_CONVERTIBLE"), std::string::npos);
}

TEST(Convert, Ita2HasNoNumberSign) {
  const Outcome refused = RunProgram({"convert", "--charset", "ita2", "-"}, kFerry);
  EXPECT_EQ(refused.code, 1);
  EXPECT_EQ(refused.output, "");
  EXPECT_NE(refused.errors.find("C130 CHARACTER_SET"), std::string::npos) << refused.errors;
  const Outcome outcome = RunProgram(
      {"convert", "--to", "acp127", "--charset", "ITA2", "--discipline", "teletype", "-"}, kFerry);
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_TRUE(
      outcome.output.ends_with("BT\r\r\n\n\n\n\n\n\n\nNNNN" + std::string(12, '\x7f') + "\r\r\n"));
}

TEST(Convert, CutsIntoSections) {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "THE TIDE WAS READ AND LOGGED.\n";
  const Outcome outcome = RunProgram({"convert", "--sections", "-"},
                                     With(std::string(kFerry), "FERRY", text + "FERRY"));
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_EQ(CountOf(outcome.output, "NNNN\n"), 2u);
  EXPECT_NE(outcome.output.find("DE RYKABD #0431/02 1350915"), std::string::npos);
  EXPECT_NE(outcome.output.find("UNCLAS SECTION 02 OF 02"), std::string::npos);
  const Outcome check = RunProgram({"check", "-"}, outcome.output);
  EXPECT_EQ(check.code, 0) << check.output;
}

TEST(Convert, ToJsonAndBack) {
  const Outcome json =
      RunProgram({"convert", "--to", "json", "-"}, std::string(kFerry) + ReadFile(kBrindlemoor));
  ASSERT_EQ(json.code, 0) << json.errors;
  EXPECT_EQ(CountOf(json.output, "\n"), 2u);
  const Outcome back = RunProgram({"convert", "-"}, json.output);
  EXPECT_EQ(back.code, 0) << back.errors;
  EXPECT_EQ(back.output, std::string(kFerry) + ReadFile(kBrindlemoor));
}

TEST(Convert, JsonThatWasChangedIsRefused) {
  const Outcome json = RunProgram({"convert", "--to", "json", "-"}, kFerry);
  const Outcome changed =
      RunProgram({"convert", "-"}, With(json.output, "body_lines\":\"R 15", "body_lines\":\"R 16"));
  EXPECT_EQ(changed.code, 2);
  EXPECT_NE(changed.errors.find("is not the body of the digest"), std::string::npos)
      << changed.errors;
  const Outcome torn = RunProgram({"convert", "-"}, json.output.substr(0, 100));
  EXPECT_EQ(torn.code, 2);
  EXPECT_NE(torn.errors.find("line 1 is no cable as JSON"), std::string::npos) << torn.errors;
}

TEST(Convert, ToMailAndBack) {
  const Outcome mail = RunProgram({"convert", "--to", "eml", "-"}, kFerry);
  ASSERT_EQ(mail.code, 0) << mail.errors;
  for (const char* line : {"From: \"EMB BRINDLEMOOR\" <emb.brindlemoor@cable.example>\r\n",
                           "To: \"EMB DUNMARROW\" (RYLBDN) <emb.dunmarrow@cable.example>\r\n",
                           "MMHS-Primary-Precedence: 1 (routine)\r\n", "MT-Priority: -2\r\n",
                           "MMHS-Acp127-Message-Identifier: RYKABD 0431 1350915\r\n",
                           "MMHS-Extended-Authorisation-Info: Thu, 15 May 2031 09:10:00 +0000\r\n",
                           "SIO-Label: marking=\"UNCLASSIFIED\"\r\n"}) {
    EXPECT_NE(mail.output.find(line), std::string::npos) << line << mail.output;
  }
  EXPECT_NE(mail.errors.find("no place for the channel number BDA0043"), std::string::npos);
  const Outcome back =
      RunProgram({"convert", "--to", "state", "--number", "BDA0043", "-"}, mail.output);
  EXPECT_EQ(back.code, 0) << back.errors;
  EXPECT_EQ(back.output, kFerry);
}

TEST(Convert, MailThatLacksSomethingIsRefusedWithTheReason) {
  const Outcome outcome =
      RunProgram({"convert", "--to", "state", "-"}, "From: a@b.example\n\nHELLO\n");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.errors.find("MMHS-Acp127-Message-Identifier"), std::string::npos);
}

TEST(Convert, OneBadCableDoesNotStopTheOthers) {
  const Outcome outcome = RunProgram(
      {"convert", "--to", "acp127", "--summary", "-"},
      With(std::string(kFerry), "ZNR UUUUU", "ZNR CUUUU") + "\n\n" + std::string(kFerry));
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(CountOf(outcome.output, "NNNN\n"), 1u);
  EXPECT_NE(outcome.errors.find("standard input:4:1: error C216 SEC_GARBLED"), std::string::npos)
      << outcome.errors;
  EXPECT_NE(outcome.errors.find("1 file: 1 accepted, 0 accepted with warnings, 1 refused"),
            std::string::npos)
      << outcome.errors;
}

// ---------------------------------------------------------------- folders and summaries

TEST(Folders, AreCheckedInOrderWithASummary) {
  const Scratch folder;
  Write(folder / "b/second.cable", With(std::string(kFerry), "RR RYLBDN", "RR"));
  Write(folder / "a/first.cable", kFerry);
  Write(folder / "c.cable", With(std::string(kFerry), "0910Z", "0000Z"));
  Write(folder / ".hidden/x.cable", "NO CABLE");
  const Outcome outcome = RunProgram({"check", folder.path()});
  EXPECT_EQ(outcome.code, 1);
  const std::size_t first = outcome.output.find("a/first.cable: a good cable");
  const std::size_t second = outcome.output.find("b/second.cable: not a good cable");
  EXPECT_LT(first, second);
  EXPECT_NE(second, std::string::npos);
  EXPECT_NE(outcome.output.find("3 files: 1 accepted, 1 accepted with warnings, 1 refused\n"),
            std::string::npos)
      << outcome.output;
  EXPECT_NE(outcome.output.find("C304 DTG_0000Z"), std::string::npos);
  EXPECT_EQ(outcome.output.find("hidden"), std::string::npos);

  const Outcome summary = RunProgram({"check", "--summary", "--json", folder.path()});
  EXPECT_EQ(summary.output,
            "{\"summary\":{\"files\":3,\"accepted\":1,\"accepted_with_warnings\":1,\"refused\":1,"
            "\"codes\":{\"C204\":1,\"C304\":1}}}\n");
}

TEST(Folders, ThatAreNotThereAreSaid) {
  const Outcome outcome = RunProgram({"check", "no/such/folder"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.errors.find("no/such/folder"), std::string::npos);
}

// The e-mails of a mailbox are those that --to eml writes one by one, lines that begin like its
// separators among them.
TEST(Convert, SeveralCablesStandInOneMailbox) {
  const std::string from = With(std::string(kFerry), "FERRY T", "From HERE\n>From THERE\nFERRY T");
  const Outcome one = RunProgram({"convert", "--to", "eml", "-"}, from);
  ASSERT_EQ(one.code, 0) << one.errors;
  const Outcome both = RunProgram({"convert", "--to", "mbox", "-"}, from + std::string(kFerry));
  ASSERT_EQ(both.code, 0) << both.errors;
  EXPECT_NE(both.output.find("\n>From HERE\n>>From THERE\n"), std::string::npos) << both.output;
  const Outcome back =
      RunProgram({"convert", "--to", "state", "--number", "BDA0043", "-"}, both.output);
  EXPECT_EQ(back.code, 0) << back.errors;
  // The number that was given counts on.
  EXPECT_EQ(back.output, from + With(std::string(kFerry), "BDA0043", "BDA0044"));
  // Two in an e-mail of its own cannot be told apart.
  const Outcome refused = RunProgram({"convert", "--to", "eml", "-"}, from + std::string(kFerry));
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(refused.output, one.output);
  EXPECT_NE(refused.errors.find("--to mbox writes several"), std::string::npos) << refused.errors;
}

TEST(Convert, JsonSaysWhoIsInformedAndRefusesWhatContradictsItsLines) {
  const Outcome json = RunProgram({"convert", "--to", "json", "-"}, std::string(kFerry));
  ASSERT_EQ(json.code, 0) << json.errors;
  EXPECT_EQ(RunProgram({"convert", "-"}, json.output).output, kFerry);
  const Outcome informed = RunProgram({"convert", "--to", "json", "-"},
                                      With(std::string(kFerry), "TO RYLBDN/", "INFO RYLBDN/"));
  EXPECT_NE(informed.output.find("{\"indicator\":\"RYLBDN\",\"role\":\"INFO\"}"), std::string::npos)
      << informed.output;
  for (const auto& [was, is] :
       {std::pair("\"designation\":\"EMB DUNMARROW\"", "\"designation\":\"EMB ELSINGTON\""),
        std::pair("\"serial\":431", "\"serial\":432"),
        std::pair("\"precedence\":\"ROUTINE\"", "\"precedence\":\"FLASH\"")}) {
    const Outcome changed = RunProgram({"convert", "-"}, With(json.output, was, is));
    EXPECT_EQ(changed.code, 2) << is;
    EXPECT_EQ(changed.output, "");
    EXPECT_NE(changed.errors.find("it contradicts its own lines (modified: "), std::string::npos)
        << changed.errors;
  }
}

// Whatever stands behind the cable is no second one.
TEST(Convert, OneCableWithSomethingBehindItIsOneEMail) {
  const Outcome one =
      RunProgram({"convert", "--to", "eml", "-"}, std::string(kFerry) + "UNCLASSIFIED//\n");
  EXPECT_EQ(one.code, 0) << one.errors;
  EXPECT_NE(one.output.find("From: "), std::string::npos);
}

TEST(Streams, PlacesAreThoseOfTheWholeText) {
  const std::string two = std::string(kFerry) + "\n" + With(std::string(kFerry), "RR RYLBDN", "RR");
  const Outcome check = RunProgram({"check", "-"}, two);
  EXPECT_EQ(check.code, 1);
  EXPECT_NE(check.output.find("standard input:16:3: error C204"), std::string::npos)
      << check.output;
  const Outcome explain = RunProgram({"explain", "-"}, two);
  EXPECT_EQ(explain.code, 1);
  EXPECT_NE(explain.output.find("standard input: accepted"), std::string::npos);
  EXPECT_NE(explain.output.find("standard input:15: refused"), std::string::npos) << explain.output;
  EXPECT_NE(explain.output.find("1 file: 1 accepted, 0 accepted with warnings, 1 refused\n"),
            std::string::npos)
      << explain.output;
}

TEST(OtherKinds, AFileOfAnotherKindIsToldOnce) {
  const std::string network = "configs/networks/four-relays.yaml";
  const Outcome run = RunProgram({"run", network});
  EXPECT_EQ(run.code, 2);
  EXPECT_EQ(run.errors.find(network + ": error S826 OTHER_KIND: the file is a network, and a "
                                      "scenario is wanted here\n"),
            0u)
      << run.errors;
  const Outcome cable = RunProgram({"run", "configs/cables/coastal-warning.cable"});
  EXPECT_NE(cable.errors.find("the file is a cable, and a scenario is wanted"), std::string::npos)
      << cable.errors;
  for (const char* const command : {"explain", "convert"}) {
    const Outcome other = RunProgram({command, network});
    EXPECT_EQ(other.code, 2);
    EXPECT_EQ(other.errors, "torntape " + std::string(command) + ": " + network +
                                " is a network, no cable; torntape check looks at it\n");
  }
  EXPECT_EQ(RunProgram({"check", network}).code, 0);
}

TEST(OtherKinds, NoiseBeforeACableIsOneFault) {
  const Outcome check = RunProgram({"check", "--json", "-"}, "XQ VW\n" + std::string(kFerry));
  EXPECT_EQ(check.code, 1);
  EXPECT_EQ(std::count(check.output.begin(), check.output.end(), '\n'), 1) << check.output;
  EXPECT_NE(check.output.find("\"code\":\"C201\""), std::string::npos);
}

TEST(Sarif, IsOneLogWithRulesAndPlaces) {
  const Outcome outcome = RunProgram({"check", "--sarif", "-"},
                                     With(std::string(kFerry), "FERRY T", "F\xc3\x84HRE\tT"));
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.output.find("{\"$schema\":"), 0u);
  EXPECT_NE(outcome.output.find("\"version\":\"2.1.0\""), std::string::npos);
  EXPECT_NE(outcome.output.find("\"ruleId\":\"C103\",\"ruleIndex\":0,\"level\":\"error\""),
            std::string::npos)
      << outcome.output;
  EXPECT_NE(outcome.output.find("\"startLine\":10,\"startColumn\":2,\"endColumn\":3"),
            std::string::npos)
      << outcome.output;
}

// ---------------------------------------------------------------- explain

TEST(Explain, ACodeByNumberAndName) {
  const Outcome number = RunProgram({"explain", "C205"});
  EXPECT_EQ(number.code, 0);
  EXPECT_EQ(number.output.find("C205 RI_REPEAT\n"), 0u);
  EXPECT_EQ(RunProgram({"explain", "ri_repeat"}).output, number.output);
  const Outcome none = RunProgram({"explain", "RI_REPAET"});
  EXPECT_EQ(none.code, 2);
  EXPECT_NE(none.errors.find("did you mean RI_REPEAT?"), std::string::npos) << none.errors;
}

TEST(Explain, AFileIsAFileWhateverItsName) {
  EXPECT_EQ(RunProgram({"explain", kBrindlemoor}).code, 0);
  EXPECT_NE(RunProgram({"explain", "nothing.cable"}).errors.find("nothing.cable"),
            std::string::npos);
}

}  // namespace
}  // namespace torntape::testing
