// What a text holds besides words (spec 1.11).

#include "cable/text_structure.h"

#include <gtest/gtest.h>

namespace torntape::cable::testing {
namespace {

using Lines = std::vector<std::string_view>;

TEST(TextStructure, OfAStateCable) {
  const Lines text = {"C O N F I D E N T I A L SECTION 01 OF 02 NORTH BRINDLEMOOR 000417",
                      "",
                      "SIPDIS",
                      "",
                      "E.O. 99999: DECL: 03/29/2041",
                      "TAGS: ETRD, EFIS",
                      "SUBJECT: HERRING QUOTA TALKS OPEN IN",
                      "BRINDLEMOOR",
                      "",
                      "REF: HAVENMOUTH 118",
                      "",
                      "1. (SBU) THE TALKS OPENED.",
                      "BRINDLEMOOR 00000417 001.2 OF 002",
                      "THEY WENT ON.",
                      "",
                      "2. (C/NF) THEY ENDED.",
                      "Quill"};
  const TextStructure found = ReadTextStructure(text);
  EXPECT_EQ(found.reference_number, "NORTH BRINDLEMOOR 000417");
  ASSERT_EQ(found.sections.size(), 1u);
  EXPECT_EQ(found.sections[0].total, 2);
  EXPECT_EQ(found.captions, Lines{"SIPDIS"});
  EXPECT_EQ(found.declassification, "99999: DECL: 03/29/2041");
  EXPECT_EQ(found.tags, (std::vector<std::string>{"ETRD", "EFIS"}));
  EXPECT_EQ(found.subject, "HERRING QUOTA TALKS OPEN IN BRINDLEMOOR");
  EXPECT_EQ(found.references, "HAVENMOUTH 118");
  ASSERT_EQ(found.paragraphs.size(), 2u);
  EXPECT_EQ(found.paragraphs[0].portion, "SBU");
  EXPECT_EQ(found.paragraphs[0].line, 11u);
  EXPECT_EQ(found.paragraphs[0].end, 14u);
  EXPECT_EQ(found.paragraphs[1].portion, "C/NF");
  ASSERT_EQ(found.page_lines.size(), 1u);
  EXPECT_EQ(found.page_lines[0].line, 12u);
  EXPECT_EQ(found.signature, 16u);
}

TEST(TextStructure, SectionsRunTogether) {
  const Lines text = {"UNCLAS SECTION 1 OF 3",     "A", "UNCLAS SECTION 2 OF 3", "B",
                      "UNCLAS FINAL SECTION OF 3", "C"};
  const TextStructure found = ReadTextStructure(text);
  ASSERT_EQ(found.sections.size(), 3u);
  EXPECT_EQ(found.sections[1].section, 2);
  EXPECT_EQ(found.sections[2].section, 3);
  EXPECT_TRUE(found.sections[2].final);
  EXPECT_EQ(found.sections[2].line, 4u);
}

TEST(TextStructure, SubjectOfAFormattedMessage) {
  const Lines text = {"UNCLAS //N01210//", "SUBJ/LIGHTS OF THE", "/INNER CHANNEL//", "RMKS/1. A"};
  EXPECT_EQ(ReadTextStructure(text).subject, "LIGHTS OF THE /INNER CHANNEL//");
}

TEST(TextStructure, ASectionGoesOnWithTheCount) {
  const Lines text = {"UNCLAS", "4. D", "5. E", "16. F"};
  const TextStructure found = ReadTextStructure(text);
  ASSERT_EQ(found.paragraphs.size(), 3u);
  EXPECT_EQ(found.paragraphs[0].number, 4);
  EXPECT_EQ(found.paragraphs[2].number, 6);
}

TEST(TextStructure, LinksOfArchiveCopiesAreTakenOut) {
  const Lines text = {"UNCLAS", "TAGS: [ECON](#) [EFIS](#), PREL [BROKEN]("};
  EXPECT_EQ(ReadTextStructure(text).tags,
            (std::vector<std::string>{"ECON", "EFIS", "PREL", "[BROKEN]("}));
}

TEST(TextStructure, NothingInvented) {
  EXPECT_TRUE(ReadTextStructure({}).paragraphs.empty());
  const Lines text = {"", "FERRY TIMETABLE", "PAGE TURNED", "OF OLD 1234 5"};
  const TextStructure found = ReadTextStructure(text);
  EXPECT_TRUE(found.page_lines.empty());
  EXPECT_TRUE(found.subject.empty());
  EXPECT_FALSE(found.signature);
}

TEST(TextStructure, ItsListsAreBounded) {
  const Lines text(2 * kTextItemsMax, "SIPDIS");
  EXPECT_EQ(ReadTextStructure(text).captions.size(), kTextItemsMax);
}

}  // namespace
}  // namespace torntape::cable::testing
