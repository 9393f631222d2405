// Goal: whatever a stranger sends, they are told what was wrong and the connection is closed; the
// station goes on for all others, and nothing crashes.
// Method: a station on a real socket, a raw peer, one kind of rubbish a row, and the whole Reject
// that must come back. A well-behaved peer stays connected all the while.

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/link/station_testing.h"

namespace torntape::link {
namespace {

using proto::RejectReason;
using enum proto::RejectReason;

struct Row {
  const char* name;
  std::string bytes;
  RejectReason reason;
  std::string detail;
};

std::string Garbage() { return Prefixed(std::string(64, '\xee')); }

std::string HelloWith(const std::function<void(proto::Hello&)>& change) {
  proto::Hello hello = SampleHello();
  change(hello);
  return Bytes(hello);
}

std::string UpAnd(const std::string& bytes) { return Bytes(SampleHello()) + bytes; }

// A good transmission's payload with one stretch of its bytes replaced by another of equal length.
std::string Damaged(const std::string& from, const std::string& to) {
  std::string bytes = Bytes(Sample(417));
  const std::size_t at = bytes.find(from);
  EXPECT_NE(at, std::string::npos);
  return bytes.replace(at, from.size(), to);
}

std::vector<Row> Rows() {
  return {
      // Not our framing at all.
      {"AnotherProtocol", "GET / HTTP/1.1\r\nHost: relay\r\n\r\n", kFrameTooLarge,
       "a frame of 1195725856 bytes, more than 4325376"},
      {"HighestPrefix", "\xff\xff\xff\xff", kFrameTooLarge,
       "a frame of 4294967295 bytes, more than 4325376"},
      {"PrefixOneOver", std::string("\x00\x42\x00\x01", 4), kFrameTooLarge,
       "a frame of 4325377 bytes, more than 4325376"},
      {"EmptyFrame", std::string(4, '\0'), kMalformedFrame,
       "a frame of no kind that this protocol has"},
      // Our framing, not our encoding.
      {"Garbage", Garbage(), kMalformedFrame, "the encoding of the frame is torn or damaged"},
      {"Zeros", Prefixed(std::string(100, '\0')), kMalformedFrame,
       "the encoding of the frame is torn or damaged"},
      {"UnknownKind", Prefixed(std::string("\xaa\x06\x00", 3)), kMalformedFrame,
       "a frame of no kind that this protocol has"},
      {"TornHello", Prefixed(std::string("\x0a\x03\x1a\x40x", 5)), kMalformedFrame,
       "hello: the encoding is torn or damaged"},
      {"HelloTooLarge", Prefixed(std::string("\x0a\x81\x80\x04", 4) + std::string(65537, ' ')),
       kMalformedFrame, "hello: 65537 bytes, more than 65536"},
      // A stranger.
      {"WrongVersion", HelloWith([](auto& hello) { hello.protocol_version = 9; }), kWrongVersion,
       "protocol version 9 is spoken there, 1 here; both ends need the same release"},
      {"UnknownNetwork", HelloWith([](auto& hello) { hello.network = "elsewhere"; }),
       kUnknownNetwork, "this is a station of the network \"four relays\", not of \"elsewhere\""},
      {"UnknownLink", HelloWith([](auto& hello) { hello.link = "ZZ-LB"; }), kUnknownLink,
       "RYLB has no link \"ZZ-LB\""},
      {"UnknownStation",
       HelloWith([](auto& hello) { hello.station = cable::RoutingIndicator::Of("RYZZ"); }),
       kUnknownStation, "link \"KA-LB\" joins RYLB with RYKA, not with \"RYZZ\""},
      {"OtherChannels", HelloWith([](auto& hello) { hello.channels.clear(); }), kChannelMismatch,
       "link \"KA-LB\" has 0 channels there, 2 here; both ends need the same network file"},
      // Well-formed, but not now.
      {"TransmissionBeforeHello", Bytes(Sample(1)), kUnexpectedFrame,
       "a frame of kind \"transmission\" before a hello"},
      {"WelcomeInsteadOfHello", Bytes(proto::Welcome{}), kUnexpectedFrame,
       "a frame of kind \"welcome\" before a hello"},
      {"EventsFromAPeer", UpAnd(Bytes(proto::EventBatch{})), kUnexpectedFrame,
       "a frame of kind \"events\" while the link is up"},
      {"HelloTwice", UpAnd(Bytes(SampleHello())), kUnexpectedFrame,
       "a frame of kind \"hello\" while the link is up"},
      // A peer that goes wrong.
      {"WrongChannel", UpAnd(Bytes(proto::Receipt{5, 1, 1})), kWrongChannel,
       "link \"KA-LB\" has 2 channels, and none at 5"},
      {"BadIndicator", UpAnd(Damaged("RYLBDN", "RYLB N")), kMalformedFrame,
       "transmission.transmission.called[0].indicator: \"RYLB N\" is not four to eight letters"},
      {"BadChannelNumber", UpAnd(Damaged("BDA0417", "BDA0000")), kMalformedFrame,
       "transmission.transmission.number: \"BDA0000\" is not a channel number"},
      {"LineWithControls", UpAnd(Damaged("DE RYKABD", "DE\nRYKABD")), kMalformedFrame,
       "transmission.transmission.heading.calling_line: \"DE\\x0aRYKABD\" is not one printable "
       "line"},
      {"RejectWithoutReason", UpAnd(Prefixed(std::string("\x32\x00", 2))), kMalformedFrame,
       "reject.reason: 0 is no reason"},
  };
}

class Malformed : public testing::TestWithParam<Row> {};

TEST_P(Malformed, IsToldWhyAndClosed) {
  boost::asio::io_context io;
  StationRecorder station(io, SampleDirectory());
  ASSERT_TRUE(station.links.Listen({}));
  RawPeer stranger(io, station.links.port());
  stranger.Read();
  stranger.Send(GetParam().bytes);
  ASSERT_TRUE(RunUntil(io, [&] { return stranger.ended; }));
  const auto frames = stranger.Frames();
  ASSERT_FALSE(frames.empty());
  const auto* reject = std::get_if<proto::Reject>(&frames.back());
  ASSERT_NE(reject, nullptr) << "the last words must be a reject";
  EXPECT_EQ(NameOf(reject->reason), NameOf(GetParam().reason));
  EXPECT_EQ(reject->detail, GetParam().detail);

  // And the next one is served as if nothing had been.
  stranger.Close();
  ASSERT_TRUE(RunUntil(io, [&] { return station.links.up_count() == 0; }));
  RawPeer peer(io, station.links.port());
  peer.Read();
  peer.Send(Bytes(SampleHello()));
  ASSERT_TRUE(RunUntil(io, [&] { return station.links.up(0); }));
}

INSTANTIATE_TEST_SUITE_P(Frames, Malformed, testing::ValuesIn(Rows()),
                         [](const testing::TestParamInfo<Row>& row) {
                           return std::string(row.param.name);
                         });

TEST(MalformedStreams, ManyStrangersDoNoHarm) {
  boost::asio::io_context io;
  StationRecorder station(io, SampleDirectory());
  ASSERT_TRUE(station.links.Listen({}));
  RawPeer peer(io, station.links.port());
  peer.Read();
  peer.Send(Bytes(SampleHello()));
  ASSERT_TRUE(RunUntil(io, [&] { return station.links.up(0); }));
  Prng prng(11);
  for (int i = 0; i < 300; ++i) {
    RawPeer stranger(io, station.links.port());
    // Not the good peer's own link, which a newer connection may take over.
    std::string bytes = HelloWith([](auto& hello) { hello.link = "no such link"; }) + Garbage();
    const std::size_t at = prng.Below(bytes.size());
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << prng.Below(8)));
    stranger.Send(std::string_view(bytes).substr(0, 1 + prng.Below(bytes.size())));
    Settle(io);
    stranger.Close();
    Settle(io);
  }
  EXPECT_TRUE(station.links.up(0)) << "the good peer never noticed";
}

}  // namespace
}  // namespace torntape::link
