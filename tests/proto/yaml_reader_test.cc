#include "proto/yaml_reader.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/proto/sample_message.h"

namespace torntape::proto {
namespace {

using testing::SampleType;

std::string Repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

// What was read, in one line; or everything that was said, as a person sees it.
std::string Read(std::string_view yaml, const YamlLimits& limits = {}) {
  SampleType type;
  const auto message = type.Make();
  SourceMap places;
  Diagnostics diagnostics;
  const bool good = ReadYaml(yaml, *message, places, diagnostics, limits);
  EXPECT_EQ(good, diagnostics.empty()) << "a reading or a reason, never both";
  if (good) return message->ShortDebugString();
  return RenderDiagnostics(diagnostics, "f.yaml", yaml);
}

struct GoodCase {
  const char* name;
  std::string_view yaml;
  std::string_view want;
};

class YamlGood : public ::testing::TestWithParam<GoodCase> {};

TEST_P(YamlGood, IsRead) { EXPECT_EQ(Read(GetParam().yaml), GetParam().want); }

constexpr GoodCase kGood[] = {
    // Text stays what was written, whatever YAML would make of it.
    {"TextIsText", "names: [0417, NO, 1e3, 2031-05-14, true, 0x1F, .5, ~, null, NULL]",
     R"(names: "0417" names: "NO" names: "1e3" names: "2031-05-14" names: "true" names: "0x1F" )"
     R"(names: ".5" names: "~" names: "null" names: "NULL")"},
    {"NullIsAName", "name: NULL", R"(name: "NULL")"},
    {"Quotes", R"(names: ["a\tb", 'it''s', "", "~", '#'])",
     R"(names: "a\tb" names: "it\'s" names: "" names: "~" names: "#")"},
    {"Blocks", "name: >\n  two\n  lines\nleft: |\n  a\n  b\n",
     R"(name: "two lines\n" left: "a\nb\n")"},
    {"Utf8", "name: Zürich 北", R"(name: "Z\303\274rich \345\214\227")"},
    {"ColonWithoutSpace", "name: 10:42:00", R"(name: "10:42:00")"},
    {"Comments", "# one\nname: a # two\n# three\ncount: 1\n", R"(name: "a" count: 1)"},
    // Numbers, by the type of the field.
    {"Whole",
     "count: 4294967295\noffset: -9223372036854775808\nbig: 18446744073709551615\nsmall: 0",
     "count: 4294967295 offset: -9223372036854775808 big: 18446744073709551615"},
    {"QuotedNumber", "count: '12'", "count: 12"},
    {"Fractions", "ratio: 1e-3\nweight: -0.5", "ratio: 0.001 weight: -0.5"},
    {"Booleans", "enabled: true", "enabled: true"},
    {"Words", "colour: dark_green\ncolours: [red, red]",
     "colour: DARK_GREEN colours: RED colours: RED"},
    // Shapes.
    {"EmptyLists", "names: []\nitems: []", ""},
    {"EmptyKeys", "inner: {}", "inner { }"},
    {"Nested", "items:\n  - name: a\n    inner: {count: 1}\n  - {name: b, numbers: [1, 2]}\n",
     R"(items { name: "a" inner { count: 1 } } items { name: "b" numbers: 1 numbers: 2 })"},
    {"ListAtTheColumnOfItsKey", "names:\n- a\n- b\n", R"(names: "a" names: "b")"},
    {"DocumentMark", "---\nname: a\n...\n", R"(name: "a")"},
    {"ByteOrderMarkAndCrLf", "\xef\xbb\xbfname: a\r\ncount: 1\r\n", R"(name: "a" count: 1)"},
    {"OneOfTwo", "right: b", R"(right: "b")"},
};
INSTANTIATE_TEST_SUITE_P(Yaml, YamlGood, ::testing::ValuesIn(kGood),
                         [](const auto& row) { return std::string(row.param.name); });

struct BadCase {
  const char* name;
  std::string yaml;
  std::string_view want;  // all that is said
};

class YamlBad : public ::testing::TestWithParam<BadCase> {};

TEST_P(YamlBad, IsRefusedWithReasons) { EXPECT_EQ(Read(GetParam().yaml), GetParam().want); }

const BadCase kBad[] = {
    {"Empty", "", "f.yaml: error S810 EMPTY_FILE: the file says nothing\n"},
    {"CommentsOnly",
     "# nothing\n"
     "---\n",
     "f.yaml: error S810 EMPTY_FILE: the file says nothing\n"},
    {"DuplicateKey",
     "name: a\n"
     "count: 1\n"
     "name: b\n",
     "f.yaml:3:1: error S811 DUPLICATE_KEY: \"name\" stands here again; it stands first in line 1\n"
     "  name: b\n"
     "  ^~~~\n"
     "  hint: keep one of them\n"},
    {"UnknownKeys",
     "nmae: a\n"
     "coutn: 2\n"
     "whatever_else: 3\n"
     "COUNT: 3\n",
     "f.yaml:1:1: error S813 UNKNOWN_KEY: there is no key \"nmae\" at the top of the file\n"
     "  nmae: a\n"
     "  ^~~~\n"
     "  hint: did you mean \"name\"?\n"
     "f.yaml:2:1: error S813 UNKNOWN_KEY: there is no key \"coutn\" at the top of the file\n"
     "  coutn: 2\n"
     "  ^~~~~\n"
     "  hint: did you mean \"count\"?\n"
     "f.yaml:3:1: error S813 UNKNOWN_KEY: there is no key \"whatever_else\" at the top of the "
     "file\n"
     "  whatever_else: 3\n"
     "  ^~~~~~~~~~~~~\n"
     "  hint: the keys here are: name, count, offset, ratio, weight, enabled, colour, names, "
     "numbers, colours, inner, items, left, right, big, small\n"
     "f.yaml:4:1: error S813 UNKNOWN_KEY: there is no key \"COUNT\" at the top of the file\n"
     "  COUNT: 3\n"
     "  ^~~~~\n"
     "  hint: did you mean \"count\"?\n"},
    {"TabIndent",
     "name: a\n"
     "inner:\n"
     "\x09name: b\n",
     "f.yaml:3:1: error S804 NOT_YAML: a tab stands at the beginning of the line\n"
     "  \\tname: b\n"
     "  ^~\n"
     "  hint: indent with spaces\n"},
    {"AnchorAndAlias",
     "name: &a x\n"
     "left: *a\n",
     "f.yaml:1:7: error S806 ANCHOR: an anchor (&) is given to a value\n"
     "  name: &a x\n"
     "        ^\n"
     "  hint: leave it out, and write each value where it counts\n"
     "f.yaml:2:7: error S806 ANCHOR: an alias (*) stands for a value\n"
     "  left: *a\n"
     "        ^\n"
     "  hint: write the value itself\n"},
    {"Tags",
     "name: !!str x\n"
     "count: !int 3\n",
     "f.yaml:1:7: error S807 TAG: the tag \"tag:yaml.org,2002:str\" is given to a value\n"
     "  name: !!str x\n"
     "        ^\n"
     "  hint: leave it out\n"
     "f.yaml:2:8: error S807 TAG: the tag \"!int\" is given to a value\n"
     "  count: !int 3\n"
     "         ^\n"
     "  hint: leave it out\n"},
    {"MergeKey", "inner: {<<: {name: x}, count: 1}\n",
     "f.yaml:1:9: error S808 MERGE_KEY: \"<<\" takes keys from elsewhere\n"
     "  inner: {<<: {name: x}, count: 1}\n"
     "          ^~\n"
     "  hint: write the keys that are meant\n"},
    {"SecondDocument",
     "name: a\n"
     "---\n"
     "name: b\n",
     "f.yaml:2:1: error S809 SEVERAL_DOCUMENTS: a second document begins here\n"
     "  ---\n"
     "  ^\n"
     "  hint: put it into a file of its own\n"},
    {"WrongShapes",
     "name: [a]\n"
     "names: a\n"
     "inner: 3\n"
     "items: {name: a}\n",
     "f.yaml:1:7: error S814 WRONG_SHAPE: \"name\" wants a single value, and here is a list\n"
     "  name: [a]\n"
     "        ^\n"
     "f.yaml:2:8: error S814 WRONG_SHAPE: \"names\" wants a list, and here is a single value\n"
     "  names: a\n"
     "         ^\n"
     "f.yaml:3:8: error S814 WRONG_SHAPE: \"inner\" wants a group of keys, and here is a single "
     "value\n"
     "  inner: 3\n"
     "         ^\n"
     "f.yaml:4:8: error S814 WRONG_SHAPE: \"items\" wants a list, and here is a group of keys\n"
     "  items: {name: a}\n"
     "         ^\n"},
    {"WholeNumbers",
     "count: 0417\n"
     "offset: 1e3\n"
     "small: 99999999999\n"
     "count: 1_000\n"
     "big: -1\n",
     "f.yaml:1:8: error S816 BAD_NUMBER: \"count\" wants a whole number, and here is \"0417\"\n"
     "  count: 0417\n"
     "         ^~~~\n"
     "  hint: leave out the zeros in front\n"
     "f.yaml:2:9: error S816 BAD_NUMBER: \"offset\" wants a whole number, and here is \"1e3\"\n"
     "  offset: 1e3\n"
     "          ^~~\n"
     "  hint: write digits only, as in 9600\n"
     "f.yaml:3:8: error S817 OUT_OF_RANGE: \"small\" goes from -2147483648 to 2147483647, and here "
     "is \"99999999999\"\n"
     "  small: 99999999999\n"
     "         ^~~~~~~~~~~\n"
     "f.yaml:4:1: error S811 DUPLICATE_KEY: \"count\" stands here again; it stands first in line "
     "1\n"
     "  count: 1_000\n"
     "  ^~~~~\n"
     "  hint: keep one of them\n"
     "f.yaml:5:6: error S817 OUT_OF_RANGE: \"big\" is never below zero, and here is \"-1\"\n"
     "  big: -1\n"
     "       ^~\n"},
    {"BooleanWord", "enabled: yes\n",
     "f.yaml:1:10: error S818 BAD_BOOLEAN: \"enabled\" is either true or false, and here is "
     "\"yes\"\n"
     "  enabled: yes\n"
     "           ^~~\n"
     "  hint: write true or false, in lower case\n"},
    {"Words",
     "colour: DARK_GREEN\n"
     "colours: [red, dark_gren, purple, colour_unspecified]\n",
     "f.yaml:1:9: error S819 BAD_WORD: \"colour\" cannot be \"DARK_GREEN\"\n"
     "  colour: DARK_GREEN\n"
     "          ^~~~~~~~~~\n"
     "  hint: did you mean \"dark_green\"?\n"
     "f.yaml:2:16: error S819 BAD_WORD: \"colours[1]\" cannot be \"dark_gren\"\n"
     "  colours: [red, dark_gren, purple, colour_unspecified]\n"
     "                 ^~~~~~~~~\n"
     "  hint: did you mean \"dark_green\"?\n"
     "f.yaml:2:27: error S819 BAD_WORD: \"colours[2]\" cannot be \"purple\"\n"
     "  colours: [red, dark_gren, purple, colour_unspecified]\n"
     "                            ^~~~~~\n"
     "  hint: it is one of: red, dark_green\n"
     "f.yaml:2:35: error S819 BAD_WORD: \"colours[3]\" cannot be \"colour_unspecified\"\n"
     "  colours: [red, dark_gren, purple, colour_unspecified]\n"
     "                                    ^~~~~~~~~~~~~~~~~~\n"
     "  hint: it is one of: red, dark_green\n"},
    {"NoValues",
     "name:\n"
     "items:\n"
     "  -\n"
     "  - name: x\n"
     "inner: {count}\n",
     "f.yaml:1:1: error S815 NO_VALUE: \"name\" has no value\n"
     "  name:\n"
     "  ^~~~\n"
     "f.yaml:3:3: error S815 NO_VALUE: \"items[0]\" has no value; it wants a group of keys\n"
     "    -\n"
     "    ^\n"
     "f.yaml:5:9: error S815 NO_VALUE: \"count\" has no value\n"
     "  inner: {count}\n"
     "          ^~~~~\n"},
    {"KeysThatAreNoWords",
     "? [a, b]\n"
     ": c\n"
     "{x: y}: 3\n",
     "f.yaml:1:3: error S812 BAD_KEY: a list cannot be a key\n"
     "  ? [a, b]\n"
     "    ^\n"
     "  hint: a key is a word before a colon\n"
     "f.yaml:3:1: error S812 BAD_KEY: a group of keys cannot be a key\n"
     "  {x: y}: 3\n"
     "  ^\n"
     "  hint: a key is a word before a colon\n"},
    {"TooDeepKeys", Repeated("inner: {", 70) + "name: x" + Repeated("}", 70),
     "f.yaml:1:512: error S805 TOO_DEEP: values stand inside each other more than 64 deep\n"
     "  ...nner: {inner: {inner: {inner: {inner: {inner: {inner: {inner: {inner: {inner: {name: "
     "x}}}}}}}}}}}}}}...\n"
     "                                   ^\n"},
    {"EndlessList", Repeated("[", 100'000),
     "f.yaml:1:33: error S805 TOO_DEEP: values stand inside each other more than 64 deep\n"
     "  "
     "...[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[...\n"
     "                                   ^\n"},
    {"EndlessBlockList", Repeated("- ", 10'000),
     "f.yaml:1:129: error S805 TOO_DEEP: values stand inside each other more than 64 deep\n"
     "  ...- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - "
     "- - - - - - ...\n"
     "                                   ^\n"},
    {"NulByte",
     std::string("name: a\x00"
                 "b\n",
                 10),
     "f.yaml:1:8: error S803 BAD_ENCODING: the byte 0x00 begins no printable character of UTF-8\n"
     "  name: a\\x00b\n"
     "         ^~~~\n"
     "  hint: is this a binary file?\n"},
    {"Latin1", "name: caf\xe9\n",
     "f.yaml:1:10: error S803 BAD_ENCODING: the byte 0xe9 begins no printable character of UTF-8\n"
     "  name: caf\\xe9\n"
     "           ^~~~\n"
     "  hint: save the file as UTF-8\n"},
    {"OpenBracket",
     "names: [a, b\n"
     "count: 3\n",
     "f.yaml:1:8: error S804 NOT_YAML: a bracket is opened here and not closed\n"
     "  names: [a, b\n"
     "         ^\n"
     "  hint: what stands in line 2 cannot be inside it\n"},
    {"OpenQuotes",
     "name: \"never closed\n"
     "count: 3\n",
     "f.yaml:1:7: error S804 NOT_YAML: quotes are opened here and not closed\n"
     "  name: \"never closed\n"
     "        ^\n"},
    {"ColonInText", "name: a: b\n",
     "f.yaml:1:8: error S804 NOT_YAML: a \":\" stands where no key can end\n"
     "  name: a: b\n"
     "         ^\n"
     "  hint: a text that holds \": \" stands in quotes\n"},
    {"IndentBroken",
     "inner:\n"
     "  name: a\n"
     " count: 3\n",
     "f.yaml:3:2: error S804 NOT_YAML: the keys of this entry break off here\n"
     "   count: 3\n"
     "   ^\n"
     "  hint: keys of one entry begin in one column, and what belongs to a key stands further "
     "right\n"},
    {"BothOfOne",
     "left: a\n"
     "right: b\n",
     "f.yaml:2:1: error S820 CONTRADICTION: \"right\" is given, and \"left\" as well\n"
     "  right: b\n"
     "  ^~~~~\n"
     "  hint: give only one of them\n"},
    {"Numbers",
     "ratio: nan\n"
     "weight: 1e99\n"
     "offset: abc\n"
     "numbers: [1, x, 3.5]\n"
     "ratio: 0x10\n",
     "f.yaml:1:8: error S816 BAD_NUMBER: \"ratio\" wants a number, and here is \"nan\"\n"
     "  ratio: nan\n"
     "         ^~~\n"
     "  hint: write it as in 12, 0.05 or 1e6\n"
     "f.yaml:2:9: error S817 OUT_OF_RANGE: \"1e99\" is too large or too small for \"weight\"\n"
     "  weight: 1e99\n"
     "          ^~~~\n"
     "f.yaml:3:9: error S816 BAD_NUMBER: \"offset\" wants a whole number, and here is \"abc\"\n"
     "  offset: abc\n"
     "          ^~~\n"
     "  hint: write digits only, as in 9600\n"
     "f.yaml:4:14: error S816 BAD_NUMBER: \"numbers[1]\" wants a whole number, and here is \"x\"\n"
     "  numbers: [1, x, 3.5]\n"
     "               ^\n"
     "  hint: write digits only, as in 9600\n"
     "f.yaml:4:17: error S816 BAD_NUMBER: \"numbers[2]\" wants a whole number, and here is "
     "\"3.5\"\n"
     "  numbers: [1, x, 3.5]\n"
     "                  ^~~\n"
     "  hint: write digits only, as in 9600\n"
     "f.yaml:5:1: error S811 DUPLICATE_KEY: \"ratio\" stands here again; it stands first in line "
     "1\n"
     "  ratio: 0x10\n"
     "  ^~~~~\n"
     "  hint: keep one of them\n"},
    {"NoKeysAtAll", "just text\n",
     "f.yaml:1:1: error S814 WRONG_SHAPE: the file wants a group of keys, and here is a single "
     "value\n"
     "  just text\n"
     "  ^~~~~~~~~\n"},
    {"ReservedCharacter", "name: @x\n",
     "f.yaml:1:7: error S804 NOT_YAML: no value begins with this character\n"
     "  name: @x\n"
     "        ^\n"
     "  hint: a text that begins with @, `, % or a tab stands in quotes\n"},
    {"BehindAByteOrderMark", "\xef\xbb\xbfnmae: x\n",
     "f.yaml:1:4: error S813 UNKNOWN_KEY: there is no key \"nmae\" at the top of the file\n"
     "  \\xef\\xbb\\xbfnmae: x\n"
     "              ^~~~\n"
     "  hint: did you mean \"name\"?\n"},
    {"BehindCrLf",
     "name: x\x0d\n"
     "nmae: y\x0d\n",
     "f.yaml:2:1: error S813 UNKNOWN_KEY: there is no key \"nmae\" at the top of the file\n"
     "  nmae: y\n"
     "  ^~~~\n"
     "  hint: did you mean \"name\"?\n"},
    {"LoneCarriageReturn", "name: x\x0dnmae: y\x0d",
     "f.yaml:1:8: error S803 BAD_ENCODING: the byte 0x0d begins no printable character of UTF-8\n"
     "  name: x\\x0dnmae: y\n"
     "         ^~~~\n"
     "  hint: lines end with LF, or with CR LF\n"},
    {"Utf16",
     std::string("\xff\xfen\x00"
                 "a\x00",
                 6),
     "f.yaml:1:1: error S803 BAD_ENCODING: the byte 0xff begins no printable character of UTF-8\n"
     "  \\xff\\xfen\\x00a\\x00\n"
     "  ^~~~\n"
     "  hint: save the file as UTF-8\n"},
    {"BracketTooMany", "names: [a]]\n",
     "f.yaml:1:11: error S804 NOT_YAML: a bracket is closed that is not open\n"
     "  names: [a]]\n"
     "            ^\n"},
    {"ListTooFarLeft",
     "names:\n"
     "  - a\n"
     "- b\n",
     "f.yaml:3:1: error S804 NOT_YAML: the keys of this entry break off here\n"
     "  - b\n"
     "  ^\n"
     "  hint: keys of one entry begin in one column, and what belongs to a key stands further "
     "right\n"},
    {"AliasOfNothing", "left: *nobody\n",
     "f.yaml:1:7: error S804 NOT_YAML: an alias (*) stands for a value that there is not\n"
     "  left: *nobody\n"
     "        ^\n"
     "  hint: write the value itself\n"},
    {"BehindABlock",
     "name: |\n"
     "  two\n"
     "  lines\n"
     "nmae: x\n",
     "f.yaml:4:1: error S813 UNKNOWN_KEY: there is no key \"nmae\" at the top of the file\n"
     "  nmae: x\n"
     "  ^~~~\n"
     "  hint: did you mean \"name\"?\n"},
    {"NothingBetweenCommas", "names: [a, , b]\n",
     "f.yaml:1:10: error S815 NO_VALUE: \"names[1]\" has no value; it wants a single value\n"
     "  names: [a, , b]\n"
     "           ^\n"},
};
INSTANTIATE_TEST_SUITE_P(Yaml, YamlBad, ::testing::ValuesIn(kBad),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(YamlLimits, Bytes) {
  YamlLimits limits;
  limits.bytes_max = 8;
  EXPECT_EQ(Read("count: 1", limits), "count: 1");
  EXPECT_EQ(Read("count: 10", limits),
            "f.yaml: error S802 FILE_TOO_LARGE: the file has 9 bytes, 8 are read at most\n");
}

TEST(YamlLimits, Values) {
  YamlLimits limits;
  limits.values_max = 5;
  EXPECT_EQ(Read("names: [a, b]", limits), R"(names: "a" names: "b")");
  EXPECT_EQ(Read("names: [a, b, c]", limits),
            "f.yaml:1:15: error S802 FILE_TOO_LARGE: the file has more than 5 values\n"
            "  names: [a, b, c]\n"
            "                ^\n");
}

TEST(YamlLimits, Depth) {
  YamlLimits limits;
  limits.depth_max = 3;
  EXPECT_EQ(Read("inner: {inner: {count: 1}}", limits), "inner { inner { count: 1 } }");
  EXPECT_EQ(Read("inner: {inner: {inner: {}}}", limits),
            "f.yaml:1:24: error S805 TOO_DEEP: values stand inside each other more than 3 deep\n"
            "  inner: {inner: {inner: {}}}\n"
            "                         ^\n");
}

TEST(YamlLimits, FaultsAreCountedNotAllListed) {
  std::string yaml = "names: [a]\nnumbers:\n";
  for (int i = 0; i < 5000; ++i) yaml += "  - x\n";
  SampleType type;
  const auto message = type.Make();
  SourceMap places;
  Diagnostics diagnostics;
  EXPECT_FALSE(ReadYaml(yaml, *message, places, diagnostics));
  ASSERT_EQ(diagnostics.size(), 1001U);
  EXPECT_EQ(diagnostics.back().code, DiagnosticCode::kTooManyFileFaults);
}

TEST(SourceMap, KnowsTheNearestPlace) {
  constexpr std::string_view kYaml =
      "name: a\n"
      "items:\n"
      "  - name: b\n"
      "  - {count: 7}\n";
  SampleType type;
  const auto message = type.Make();
  SourceMap places;
  Diagnostics diagnostics;
  ASSERT_TRUE(ReadYaml(kYaml, *message, places, diagnostics));
  EXPECT_EQ(places.Find("name"), (SourceSpan{1, 7, 1}));
  EXPECT_EQ(places.Find("items[0].name"), (SourceSpan{3, 11, 1}));
  EXPECT_EQ(places.Find("items[1].count"), (SourceSpan{4, 13, 1}));
  EXPECT_EQ(places.Find("items[1].name"), (SourceSpan{4, 5, 1})) << "the entry it would stand in";
  EXPECT_EQ(places.Find("items[7].name"), (SourceSpan{3, 3, 1})) << "the list";
  EXPECT_EQ(places.Find("colour"), (SourceSpan{})) << "the file";
  EXPECT_TRUE(places.Has("items[1].count"));
  EXPECT_FALSE(places.Has("items[0].count"));
}

}  // namespace
}  // namespace torntape::proto
