// Goal: the hand-written codec and the generated classes say the same of every frame, and whatever
// bytes come in, they are decoded or refused with the name of a field, never worse.
// Method: random valid frames by seed, both ways through both; then every truncation and every
// flipped bit of a few; then one broken field at a time, with the whole text of its refusal.

#include "proto/codec.h"

#include <gtest/gtest.h>

#include "cable/cable.h"
#include "tests/proto/random_values.h"
#include "torntape/v1/link.pb.h"

namespace torntape::proto {
namespace {

std::string PayloadOf(const Frame& frame) {
  std::string bytes;
  AppendFrame(frame, bytes);
  return bytes.substr(kFramePrefixBytes);
}

Prng PrngOf(std::uint64_t seed) { return Prng(seed).Split("codec"); }

TEST(Codec, EveryFrameComesBackAsItWas) {
  const std::uint64_t first = SeedOr(1);
  for (std::uint64_t seed = first; seed < first + 500 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(RerunLine(seed));
    Prng prng = PrngOf(seed);
    const Frame frame = RandomFrame(prng);
    const Result<Frame> decoded = DecodeFrame(PayloadOf(frame));
    ASSERT_TRUE(decoded) << NameOf(frame) << ": " << decoded.error().message;
    EXPECT_TRUE(SameFrame(frame, *decoded)) << NameOf(frame);
  }
}

// The profile travels in the calling line (decision 0011): what was read is what is printed at the
// other end, as long as nobody on the way was for fewer stations.
TEST(Codec, ACableOfEveryProfileIsPrintedAgainAsItWasRead) {
  const std::string body =
      "P 141030Z MAY 31\nFM EMB BRINDLEMOOR\nTO EMB DUNMARROW\nBT\nUNCLAS\n"
      "THE HERRING ARE LATE.\nBT\n";
  for (const std::string& text :
       {"VZCZCBDA417     UU\nPP RYLBDN RYMCFR\nDE RYKABD 129B 14/1042Z\n" + body + "NNNN\n",
        "VZCZCBDA0417\nPP RYLBDN RYMCFR\nDE RYKABD #0417/01 1341042\nZNR UUUUU ZZH\n" +
            body.substr(0, body.find("UNCLAS")) + "UNCLAS SECTION 01 OF 02\nA\nBT\n#0417\nNNNN\n",
        "VZCZCBDA117\nPTTUZYUW RYKABDA0417 1341042-0017-UUUU--RYLBDNA RYMCFRA.\nZNR UUUUU\n" +
            body + "#0417\nNNNN\n"}) {
    const cable::ReadResult read = cable::ReadCable(text);
    ASSERT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "cable", text);
    const auto decoded = DecodeFrame(PayloadOf(TransmissionFrame{0, read.cable->transmission}));
    ASSERT_TRUE(decoded) << decoded.error().message;
    const auto& received = std::get<TransmissionFrame>(*decoded).transmission;
    EXPECT_EQ(cable::WriteTransmission(received), text);
    EXPECT_EQ(cable::ProfileOf(received.heading->calling_line), read.profile);
  }
}

TEST(Codec, ThePrefixCountsWhatFollows) {
  Prng prng = PrngOf(SeedOr(2));
  for (int i = 0; i < 50; ++i) {
    const Frame frame = RandomFrame(prng);
    std::string bytes = "before";
    AppendFrame(frame, bytes);
    FrameReader reader;
    std::copy(bytes.begin() + 6, bytes.end(), reader.Prepare(bytes.size()));
    reader.Commit(bytes.size() - 6);
    const auto payload = reader.Next();
    ASSERT_TRUE(payload) << NameOf(frame);
    EXPECT_EQ(reader.torn_bytes(), 0u);
    EXPECT_TRUE(DecodeFrame(*payload));
  }
}

// Byte for byte what the generated classes write, so that neither side of a link can tell.
TEST(Codec, WritesWhatTheGeneratedClassesWrite) {
  const std::uint64_t first = SeedOr(1);
  for (std::uint64_t seed = first; seed < first + 300 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(RerunLine(seed));
    Prng prng = PrngOf(seed);
    const Frame frame = RandomFrame(prng);
    const std::string payload = PayloadOf(frame);
    v1::Frame generated;
    ASSERT_TRUE(generated.ParseFromString(payload)) << NameOf(frame);
    EXPECT_EQ(generated.SerializeAsString(), payload) << NameOf(frame);
    EXPECT_EQ(generated.frame_case(), static_cast<int>(frame.index()) + 1);
  }
}

void FillGenerated(const TransmissionFrame& frame, v1::TransmissionFrame& out) {
  const cable::Transmission& t = frame.transmission;
  out.set_channel(frame.channel);
  v1::Transmission& message = *out.mutable_transmission();
  message.set_number(t.number.ToString());
  for (const auto& number : t.trace) message.add_trace(number.ToString());
  message.set_precedence(static_cast<v1::Precedence>(static_cast<int>(t.precedence) + 1));
  for (const auto& called : t.called) {
    v1::Called& added = *message.add_called();
    added.set_indicator(called.indicator.ToString());
    added.set_role(called.role == cable::Role::kInfo ? v1::INFO : v1::ACTION);
  }
  for (const auto& pilot : t.pilots) {
    v1::Pilot& added = *message.add_pilots();
    added.set_instruction(pilot.instruction);
    added.set_enclosed_identification(pilot.enclosed_identification);
    added.set_enclosed_routing_line(pilot.enclosed_routing_line);
  }
  const cable::Heading& h = *t.heading;
  v1::Heading& heading = *message.mutable_heading();
  v1::MessageIdentification& id = *heading.mutable_identification();
  id.set_calling(h.identification.calling.ToString());
  id.set_serial(h.identification.serial);
  id.set_serial_digits(h.identification.serial_digits);
  if (h.identification.position != '\0') id.set_position(std::string(1, h.identification.position));
  id.set_section(h.identification.section);
  if (h.identification.filing != cable::FilingTime{}) {
    v1::FilingTime& filing = *id.mutable_filing();
    filing.set_form(static_cast<v1::FilingTime::Form>(h.identification.filing.form));
    filing.set_day(h.identification.filing.day);
    filing.set_hour(h.identification.filing.hour);
    filing.set_minute(h.identification.filing.minute);
  }
  heading.set_calling_line(h.calling_line);
  heading.set_instruction_lines(h.instruction_lines);
  heading.set_classification(
      static_cast<v1::Classification>(static_cast<int>(h.classification) + 1));
  if (h.special_category != '\0') heading.set_special_category(std::string(1, h.special_category));
  heading.set_action_precedence(
      static_cast<v1::Precedence>(static_cast<int>(h.action_precedence) + 1));
  if (h.info_precedence) {
    heading.set_info_precedence(
        static_cast<v1::Precedence>(static_cast<int>(*h.info_precedence) + 1));
  }
  heading.set_always_deliver(h.always_deliver);
  std::string digest;
  for (const std::uint64_t half : {h.body_digest.high, h.body_digest.low}) {
    for (int shift = 56; shift >= 0; shift -= 8) digest.push_back(static_cast<char>(half >> shift));
  }
  heading.set_body_digest(digest);
  message.set_body(std::string(t.body.view()));
}

TEST(Codec, ReadsTransmissionsThatTheGeneratedClassesWrote) {
  const std::uint64_t first = SeedOr(1);
  for (std::uint64_t seed = first; seed < first + 300 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(RerunLine(seed));
    Prng prng = PrngOf(seed);
    const TransmissionFrame frame{static_cast<std::uint16_t>(prng.Below(64)),
                                  RandomTransmission(prng)};
    v1::Frame generated;
    FillGenerated(frame, *generated.mutable_transmission());
    const std::string payload = generated.SerializeAsString();
    EXPECT_EQ(payload, PayloadOf(frame));
    const Result<Frame> decoded = DecodeFrame(payload);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_TRUE(SameFrame(frame, *decoded));
  }
}

TEST(Codec, TheHeadAndTheBodyMakeTheFrame) {
  Prng prng = PrngOf(SeedOr(3));
  for (int i = 0; i < 50; ++i) {
    const TransmissionFrame frame{0, RandomTransmission(prng)};
    std::string whole;
    AppendFrame(frame, whole);
    std::string gathered;
    AppendTransmissionHead(frame, gathered);
    gathered.append(frame.transmission.body.view());
    EXPECT_EQ(gathered, whole);
  }
}

TEST(Codec, UnknownFieldsAreSkipped) {
  Prng prng = PrngOf(SeedOr(4));
  const TransmissionFrame frame{5, RandomTransmission(prng)};
  v1::Frame generated;
  ASSERT_TRUE(generated.ParseFromString(PayloadOf(frame)));
  const auto add = [](auto& message) {
    auto& unknown = *message.GetReflection()->MutableUnknownFields(&message);
    unknown.AddVarint(100, 7);
    unknown.AddFixed32(101, 7);
    unknown.AddFixed64(102, 7);
    unknown.AddLengthDelimited(536'870'911, "from the future");
  };
  v1::TransmissionFrame& outer = *generated.mutable_transmission();
  v1::Transmission& inner = *outer.mutable_transmission();
  add(outer);
  add(inner);
  add(*inner.mutable_heading());
  add(*inner.mutable_heading()->mutable_identification());
  add(*inner.mutable_heading()->mutable_identification()->mutable_filing());
  add(*inner.mutable_called(0));
  add(*inner.add_pilots());
  add(generated);
  const Result<Frame> decoded = DecodeFrame(generated.SerializeAsString());
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(std::get<TransmissionFrame>(*decoded).transmission.called, frame.transmission.called);
}

// The largest that may travel fits the frame and comes back.
TEST(Codec, TheLargestTransmissionFits) {
  Prng prng = PrngOf(5);
  cable::Transmission transmission = RandomTransmission(prng);
  while (transmission.called.size() < cable::kCalledMax) {
    transmission.called.push_back({cable::RoutingIndicator::Of("RYKABDAA"), cable::Role::kInfo});
  }
  while (transmission.trace.size() < cable::kTraceMax) {
    transmission.trace.push_back(*cable::ChannelNumber::Parse("BDA0417"));
  }
  const std::string line(cable::kLineBytesMax, 'X');
  const std::string lines = line.substr(1) + "\n";
  transmission.pilots.assign(cable::kPilotsMax, {line, line, lines});
  auto heading = MakeRef<cable::Heading>(*transmission.heading);
  heading->calling_line = line;
  heading->instruction_lines = lines;
  transmission.heading = heading;
  transmission.body = SharedBytes(std::string(cable::kBodyBytesMax, 'B'));
  const std::string payload = PayloadOf(TransmissionFrame{63, transmission});
  EXPECT_LE(payload.size(), kFrameBytesMax);
  const Result<Frame> decoded = DecodeFrame(payload);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_TRUE(SameTransmission(std::get<TransmissionFrame>(*decoded).transmission, transmission));
}

TEST(Codec, CreditCostIsTheSameAtBothEnds) {
  Prng prng = PrngOf(SeedOr(6));
  for (int i = 0; i < 100; ++i) {
    const TransmissionFrame frame{0, RandomTransmission(prng)};
    const Result<Frame> decoded = DecodeFrame(PayloadOf(frame));
    ASSERT_TRUE(decoded);
    const std::uint64_t cost = CreditCost(frame.transmission);
    EXPECT_EQ(CreditCost(std::get<TransmissionFrame>(*decoded).transmission), cost);
    EXPECT_GE(cost, frame.transmission.body.size());
  }
}

TEST(Codec, ALargeEventBatchTravelsAsSeveral) {
  Prng prng = PrngOf(7);
  EventBatch batch{{}, 3};
  for (std::size_t i = 0; i < 3 * kEventsPerBatchMax; ++i) {
    batch.events.push_back(RandomEvent(prng));
  }
  std::string bytes;
  AppendFrame(batch, bytes);
  FrameReader reader;
  std::copy(bytes.begin(), bytes.end(), reader.Prepare(bytes.size()));
  reader.Commit(bytes.size());
  std::size_t seen = 0;
  std::size_t frames = 0;
  while (const auto payload = reader.Next()) {
    const Result<Frame> decoded = DecodeFrame(*payload);
    ASSERT_TRUE(decoded) << decoded.error().message;
    const auto& part = std::get<EventBatch>(*decoded);
    EXPECT_EQ(part.missed, frames == 0 ? 3u : 0u);
    for (const KeptEvent& event : part.events) {
      ASSERT_TRUE(SameEvent(event, batch.events[seen])) << seen;
      ++seen;
    }
    ++frames;
  }
  EXPECT_EQ(seen, batch.events.size());
  EXPECT_GE(frames, 3u);
}

// Every prefix and every bit: decoded or refused. What our reader takes, the generated one takes.
TEST(Codec, DamagedFramesAreDecodedOrRefused) {
  const std::uint64_t seed = SeedOr(8);
  SCOPED_TRACE(RerunLine(seed));
  Prng prng = PrngOf(seed);
  int decoded = 0;
  int refused = 0;
  const auto give = [&](const std::string& payload) {
    const Result<Frame> frame = DecodeFrame(payload);
    ++(frame ? decoded : refused);
    if (!frame) {
      EXPECT_FALSE(frame.error().message.empty());
    } else if (std::holds_alternative<TransmissionFrame>(*frame)) {
      v1::Frame generated;
      EXPECT_TRUE(generated.ParseFromString(payload));
      EXPECT_TRUE(DecodeFrame(PayloadOf(*frame)));
    }
  };
  for (int i = 0; i < 24; ++i) {
    std::string payload = PayloadOf(RandomFrame(prng));
    // Beyond this lie only more of the body's bytes.
    const std::size_t looked_at = std::min<std::size_t>(payload.size(), 600);
    for (std::size_t size = 0; size < looked_at; ++size) give(payload.substr(0, size));
    for (std::size_t bit = 0; bit < looked_at * 8; ++bit) {
      payload[bit / 8] = static_cast<char>(payload[bit / 8] ^ (1 << (bit % 8)));
      give(payload);
      payload[bit / 8] = static_cast<char>(payload[bit / 8] ^ (1 << (bit % 8)));
    }
  }
  EXPECT_GT(decoded, 1000);
  EXPECT_GT(refused, 1000);
}

TEST(Codec, RandomBytesAreRefusedOrDecoded) {
  const std::uint64_t seed = SeedOr(9);
  SCOPED_TRACE(RerunLine(seed));
  Prng prng = PrngOf(seed);
  for (int i = 0; i < 20'000; ++i) {
    const Result<Frame> frame = DecodeFrame(RandomBytes(prng, 40));
    EXPECT_TRUE(frame || !frame.error().message.empty());
  }
}

}  // namespace
}  // namespace torntape::proto
