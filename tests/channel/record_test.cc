#include "channel/record.h"

#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/channel/cables.h"
#include "tests/channel/seeds.h"

namespace torntape::channel {
namespace {

using cable::Precedence;

cable::RoutingIndicator AnyIndicator(Prng& prng) {
  std::string letters;
  const auto size = prng.Between(4, 8);
  for (int i = 0; i < size; ++i) letters.push_back(static_cast<char>('A' + prng.Below(26)));
  return testing::Ri(letters);
}

cable::ChannelNumber AnyNumber(Prng& prng) {
  std::string letters;
  for (int i = 0; i < 3; ++i) letters.push_back(static_cast<char>('A' + prng.Below(26)));
  const std::uint8_t digits = prng.Chance(1, 2) ? 3 : 4;
  const auto serial = static_cast<std::uint16_t>(1 + prng.Below(cable::CycleOf(digits)));
  return {cable::ChannelDesignator::Of(letters), serial, digits};
}

std::string AnyText(Prng& prng, std::size_t size_max) {
  std::string text;
  const std::uint64_t size = prng.Below(size_max + 1);
  for (std::uint64_t i = 0; i < size; ++i) text.push_back(static_cast<char>(prng.Below(256)));
  return text;
}

cable::CalledList AnyCalled(Prng& prng, std::uint64_t size) {
  cable::CalledList called;
  for (std::uint64_t i = 0; i < size; ++i) {
    called.push_back({AnyIndicator(prng), static_cast<cable::Role>(prng.Below(2))});
  }
  return called;
}

cable::Transmission AnyTransmission(Prng& prng) {
  cable::Transmission one;
  if (prng.Chance(9, 10)) one.number = AnyNumber(prng);
  for (std::uint64_t i = prng.Below(prng.Chance(1, 8) ? 65 : 5); i > 0; --i) {
    one.trace.push_back(AnyNumber(prng));
  }
  one.precedence = static_cast<Precedence>(prng.Below(cable::kPrecedenceCount));
  one.called = AnyCalled(prng, prng.Below(prng.Chance(1, 8) ? 501 : 5));
  for (std::uint64_t i = prng.Below(4); i > 0; --i) {
    one.pilots.push_back({AnyText(prng, 40), AnyText(prng, 20), AnyText(prng, 100)});
  }
  auto heading = MakeRef<cable::Heading>();
  cable::MessageIdentification& id = heading->identification;
  id.calling = AnyIndicator(prng);
  id.serial = static_cast<std::uint16_t>(prng.Below(10000));
  id.serial_digits = static_cast<std::uint8_t>(prng.Below(5));
  id.position = prng.Chance(1, 4) ? 'B' : '\0';
  id.section = static_cast<std::uint8_t>(prng.Below(100));
  id.filing.form = static_cast<cable::FilingTime::Form>(prng.Below(3));
  id.filing.day = static_cast<std::uint16_t>(prng.Below(367));
  id.filing.hour = static_cast<std::uint8_t>(prng.Below(24));
  id.filing.minute = static_cast<std::uint8_t>(prng.Below(60));
  heading->calling_line = AnyText(prng, 60);
  heading->instruction_lines = AnyText(prng, prng.Chance(1, 8) ? 8192 : 60);
  heading->classification = static_cast<cable::Classification>(prng.Below(6));
  heading->special_category = prng.Chance(1, 4) ? 'B' : '\0';
  heading->action_precedence = static_cast<Precedence>(prng.Below(cable::kPrecedenceCount));
  if (prng.Chance(1, 2)) {
    heading->info_precedence = static_cast<Precedence>(prng.Below(cable::kPrecedenceCount));
  }
  heading->always_deliver = prng.Chance(1, 2);
  heading->body_digest = {prng.Next(), prng.Next()};
  one.heading = heading;
  return one;
}

void ExpectSame(const cable::Transmission& a, const cable::Transmission& b) {
  EXPECT_EQ(a.number, b.number);
  EXPECT_EQ(a.trace, b.trace);
  EXPECT_EQ(a.precedence, b.precedence);
  EXPECT_EQ(a.called, b.called);
  EXPECT_EQ(a.pilots, b.pilots);
  EXPECT_EQ(*a.heading, *b.heading);
}

std::string AnyTakenBytes(Prng& prng, TakenRecord& record) {
  record.cable = prng.Next() >> prng.Below(64);
  record.at_ns = static_cast<std::int64_t>(prng.Next());
  if (prng.Chance(1, 2)) record.from = static_cast<std::uint16_t>(prng.Next());
  record.count = prng.Next() >> prng.Below(64);
  record.deliver_here = prng.Chance(1, 2);
  if (prng.Chance(1, 4)) record.asks_about = static_cast<std::uint16_t>(prng.Next());
  record.body_bytes = prng.Below(cable::kBodyBytesMax + 1);
  record.transmission = AnyTransmission(prng);
  for (std::uint64_t i = prng.Below(4); i > 0; --i) {
    record.copies.push_back(
        {static_cast<std::uint16_t>(prng.Next()),
         static_cast<Precedence>(prng.Below(cable::kPrecedenceCount)),
         AnyCalled(prng, prng.Below(4)),
         prng.Chance(1, 3) ? AnyCalled(prng, 1)[0].indicator : cable::RoutingIndicator{}});
  }
  for (std::uint64_t i = prng.Below(3); i > 0; --i) {
    record.set_aside.push_back(
        {AnyCalled(prng, 1)[0], static_cast<cable::Reason>(prng.Below(cable::kReasonCount))});
  }
  for (std::uint64_t i = prng.Below(4); i > 0; --i) {
    record.identities.push_back({prng.Next(), prng.Next()});
  }
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Varint(record.cable);
  writer.Varint(static_cast<std::uint64_t>(record.at_ns));
  writer.Varint(record.from ? *record.from + 1u : 0u);
  writer.Varint(record.count);
  writer.Byte(record.deliver_here ? 1 : 0);
  writer.Varint(record.asks_about ? *record.asks_about + 1u : 0u);
  writer.Varint(record.body_bytes);
  WriteTransmission(writer, record.transmission);
  writer.Varint(record.copies.size());
  for (const TakenCopy& copy : record.copies) {
    writer.Varint(copy.channel);
    writer.Byte(static_cast<std::uint8_t>(copy.precedence));
    WriteCalled(writer, copy.called.span());
    writer.Byte(copy.rerouted_from.none() ? 0 : 1);
    if (!copy.rerouted_from.none()) writer.Fixed64(copy.rerouted_from.packed());
  }
  WriteIdentities(writer, record.identities);
  writer.Varint(record.set_aside.size());
  for (const SetAside& one : record.set_aside) {
    writer.Fixed64(one.called.indicator.packed());
    writer.Byte(static_cast<std::uint8_t>(one.called.role));
    writer.Byte(static_cast<std::uint8_t>(one.reason));
  }
  return bytes;
}

std::optional<TakenRecord> Read(std::string_view bytes) {
  ByteReader reader(bytes);
  return ReadTaken(reader);
}

TEST(Record, ComesBackAsItWasWritten) {
  const std::uint64_t first = testing::SeedOr(1);
  for (std::uint64_t seed = first; seed < first + testing::SeedCount(300); ++seed) {
    SCOPED_TRACE(testing::RerunLine(seed, "channel_test"));
    Prng prng(seed);
    TakenRecord want;
    const std::string bytes = AnyTakenBytes(prng, want);
    const auto got = Read(bytes);
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(got->cable, want.cable);
    EXPECT_EQ(got->at_ns, want.at_ns);
    EXPECT_EQ(got->from, want.from);
    EXPECT_EQ(got->count, want.count);
    EXPECT_EQ(got->deliver_here, want.deliver_here);
    EXPECT_EQ(got->asks_about, want.asks_about);
    ASSERT_EQ(got->set_aside.size(), want.set_aside.size());
    for (std::size_t i = 0; i < want.set_aside.size(); ++i) {
      EXPECT_EQ(got->set_aside[i].called, want.set_aside[i].called);
      EXPECT_EQ(got->set_aside[i].reason, want.set_aside[i].reason);
    }
    EXPECT_EQ(got->body_bytes, want.body_bytes);
    ExpectSame(got->transmission, want.transmission);
    ASSERT_EQ(got->copies.size(), want.copies.size());
    for (std::size_t i = 0; i < want.copies.size(); ++i) {
      EXPECT_EQ(got->copies[i].channel, want.copies[i].channel);
      EXPECT_EQ(got->copies[i].precedence, want.copies[i].precedence);
      EXPECT_EQ(got->copies[i].called, want.copies[i].called);
    }
    EXPECT_EQ(got->identities, want.identities);
    ASSERT_FALSE(::testing::Test::HasFailure());
  }
}

TEST(Record, EveryTruncationIsRefused) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Prng prng(seed);
    TakenRecord record;
    const std::string bytes = AnyTakenBytes(prng, record);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      ASSERT_FALSE(Read(std::string_view(bytes).substr(0, size)).has_value())
          << seed << " " << size;
    }
    EXPECT_FALSE(Read(bytes + '\0').has_value()) << "nothing may follow";
  }
}

TEST(Record, EveryBitFlipIsRefusedOrRead) {
  std::size_t refused = 0;
  std::size_t read = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Prng prng(seed);
    TakenRecord record;
    std::string bytes = AnyTakenBytes(prng, record);
    if (bytes.size() > 2000) continue;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
      const auto got = Read(bytes);
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
      ++(got ? read : refused);
      if (!got) continue;
      EXPECT_LE(got->transmission.called.size(), cable::kCalledMax);
      EXPECT_LE(got->transmission.trace.size(), cable::kTraceMax);
      EXPECT_TRUE(got->transmission.heading);
    }
  }
  EXPECT_GT(refused, 1000u);
  EXPECT_GT(read, 1000u);
}

// A general message may call all posts of a large network: the record must hold what was taken.
TEST(Record, HoldsAGeneralMessageToTenThousand) {
  std::string bytes;
  ByteWriter writer(bytes);
  for (int i = 0; i < 5; ++i) writer.Varint(0);
  writer.Byte(0);
  writer.Varint(100);
  WriteTransmission(writer, testing::MakeCable(1));
  writer.Varint(10'000);
  for (int i = 0; i < 10'000; ++i) {
    writer.Varint(static_cast<std::uint64_t>(i));
    writer.Byte(5);
    WriteCalled(writer, {});
  }
  WriteIdentities(writer, std::vector<Digest>(10'000));
  const auto got = Read(bytes);
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->copies.size(), 10'000u);
  EXPECT_EQ(got->identities.size(), 10'000u);
}

}  // namespace
}  // namespace torntape::channel
