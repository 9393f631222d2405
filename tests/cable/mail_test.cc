// E-mail with the headers of military message handling (spec 10).

#include "cable/mail.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

std::string MailOf(const std::string& text, Diagnostics& diagnostics) {
  const ReadResult read = ReadCable(text);
  EXPECT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "cable", text);
  return read.cable ? WriteMail(*read.cable, diagnostics) : std::string();
}

TEST(Mail, HasTheHeadersOfTheTable) {
  Diagnostics diagnostics;
  const std::string mail =
      MailOf(With(BrindlemoorCable(), {{"O R 141030Z MAY 31", "O R 141030A MAY 31 ZFG ZFF1"}}),
             diagnostics);
  for (const char* line :
       {"From: \"EMB BRINDLEMOOR\" <emb.brindlemoor@cable.example>\r\n",
        "To: \"HOMEMIN HAVENMOUTH\" (RYNDHQ) <homemin.havenmouth@cable.example>\r\n",
        "Cc: \"EMB DUNMARROW\" (RYLBDN) <emb.dunmarrow@cable.example>,\r\n \"EMB FARROWHOLM\"",
        "MMHS-Exempted-Address: \"EMB GLENDARRA\" <emb.glendarra@cable.example>\r\n",
        "MMHS-Primary-Precedence: 3 (immediate)\r\n", "MMHS-Copy-Precedence: 1 (routine)\r\n",
        "MT-Priority: 2\r\n", "MMHS-Acp127-Message-Identifier: RYKABD 0417 1341042\r\n",
        "MMHS-Extended-Authorisation-Info: Wed, 14 May 2031 10:30:00 +0100\r\n",
        "MMHS-Originator-PLAD: EMB BRINDLEMOOR\r\n",
        "MMHS-Originator-Reference: BRINDLEMOOR 000417\r\n",
        "MMHS-Subject-Indicator-Codes: ETRD; EFIS\r\n",
        "MMHS-Handling-Instructions: ZNY CCCCC ZZH\r\n", "MMHS-Message-Instructions: ZFG; ZFF1\r\n",
        "SIO-Label: marking=\"CONFIDENTIAL\"\r\n",
        "Subject: HERRING QUOTA TALKS OPEN IN BRINDLEMOOR\r\n"}) {
    EXPECT_NE(mail.find(line), std::string::npos) << line << "\n" << mail;
  }
  EXPECT_FALSE(HasErrors(diagnostics));
}

TEST(Mail, ThoseReachedOtherwiseAreNamedApart) {
  Diagnostics diagnostics;
  const std::string mail = MailOf(
      With(FerryCable(),
           {{"TO RYLBDN/EMB DUNMARROW", "TO RYLBDN/EMB DUNMARROW\nZEN/TRADEBOARD PELLWICK"}}),
      diagnostics);
  EXPECT_NE(mail.find("MMHS-Other-Recipients-Indicator-To: TRADEBOARD PELLWICK\r\n"),
            std::string::npos);
  ConversionRules rules;
  rules.number = ChannelNumber::Parse("BDA0043");
  const auto draft = ReadMail(mail, rules);
  ASSERT_TRUE(draft) << draft.error().message;
  EXPECT_EQ(draft->heading[3], "ZEN/TRADEBOARD PELLWICK");
}

// A date-time group is read as it is written; whether there is such a day, nobody asks there.
TEST(Mail, ADayThatIsNoneIsLeftOutAndSaid) {
  Diagnostics diagnostics;
  const std::string mail =
      MailOf(With(BrindlemoorCable(), {{"141030Z MAY 31", "310030Z FEB 31"}}), diagnostics);
  EXPECT_EQ(mail.find("\nDate:"), std::string::npos) << mail;
  const std::string said = RenderDiagnostics(diagnostics, "cable", mail);
  EXPECT_NE(said.find("310030Z FEB 31, which does not say a day that there is"), std::string::npos)
      << said;
}

TEST(Mail, WhatItHasNoPlaceForIsSaid) {
  Diagnostics diagnostics;
  const std::string& text = BrindlemoorCable();
  (void)MailOf(text, diagnostics);
  const std::string said = RenderDiagnostics(diagnostics, "cable", text);
  EXPECT_NE(said.find("no place for the serial numbers of 3 addressees"), std::string::npos)
      << said;
  EXPECT_EQ(said.find("the section"), std::string::npos) << "the text says which it is: " << said;
}

TEST(Mail, ComesBackAsTheSameCable) {
  ConversionRules rules;
  rules.number = ChannelNumber::Parse("BDA0043");
  Diagnostics diagnostics;
  const auto draft = ReadMail(MailOf(FerryCable(), diagnostics), rules);
  ASSERT_TRUE(draft) << draft.error().message;
  EXPECT_EQ(WriteDraft(*draft), FerryCable());
}

TEST(Mail, IsKnownByItsFirstField) {
  EXPECT_TRUE(LooksLikeMail("From: a@cable.example\r\n"));
  EXPECT_TRUE(LooksLikeMail("MMHS-Primary-Precedence: 1\n"));
  EXPECT_FALSE(LooksLikeMail(FerryCable()));
  EXPECT_FALSE(LooksLikeMail("SUBJECT HARBOUR\n"));
  EXPECT_FALSE(LooksLikeMail(""));
}

TEST(Mail, SaysWhatItLacks) {
  const std::string whole =
      "From: \"EMB BRINDLEMOOR\" <e@cable.example>\n"
      "To: \"EMB DUNMARROW\" (RYLBDN) <d@cable.example>\n"
      "MMHS-Primary-Precedence: 1 (routine)\n"
      "MMHS-Acp127-Message-Identifier: RYKABD 0431 1350915\n"
      "Date: Thu, 15 May 2031 09:10:00 +0000\n"
      "\n"
      "UNCLAS\n";
  ConversionRules rules;
  rules.number = ChannelNumber::Parse("BDA0043");
  EXPECT_TRUE(ReadMail(whole, rules));
  struct {
    const char* from;
    const char* to;
    const char* why;
  } const rows[] = {
      {"MMHS-Primary-Precedence", "X-Precedence", "there is no MMHS-Primary-Precedence"},
      {"RYKABD 0431", "RYKABD #431", "MMHS-Acp127-Message-Identifier"},
      {"0431 1350915", "0431", "MMHS-Acp127-Message-Identifier"},
      {"15 May", "15 Mai", "is no date of an e-mail"},
      {"+0000", "+1400", "is no date of an e-mail"},
      {" (RYLBDN)", "", "no addressee has the station"},
      {"From", "X-From", "there is no From"},
      {"\n\nUNCLAS", "\nno field\n", "is no header field"},
  };
  for (const auto& row : rows) {
    const auto draft = ReadMail(With(whole, {{row.from, row.to}}), rules);
    ASSERT_FALSE(draft) << row.from;
    EXPECT_NE(draft.error().message.find(row.why), std::string::npos) << draft.error().message;
  }
  rules.number.reset();
  EXPECT_FALSE(ReadMail(whole, rules)) << "a channel number is not made up";
  rules.to = Profile::kAcp127;
  EXPECT_TRUE(ReadMail(whole, rules));
}

}  // namespace
}  // namespace torntape::cable::testing
