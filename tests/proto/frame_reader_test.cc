// Goal: however the network cuts the stream, the same frames come out, and memory stays bounded.
// Method: random frames in random chunks by seed; then the limit, and the buffer's size over time.

#include "proto/frame_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/proto/random_values.h"

namespace torntape::proto {
namespace {

std::string Prefixed(const std::string& payload) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(payload.size() >> shift));
  }
  return bytes + payload;
}

void Feed(FrameReader& reader, std::string_view bytes) {
  std::copy(bytes.begin(), bytes.end(), reader.Prepare(bytes.size()));
  reader.Commit(bytes.size());
}

TEST(FrameReader, AnyChunkingGivesTheSameFrames) {
  const std::uint64_t first = SeedOr(1);
  for (std::uint64_t seed = first; seed < first + 200 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(RerunLine(seed));
    Prng prng = Prng(seed).Split("chunks");
    std::vector<std::string> sent;
    std::string stream;
    for (int i = 0; i < 40; ++i) {
      sent.push_back(RandomBytes(prng, prng.Chance(1, 15) ? 60'000 : 300));
      stream += Prefixed(sent.back());
    }
    FrameReader reader;
    std::vector<std::string> received;
    std::string_view rest = stream;
    const std::uint64_t chunk_max = prng.Chance(1, 3) ? 7 : prng.Chance(1, 2) ? 900 : 100'000;
    while (!rest.empty()) {
      const std::size_t room = 1 + prng.Below(chunk_max);
      char* const at = reader.Prepare(room);
      ASSERT_GE(reader.room(), room);
      const std::size_t size = std::min<std::size_t>(rest.size(), 1 + prng.Below(room));
      std::copy_n(rest.data(), size, at);
      reader.Commit(size);
      rest.remove_prefix(size);
      while (const auto payload = reader.Next()) received.emplace_back(*payload);
    }
    EXPECT_EQ(received, sent);
    EXPECT_EQ(reader.torn_bytes(), 0u);
    EXPECT_FALSE(reader.failure());
  }
}

TEST(FrameReader, AFrameOverTheLimitBreaksTheStream) {
  FrameReader reader(100);
  Feed(reader, Prefixed(std::string(100, 'x')));
  EXPECT_EQ(reader.Next()->size(), 100u);
  Feed(reader, Prefixed(std::string(101, 'x')));
  EXPECT_FALSE(reader.Next());
  ASSERT_TRUE(reader.failure());
  EXPECT_EQ(reader.failure()->message, "a frame of 101 bytes, more than 100");
  Feed(reader, Prefixed("fine again"));
  EXPECT_FALSE(reader.Next()) << "nothing behind a broken prefix can be trusted";
}

TEST(FrameReader, TheHighestPrefixIsRefusedBeforeAnyMemoryIsTaken) {
  FrameReader reader;
  Feed(reader, "\xff\xff\xff\xff");
  EXPECT_FALSE(reader.Next());
  EXPECT_EQ(reader.failure()->message, "a frame of 4294967295 bytes, more than 4325376");
  EXPECT_LE(reader.capacity(), 64u);
}

TEST(FrameReader, AnEmptyFrameIsAFrame) {
  FrameReader reader;
  Feed(reader, Prefixed("") + Prefixed("x"));
  EXPECT_EQ(reader.Next(), std::optional<std::string_view>(""));
  EXPECT_EQ(reader.Next(), std::optional<std::string_view>("x"));
}

TEST(FrameReader, GrowsWithWhatCameAndNotWithWhatWasPromised) {
  FrameReader reader;
  const std::string large = Prefixed(std::string(4u << 20, 'x'));
  Feed(reader, large.substr(0, 100));
  EXPECT_FALSE(reader.Next());
  reader.Prepare(1000);
  EXPECT_LE(reader.capacity(), 2048u);
}

TEST(FrameReader, ShrinksWhenFramesAreSmallAgain) {
  FrameReader reader;
  const std::string large = Prefixed(std::string(1u << 20, 'x'));
  for (std::size_t at = 0; at < large.size(); at += 10'000) {
    Feed(reader, std::string_view(large).substr(at, 10'000));
  }
  EXPECT_TRUE(reader.Next());
  EXPECT_GE(reader.capacity(), 1u << 20);
  for (int i = 0; i < 100; ++i) {
    Feed(reader, Prefixed("small"));
    EXPECT_EQ(reader.Next(), std::optional<std::string_view>("small"));
  }
  EXPECT_LE(reader.capacity(), 1024u);
}

// Small frames between large ones do not make the buffer go up and down.
TEST(FrameReader, KeepsItsBufferWhileLargeFramesCome) {
  FrameReader reader;
  const std::string large = Prefixed(std::string(100'000, 'x'));
  Feed(reader, large);
  ASSERT_TRUE(reader.Next());
  const std::size_t capacity = reader.capacity();
  for (int i = 0; i < 50; ++i) {
    for (int j = 0; j < 10; ++j) {
      Feed(reader, Prefixed("small"));
      ASSERT_TRUE(reader.Next());
    }
    Feed(reader, large);
    ASSERT_TRUE(reader.Next());
    EXPECT_EQ(reader.capacity(), capacity);
  }
}

TEST(FrameReader, TellsATornFrame) {
  FrameReader reader;
  Feed(reader, Prefixed("whole") + Prefixed("torn").substr(0, 6));
  EXPECT_TRUE(reader.Next());
  EXPECT_FALSE(reader.Next());
  EXPECT_EQ(reader.torn_bytes(), 6u);
}

}  // namespace
}  // namespace torntape::proto
