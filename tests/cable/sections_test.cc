// Pages of twenty lines and sections of five textual pages (spec 1.11, 6): the rules by their
// numbers, and that what is put together again is what was cut.

#include "cable/sections.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "cable/paging.h"
#include "cable/section_shelf.h"
#include "tests/cable/cable_testing.h"
#include "tests/cable/generated_draft.h"

namespace torntape::cable::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// A cable with four heading lines (FL5, FM, TO, BT) and so many lines of text, each a sentence.
Draft WithText(std::size_t lines, Profile profile = Profile::kState) {
  const ReadResult read = ReadCable(FerryCable());
  EXPECT_TRUE(read.cable);
  Draft draft = DraftOf(*read.cable);
  draft.profile = profile;
  draft.text = {"UNCLAS"};
  while (draft.text.size() < lines) {
    draft.text.push_back(fmt::format("SENTENCE {}.", draft.text.size()));
  }
  return draft;
}

std::vector<std::string> PageLinesOf(const Draft& draft) {
  std::vector<std::string> lines;
  std::copy_if(draft.text.begin(), draft.text.end(), std::back_inserter(lines), IsPageLine);
  return lines;
}

TEST(PageLines, AreKnownInEveryProfile) {
  for (const char* line : {"PAGE 2 RYKABD 129B UNCLAS", "PAGE 02 RYKABDA0417 UNCLAS",
                           "PAGE 3 RYKABD 417", "PAGE 2 RYKABD 129 S E C R E T",
                           "BRINDLEMOOR 00000417 001.2 OF 002", "PORT AGATE 00000417 002 OF 002"}) {
    EXPECT_TRUE(IsPageLine(line)) << line;
  }
  for (const char* line : {"PAGE 2 OF THE TIDE TABLE", "PAGE RYKABD 129", "THE 00000417 OF 002",
                           "SECTION 01 OF 02", "BRINDLEMOOR 0417 001.2 OF 002", "1 OF 2", ""}) {
    EXPECT_FALSE(IsPageLine(line)) << line;
  }
}

TEST(Paging, TwentyLinesNeedNoPages) {
  std::size_t pages = 0;
  EXPECT_EQ(InPages(WithText(16), pages).size(), 16u);
  EXPECT_EQ(pages, 1u);
}

// Conformance row 99: 21 lines from format line 5 on are two pages.
TEST(Paging, TwentyOneLinesAreTwoPages) {
  std::size_t pages = 0;
  const std::vector<std::string> text = InPages(WithText(17, Profile::kAcp127), pages);
  EXPECT_EQ(pages, 2u);
  ASSERT_EQ(text.size(), 21u);
  EXPECT_EQ(text[15], "SENTENCE 15.");
  EXPECT_EQ(text[16] + text[17] + text[18], "");
  EXPECT_EQ(text[19], "PAGE 2 RYKABD 0431 UNCLAS");
  EXPECT_EQ(text[20], "SENTENCE 16.");
}

TEST(Paging, EachProfileHasItsOwnPageLine) {
  const auto page_line = [](Profile profile) {
    Draft draft = WithText(17, profile);
    draft.text[0] = "UNCLAS BRINDLEMOOR 000431";
    std::size_t pages = 0;
    return InPages(draft, pages)[19];
  };
  EXPECT_EQ(page_line(Profile::kAcp127), "PAGE 2 RYKABD 0431 UNCLAS");
  EXPECT_EQ(page_line(Profile::kJanap128), "PAGE 02 RYKABD0431 UNCLAS");
  EXPECT_EQ(page_line(Profile::kState), "BRINDLEMOOR 00000431 001.2 OF 001");
}

TEST(Paging, OldPagesAreMadeAnew) {
  Draft draft = WithText(40);
  std::size_t pages = 0;
  const std::vector<std::string> once = InPages(draft, pages);
  draft.text = once;
  EXPECT_EQ(InPages(draft, pages), once);
  EXPECT_EQ(pages, 3u);
  EXPECT_EQ(WithoutPages(once), WithText(40).text);
}

TEST(Paging, ALongHeadingTakesPagesOfItsOwn) {
  EXPECT_EQ(TextLinesMax(4), 116u);
  EXPECT_EQ(TextLinesMax(19), 101u);
  EXPECT_EQ(TextLinesMax(20), 100u);
  EXPECT_EQ(TextLinesMax(21), 119u);
}

TEST(Wrapping, CutsAtSpaces) {
  const std::string word(30, 'A');
  EXPECT_EQ(WrapLine(word + " " + word + " " + word),
            (std::vector<std::string>{word + " " + word, word}));
  EXPECT_EQ(WrapLine(std::string(70, 'A')), (std::vector<std::string>{std::string(69, 'A'), "A"}));
  EXPECT_EQ(WrapLine(std::string(69, 'A')), (std::vector<std::string>{std::string(69, 'A')}));
  EXPECT_EQ(WrapLine(""), (std::vector<std::string>{""}));
}

TEST(Sections, WhatFitsIsNotCut) {
  Diagnostics diagnostics;
  const auto drafts = LayOutText(WithText(116), {.sections = true}, diagnostics);
  ASSERT_EQ(drafts.size(), 1u);
  EXPECT_EQ(PageLinesOf(drafts[0]).size(), 5u);
  EXPECT_TRUE(diagnostics.empty());
}

TEST(Sections, StateNumbersThemInFormatLine3) {
  Diagnostics diagnostics;
  const auto drafts = LayOutText(WithText(250), {.sections = true}, diagnostics);
  ASSERT_EQ(drafts.size(), 3u);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(WriteCallingLine(Profile::kState, drafts[1].identification),
            "DE RYKABD #0431/02 1350915");
  EXPECT_EQ(drafts[1].text[0], "UNCLAS SECTION 02 OF 03");
  EXPECT_EQ(drafts[1].number.ToString(), "BDA0044");
  EXPECT_EQ(drafts[1].heading, drafts[0].heading);
  EXPECT_EQ(PageLinesOf(drafts[1])[0], "BRINDLEMOOR 00000431 002.2 OF 003");
  for (const Draft& draft : drafts) {
    const std::string text = WriteDraft(draft);
    EXPECT_EQ(Summarize(ReadCable(text)), "OK") << text;
  }
}

// ACP 127 ¶208f: a serial number each; row 101: the last is FINAL.
TEST(Sections, Acp127GivesEachASerialNumber) {
  Diagnostics diagnostics;
  const auto drafts = LayOutText(WithText(250, Profile::kAcp127), {.sections = true}, diagnostics);
  ASSERT_EQ(drafts.size(), 3u);
  EXPECT_EQ(WriteCallingLine(Profile::kAcp127, drafts[2].identification), "DE RYKABD 0433 1350915");
  EXPECT_EQ(drafts[0].text[0], "UNCLAS SECTION 1 OF 3");
  EXPECT_EQ(drafts[2].text[0], "UNCLAS FINAL SECTION OF 3");
}

// ACP 127 ¶208e1: at a sentence's end on the last page, where there is one.
TEST(Sections, AreCutAtTheEndOfASentence) {
  Draft draft = WithText(200);
  for (std::size_t i = 105; i < 130; ++i) draft.text[i] = "AND STILL NO END";
  Diagnostics diagnostics;
  const auto drafts = LayOutText(draft, {.sections = true}, diagnostics);
  ASSERT_EQ(drafts.size(), 2u);
  EXPECT_EQ(drafts[0].text.back(), "SENTENCE 104.");
  EXPECT_EQ(drafts[1].text[1], "AND STILL NO END");
}

TEST(Sections, WithoutLeaveToCutALongTextIsReported) {
  Diagnostics diagnostics;
  EXPECT_EQ(LayOutText(WithText(117), {.pages = true}, diagnostics).size(), 1u);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics[0].code, DiagnosticCode::kOverlength);
  // Points at the first line of the text, in the cable as it is written.
  EXPECT_EQ(diagnostics[0].where.line, 9);
}

TEST(Sections, NoMoreThanALabelCounts) {
  Diagnostics diagnostics;
  EXPECT_TRUE(LayOutText(WithText(12'000), {.sections = true}, diagnostics).empty());
  EXPECT_TRUE(HasErrors(diagnostics));
}

TEST(Sections, WrappedLinesAreReportedWithTheirPlace) {
  Draft draft = WithText(5);
  draft.text[2] = std::string(40, 'A') + " " + std::string(40, 'B');
  Diagnostics diagnostics;
  const auto drafts = LayOutText(draft, {.wrap = true}, diagnostics);
  ASSERT_EQ(drafts.size(), 1u);
  EXPECT_EQ(drafts[0].text.size(), 6u);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics[0].code, DiagnosticCode::kWrapped);
  EXPECT_EQ(diagnostics[0].where.line, 11);
}

// ---------------------------------------------------------------- putting together

Instant At(Duration since) { return FromCalendar(2031, 5, 15) + since; }

std::vector<SectionArrival> ArrivalsOf(const Draft& whole) {
  Diagnostics diagnostics;
  std::vector<SectionArrival> arrivals;
  for (const Draft& draft : LayOutText(whole, {.sections = true}, diagnostics)) {
    const std::string text = WriteDraft(draft);
    const ReadResult read = ReadCable(text);
    EXPECT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "section", text);
    if (!read.cable) return {};
    auto arrival = SectionOf(*read.cable);
    EXPECT_TRUE(arrival);
    if (arrival) arrivals.push_back(std::move(*arrival));
  }
  return arrivals;
}

TEST(SectionShelf, TakesThemInAnyOrder) {
  const Draft whole = WithText(250);
  auto arrivals = ArrivalsOf(whole);
  ASSERT_EQ(arrivals.size(), 3u);
  SectionShelf shelf;
  shelf.HandleSection(At(minutes(0)), arrivals[2]);
  shelf.HandleSection(At(minutes(1)), arrivals[0]);
  EXPECT_TRUE(shelf.TakeReassembled().empty());
  shelf.HandleSection(At(minutes(2)), arrivals[1]);
  const auto got = shelf.TakeReassembled();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].draft.text, whole.text);
  EXPECT_EQ(WriteDraft(got[0].draft), WriteDraft(whole));
  EXPECT_TRUE(got[0].missing.empty());
  EXPECT_TRUE(shelf.TakeDiagnostics().empty());
}

// Row 104; and what was complete before stays one cable.
TEST(SectionShelf, DropsFurtherCopies) {
  auto arrivals = ArrivalsOf(WithText(250));
  SectionShelf shelf;
  for (int round = 0; round < 2; ++round) {
    for (const SectionArrival& arrival : arrivals) {
      shelf.HandleSection(At(minutes(0)), arrival);
      shelf.HandleSection(At(minutes(0)), arrival);
    }
  }
  EXPECT_EQ(shelf.TakeReassembled().size(), 1u);
  EXPECT_TRUE(shelf.TakeDiagnostics().empty());
  EXPECT_FALSE(shelf.PollTimeout());
}

// Row 103: what waits too long is handed over with its gap, and the section is asked for.
TEST(SectionShelf, AsksForWhatIsMissing) {
  auto arrivals = ArrivalsOf(WithText(250));
  SectionShelf shelf;
  shelf.HandleSection(At(minutes(0)), arrivals[0]);
  shelf.HandleSection(At(minutes(5)), arrivals[2]);
  EXPECT_EQ(shelf.PollTimeout(), At(hours(6)));
  shelf.HandleTime(At(hours(6)) - Duration(1));
  EXPECT_TRUE(shelf.TakeReassembled().empty());
  shelf.HandleTime(At(hours(6)));
  auto got = shelf.TakeReassembled();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].missing, std::vector<int>{2});
  ASSERT_EQ(got[0].requests.size(), 1u);
  EXPECT_EQ(got[0].requests[0], "INT ZDK RYKABD #0431/01 1350915 SECTION 02 OF 03");
  EXPECT_NE(
      std::find(got[0].draft.text.begin(), got[0].draft.text.end(), "SECTION 02 OF 03 IS MISSING"),
      got[0].draft.text.end());
  ASSERT_EQ(shelf.TakeDiagnostics().at(0).code, DiagnosticCode::kSectionMissing);
  EXPECT_FALSE(shelf.PollTimeout());
  // Late, but it makes the cable whole.
  shelf.HandleSection(At(hours(7)), arrivals[1]);
  got = shelf.TakeReassembled();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].draft.text, WithText(250).text);
}

TEST(SectionShelf, TheFirstOneMayBeMissing) {
  auto arrivals = ArrivalsOf(WithText(250));
  SectionShelf shelf;
  shelf.HandleSection(At(minutes(0)), arrivals[1]);
  shelf.HandleTime(At(hours(6)));
  const auto got = shelf.TakeReassembled();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].missing, (std::vector<int>{1, 3}));
  EXPECT_EQ(got[0].draft.text.at(0), "UNCLAS");
  EXPECT_EQ(got[0].draft.text.at(1), "SECTION 01 OF 03 IS MISSING");
  EXPECT_EQ(got[0].draft.text.back(), "SECTION 03 OF 03 IS MISSING");
}

TEST(SectionShelf, UrgentOnesWaitLess) {
  auto arrivals = ArrivalsOf(WithText(250));
  SectionShelf shelf;
  arrivals[0].precedence = Precedence::kFlash;
  shelf.HandleSection(At(minutes(0)), arrivals[0]);
  EXPECT_EQ(shelf.PollTimeout(), At(minutes(30)));
  SectionShelf other;
  arrivals[0].precedence = Precedence::kPriority;
  other.HandleSection(At(minutes(0)), arrivals[0]);
  EXPECT_EQ(other.PollTimeout(), At(hours(3)));
}

// Row 105.
TEST(SectionShelf, KeepsOtherTotalsApart) {
  const auto of_three = ArrivalsOf(WithText(250));
  const auto of_two = ArrivalsOf(WithText(200));
  ASSERT_EQ(of_two.size(), 2u);
  SectionShelf shelf;
  shelf.HandleSection(At(minutes(0)), of_three[0]);
  shelf.HandleSection(At(minutes(0)), of_two[1]);
  ASSERT_EQ(shelf.TakeDiagnostics().at(0).code, DiagnosticCode::kSectionTotal);
  shelf.HandleSection(At(minutes(0)), of_two[0]);
  EXPECT_EQ(shelf.TakeReassembled().at(0).draft.text, WithText(200).text);
  shelf.HandleSection(At(minutes(0)), of_three[1]);
  shelf.HandleSection(At(minutes(0)), of_three[2]);
  EXPECT_EQ(shelf.TakeReassembled().at(0).draft.text, WithText(250).text);
}

TEST(SectionShelf, ACorrectedCopyReplacesAndIsNotReplaced) {
  auto arrivals = ArrivalsOf(WithText(200));
  SectionArrival corrected = arrivals[0];
  corrected.draft.text[2] = "MENDED.";
  corrected.digest = DigestOf("mended");
  corrected.corrected = true;
  SectionShelf shelf;
  shelf.HandleSection(At(minutes(0)), arrivals[0]);
  shelf.HandleSection(At(minutes(0)), corrected);
  shelf.HandleSection(At(minutes(0)), arrivals[0]);
  EXPECT_EQ(shelf.TakeDiagnostics().size(), 2u);
  shelf.HandleSection(At(minutes(0)), arrivals[1]);
  EXPECT_EQ(shelf.TakeReassembled().at(0).draft.text[2], "MENDED.");
}

TEST(SectionShelf, IsBounded) {
  const auto arrivals = ArrivalsOf(WithText(200));
  SectionShelf shelf;
  for (std::size_t i = 0; i < SectionShelf::kCablesMax + 3; ++i) {
    SectionArrival arrival = arrivals[0];
    arrival.date_time = fmt::format("{:06}Z", i);
    shelf.HandleSection(At(minutes(0)), arrival);
  }
  EXPECT_EQ(shelf.size(), SectionShelf::kCablesMax);
  EXPECT_EQ(shelf.TakeReassembled().size(), 3u);
}

// Row 106, and for every profile that has sections: cut, shuffled, some twice, put together.
RC_GTEST_PROP(SectionShelf, WhatIsPutTogetherIsWhatWasCut, ()) {
  Prng prng(*rc::gen::arbitrary<std::uint64_t>());
  const auto profile = *rc::gen::element(Profile::kAcp127, Profile::kState, Profile::kJanap128);
  const Draft whole = GenerateDraft(prng, profile, {.text_lines_max = 700});
  Diagnostics diagnostics;
  const std::vector<Draft> sections = LayOutText(whole, {.sections = true}, diagnostics);
  RC_ASSERT(diagnostics.empty());
  if (sections.size() == 1) {
    RC_ASSERT(WithoutPages(sections[0].text) == whole.text);
    return;
  }
  std::vector<SectionArrival> arrivals;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    RC_ASSERT(WithoutPages(sections[i].text).size() <= TextLinesMax(whole.heading.size()));
    SectionArrival arrival;
    arrival.draft = sections[i];
    arrival.section = static_cast<int>(i) + 1;
    arrival.total = static_cast<int>(sections.size());
    arrival.digest = DigestOf(WriteDraft(sections[i]));
    arrivals.push_back(arrival);
    if (prng.Chance(1, 3)) arrivals.push_back(arrival);
  }
  for (std::size_t i = arrivals.size(); i > 1; --i) {
    std::swap(arrivals[i - 1], arrivals[static_cast<std::size_t>(prng.Below(i))]);
  }
  SectionShelf shelf;
  for (SectionArrival& arrival : arrivals) shelf.HandleSection(At(minutes(0)), std::move(arrival));
  const auto got = shelf.TakeReassembled();
  RC_ASSERT(got.size() == 1u);
  RC_ASSERT(got[0].draft.text == whole.text);
  RC_ASSERT(got[0].draft.heading == whole.heading);
  RC_ASSERT(got[0].draft.ending == whole.ending);
}

}  // namespace
}  // namespace torntape::cable::testing
