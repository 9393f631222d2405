// Goal: parent and child of a live run understand each other, and neither can be broken by the
// other.

#include "proto/control.h"

#include <gtest/gtest.h>

#include "proto/frame_reader.h"
#include "tests/proto/random_values.h"
#include "torntape/v1/control.pb.h"

namespace torntape::proto {
namespace {

std::string PayloadOf(const ControlFrame& frame) {
  std::string bytes;
  AppendControl(frame, bytes);
  return bytes.substr(kFramePrefixBytes);
}

// Through the generated classes, which compare by content.
std::string Again(const std::string& payload) {
  const Result<ControlFrame> frame = DecodeControl(payload);
  return frame ? PayloadOf(*frame) : "refused: " + frame.error().message;
}

TEST(Control, EveryFrameComesBackAsItWas) {
  const std::uint64_t first = SeedOr(1);
  for (std::uint64_t seed = first; seed < first + 300 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(RerunLine(seed));
    Prng prng = Prng(seed).Split("control");
    const ControlFrame frame = RandomControl(prng);
    const std::string payload = PayloadOf(frame);
    const Result<ControlFrame> decoded = DecodeControl(payload);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(decoded->index(), frame.index());
    EXPECT_EQ(PayloadOf(*decoded), payload);
  }
}

TEST(Control, ValuesComeBack) {
  Status status{7, 1, 2, 3, 4, 5, 6, {1, 0, 2, 0, 9}};
  const Result<ControlFrame> decoded = DecodeControl(PayloadOf(status));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(std::get<Status>(*decoded), status);

  const Peers peers{{{"KA-LB", 40311}, {"LB-MC", 1}}};
  EXPECT_EQ(std::get<Peers>(*DecodeControl(PayloadOf(peers))).peers, peers.peers);
  EXPECT_TRUE(std::holds_alternative<Peers>(*DecodeControl(PayloadOf(Peers{}))));

  Delivered without;
  without.addressee = "EMB ELSINGTON";
  EXPECT_FALSE(std::get<Delivered>(*DecodeControl(PayloadOf(without))).body.present());
  without.body = SharedBytes(std::string());
  EXPECT_TRUE(std::get<Delivered>(*DecodeControl(PayloadOf(without))).body.present());
}

TEST(Control, TheLargestCableFits) {
  const FileCable file{"large.txt", std::string(kControlTextBytesMax, 'X'), Duration{1}};
  FrameReader reader(kControlFrameBytesMax);
  std::string bytes;
  AppendControl(file, bytes);
  std::copy(bytes.begin(), bytes.end(), reader.Prepare(bytes.size()));
  reader.Commit(bytes.size());
  const auto payload = reader.Next();
  ASSERT_TRUE(payload);
  const Result<ControlFrame> decoded = DecodeControl(*payload);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(std::get<FileCable>(*decoded).text.size(), kControlTextBytesMax);
}

TEST(Control, AProblemIsMadeFitToSend) {
  const Result<ControlFrame> decoded =
      DecodeControl(PayloadOf(Problem{"\xff" + std::string(10'000, 'x'), false}));
  ASSERT_TRUE(decoded) << decoded.error().message;
  const std::string& text = std::get<Problem>(*decoded).text;
  EXPECT_LE(text.size(), kProblemBytesMax);
  EXPECT_TRUE(text.starts_with("\xef\xbf\xbdxxx"));
}

TEST(Control, ManyEventsTravelAsSeveralFrames) {
  Prng prng(1);
  EventBatch batch;
  for (std::size_t i = 0; i < kEventsPerBatchMax + 10; ++i) {
    batch.events.push_back({});
    batch.events.back().event.kind = cable::EventKind::kSent;
  }
  std::string bytes;
  AppendControl(batch, bytes);
  FrameReader reader(kControlFrameBytesMax);
  std::copy(bytes.begin(), bytes.end(), reader.Prepare(bytes.size()));
  reader.Commit(bytes.size());
  std::vector<std::size_t> sizes;
  while (const auto payload = reader.Next()) {
    const Result<ControlFrame> decoded = DecodeControl(*payload);
    ASSERT_TRUE(decoded) << decoded.error().message;
    sizes.push_back(std::get<EventBatch>(*decoded).events.size());
  }
  EXPECT_EQ(sizes, (std::vector<std::size_t>{kEventsPerBatchMax, 10}));
}

TEST(Control, RefusalsSayWhichField) {
  v1::ControlFrame frame;
  frame.mutable_listening()->set_port(65536);
  EXPECT_EQ(Again(frame.SerializeAsString()), "refused: listening.port: 65536 is more than 65535");
  for (int i = 0; i < 6; ++i) frame.mutable_status()->add_queued(1);
  EXPECT_EQ(Again(frame.SerializeAsString()), "refused: status.queued: more than 5 lanes");
  frame.mutable_peers()->add_peers();
  frame.mutable_peers()->add_peers()->set_link("\t");
  EXPECT_EQ(Again(frame.SerializeAsString()),
            "refused: peers.peers[1].link: \"\\t\" is not printable");
  frame.mutable_delivered()->set_role(v1::Role(4));
  EXPECT_EQ(Again(frame.SerializeAsString()), "refused: delivered.role: 4 is no role");
  frame.mutable_file_cable()->mutable_after()->set_nanos(2'000'000'000);
  EXPECT_EQ(Again(frame.SerializeAsString()), "refused: file_cable.after: is out of range");
  frame.mutable_events()->add_events();
  EXPECT_EQ(Again(frame.SerializeAsString()), "refused: events.events[0].kind: 0 is no kind");
  EXPECT_EQ(Again(""), "refused: a control frame of no kind that this program has");
  EXPECT_EQ(Again("\xff"), "refused: the encoding of the control frame is torn or damaged");
}

TEST(Control, DamagedFramesAreDecodedOrRefused) {
  const std::uint64_t seed = SeedOr(3);
  SCOPED_TRACE(RerunLine(seed));
  Prng prng = Prng(seed).Split("control");
  for (int i = 0; i < 24; ++i) {
    std::string payload = PayloadOf(RandomControl(prng));
    payload.resize(std::min<std::size_t>(payload.size(), 400));
    for (std::size_t size = 0; size < payload.size(); ++size) Again(payload.substr(0, size));
    for (std::size_t bit = 0; bit < payload.size() * 8; ++bit) {
      payload[bit / 8] = static_cast<char>(payload[bit / 8] ^ (1 << (bit % 8)));
      Again(payload);
      payload[bit / 8] = static_cast<char>(payload[bit / 8] ^ (1 << (bit % 8)));
    }
  }
}

}  // namespace
}  // namespace torntape::proto
