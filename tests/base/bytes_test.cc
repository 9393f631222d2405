#include "base/bytes.h"

#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace torntape {
namespace {

using std::string_literals::operator""s;

TEST(Bytes, WhatIsWrittenIsReadAgain) {
  std::string out;
  ByteWriter writer(out);
  writer.Byte(255);
  for (int shift = 0; shift < 64; ++shift) writer.Varint(1ULL << shift);
  writer.Varint(std::numeric_limits<std::uint64_t>::max());
  writer.Text("");
  writer.Text("RYKABD\0x"s);

  ByteReader reader(out);
  EXPECT_EQ(reader.Byte(), 255);
  for (int shift = 0; shift < 64; ++shift) EXPECT_EQ(reader.Varint(), 1ULL << shift);
  EXPECT_EQ(reader.Varint(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(reader.Text(), "");
  EXPECT_EQ(reader.Text(), "RYKABD\0x"s);
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.AtEnd());
}

// With a pen many values are written at once, and the bytes are the same.
TEST(Bytes, APenWritesTheSame) {
  std::string one_by_one;
  ByteWriter writer(one_by_one);
  std::string at_once;
  ByteWriter(at_once).AtMost(2'000, [&](Pen& pen) {
    for (int shift = 0; shift < 64; ++shift) {
      for (const std::uint64_t value : {1ULL << shift, (1ULL << shift) - 1}) {
        writer.Varint(value);
        pen.Varint(value);
        writer.Fixed64(value);
        pen.Fixed64(value);
      }
    }
    writer.Byte(200);
    pen.Byte(200);
    for (const std::string& text : {""s, "RYKABD\0x"s}) {
      writer.Text(text);
      pen.Text(text);
    }
  });
  EXPECT_EQ(at_once, one_by_one);
  EXPECT_LE(one_by_one.size(), 2'000u);
}

TEST(Bytes, WhatIsNotWantedIsNotWritten) {
  std::string out = "as it was";
  ByteWriter(out, false).AtMost(8, [](Pen& pen) { pen.Byte(1); });
  EXPECT_EQ(out, "as it was");
}

TEST(Bytes, VarintsAreLeb128) {
  std::string out;
  ByteWriter(out).Varint(300);
  EXPECT_EQ(out, "\xac\x02");
}

TEST(Bytes, EveryTornRecordIsNoticed) {
  std::string out;
  ByteWriter writer(out);
  writer.Varint(1'000'000);
  writer.Text("OO RYLBDN");
  writer.Byte(1);
  for (std::size_t size = 0; size < out.size(); ++size) {
    ByteReader reader(std::string_view(out).substr(0, size));
    reader.Varint();
    reader.Text();
    reader.Byte();
    EXPECT_FALSE(reader.ok()) << size;
  }
}

TEST(Bytes, AfterAFaultNothingMoreIsRead) {
  ByteReader reader(
      "\x05"
      "abc\x01");
  EXPECT_EQ(reader.Text(), "");  // five announced, four there
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.Byte(), 0);
  EXPECT_EQ(reader.Varint(), 0u);
  EXPECT_TRUE(reader.AtEnd());
}

TEST(Bytes, NumbersOver64BitsAreFaults) {
  ByteReader eleven("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01");
  EXPECT_EQ(eleven.Varint(), 0u);
  EXPECT_FALSE(eleven.ok());
  ByteReader tenth("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
  EXPECT_EQ(tenth.Varint(), 0u);
  EXPECT_FALSE(tenth.ok());
}

TEST(Bytes, FixedWordsAreEightBytesLowestFirst) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Fixed64(0x0102030405060708);
  writer.Fixed64(~std::uint64_t{0});
  EXPECT_EQ(bytes.substr(0, 8), "\x08\x07\x06\x05\x04\x03\x02\x01");
  ByteReader reader(bytes);
  EXPECT_EQ(reader.Fixed64(), 0x0102030405060708u);
  EXPECT_EQ(reader.Fixed64(), ~std::uint64_t{0});
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.AtEnd());
  ByteReader seven(std::string_view(bytes).substr(0, 7));
  EXPECT_EQ(seven.Fixed64(), 0u);
  EXPECT_FALSE(seven.ok());
}

TEST(Bytes, ACountOverItsLimitIsAFault) {
  ByteReader reader("\x03\x04");
  EXPECT_EQ(reader.Bounded(3), 3u);
  EXPECT_EQ(reader.Bounded(3), 0u);
  EXPECT_FALSE(reader.ok());
}

TEST(Bytes, AHugeAnnouncedSizeReadsNothing) {
  ByteReader reader("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x");
  EXPECT_EQ(reader.Text(), "");
  EXPECT_FALSE(reader.ok());
}

}  // namespace
}  // namespace torntape
