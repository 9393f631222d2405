// Goal: whatever a stranger or a broken peer sends to a running relay, they are told why they are
// cut off, and the relay goes on for all others.
// Method: twenty kinds of rubbish, each on a connection of its own, against one relay process; its
// reject must come back, and in the end a cable must still go through.

#include <arpa/inet.h>
#include <cstring>
#include <functional>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "proto/codec.h"
#include "proto/frame_reader.h"
#include "tests/end_to_end/hand_started.h"

namespace torntape::testing {
namespace {

using cable::ChannelDesignator;
using cable::RoutingIndicator;
using enum proto::RejectReason;

// A connection that sends what it is told to.
class RawPeer {
 public:
  explicit RawPeer(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawPeer() { close(socket_); }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  bool connected() const { return connected_; }
  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return;  // cut off already: the reject waits to be read
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  // The next frame; nothing at the end of the stream, or of patience.
  std::optional<proto::Frame> ReadFrame() {
    while (true) {
      if (const auto payload = reader_.Next()) {
        auto frame = proto::DecodeFrame(*payload);
        if (!frame) return std::nullopt;
        return std::move(*frame);
      }
      pollfd polled{socket_, POLLIN, 0};
      const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
      if (poll(&polled, 1, static_cast<int>(patience.count())) <= 0) return std::nullopt;
      char* room = reader_.Prepare(4096);
      const ssize_t size = recv(socket_, room, reader_.room(), 0);
      if (size <= 0) return std::nullopt;
      reader_.Commit(static_cast<std::size_t>(size));
    }
  }
  // Reads on to a frame of this kind.
  template <typename Kind>
  std::optional<Kind> ReadUntil() {
    while (auto frame = ReadFrame()) {
      if (auto* found = std::get_if<Kind>(&*frame)) return std::move(*found);
    }
    return std::nullopt;
  }

 private:
  int socket_;
  proto::FrameReader reader_;
  bool connected_ = false;
};

std::string Bytes(const proto::Frame& frame) {
  std::string bytes;
  proto::AppendFrame(frame, bytes);
  return bytes;
}

// RYLB, as it says Hello to RYKA.
proto::Hello GoodHello() {
  proto::Hello hello;
  hello.network = "Four relays";
  hello.link = "KA-LB";
  hello.station = RoutingIndicator::Of("RYLB");
  hello.store_epoch = 99;
  hello.channels.push_back(
      {ChannelDesignator::Of("KLA"), 0, 0, ChannelDesignator::Of("LKA"), 0, 1});
  return hello;
}

std::string HelloWith(const std::function<void(proto::Hello&)>& change) {
  proto::Hello hello = GoodHello();
  change(hello);
  return Bytes(hello);
}

proto::TransmissionFrame GoodTransmission() {
  auto heading = MakeRef<cable::Heading>();
  heading->identification.calling = RoutingIndicator::Of("RYLBEL");
  heading->identification.serial = 7;
  heading->identification.serial_digits = 4;
  heading->calling_line = "DE RYLBEL #0007 1341042";
  proto::TransmissionFrame frame;
  frame.transmission.heading = heading;
  frame.transmission.number = {ChannelDesignator::Of("LKA"), 1, 4};
  frame.transmission.called.push_back({RoutingIndicator::Of("RYKACS"), cable::Role::kAction});
  frame.transmission.body = SharedBytes("R 141030Z MAY 31\nBT\nUNCLAS\nBT\n#0007\n");
  return frame;
}

std::string TransmissionWith(const std::function<void(proto::TransmissionFrame&)>& change) {
  proto::TransmissionFrame frame = GoodTransmission();
  change(frame);
  return Bytes(GoodHello()) + Bytes(frame);
}

std::string Prefixed(std::string_view payload) {
  std::string bytes(4, '\0');
  const auto size = static_cast<std::uint32_t>(payload.size());
  for (int i = 0; i < 4; ++i) bytes[static_cast<std::size_t>(i)] = char(size >> (24 - 8 * i));
  return bytes + std::string(payload);
}

struct Row {
  const char* name;
  std::string bytes;
  proto::RejectReason reason;
};

std::vector<Row> Rows() {
  std::string torn_transmission = Bytes(GoodTransmission());
  torn_transmission[12] = '\xff';
  return {
      {"another protocol", "GET / HTTP/1.1\r\nHost: relay\r\n\r\n", kFrameTooLarge},
      {"the highest prefix", "\xff\xff\xff\xff", kFrameTooLarge},
      {"an empty frame", std::string(4, '\0'), kMalformedFrame},
      {"garbage", Prefixed(std::string(64, '\xee')), kMalformedFrame},
      {"zeros", Prefixed(std::string(100, '\0')), kMalformedFrame},
      {"an unknown kind", Prefixed(std::string("\xaa\x06\x00", 3)), kMalformedFrame},
      {"a torn hello", Prefixed(std::string("\x0a\x03\x1a\x40x", 5)), kMalformedFrame},
      {"another version", HelloWith([](auto& hello) { hello.protocol_version = 9; }),
       kWrongVersion},
      {"another network", HelloWith([](auto& hello) { hello.network = "elsewhere"; }),
       kUnknownNetwork},
      {"an unknown link", HelloWith([](auto& hello) { hello.link = "KA-ZZ"; }), kUnknownLink},
      {"an unknown station",
       HelloWith([](auto& hello) { hello.station = RoutingIndicator::Of("RYZZ"); }),
       kUnknownStation},
      {"other channels", HelloWith([](auto& hello) { hello.channels.clear(); }), kChannelMismatch},
      {"a transmission before a hello", Bytes(GoodTransmission()), kUnexpectedFrame},
      {"a second hello", Bytes(GoodHello()) + Bytes(GoodHello()), kUnexpectedFrame},
      {"events to a relay", Bytes(GoodHello()) + Bytes(proto::EventBatch{}), kUnexpectedFrame},
      {"a channel that is not there", TransmissionWith([](auto& frame) { frame.channel = 7; }),
       kWrongChannel},
      {"without credit", TransmissionWith([](auto&) {}), kCreditExceeded},
      {"a receipt for what was not sent", Bytes(GoodHello()) + Bytes(proto::Receipt{0, 1000, 1}),
       kUnexpectedFrame},
      {"a damaged transmission", Bytes(GoodHello()) + torn_transmission, kMalformedFrame},
      {"a watcher who talks", HelloWith([](auto& hello) {
                                hello = {}, hello.watching = true;
                              }) + Bytes(proto::Credit{0, 1, 1}),
       kUnexpectedFrame},
  };
}

TEST(MalformedFrames, ARunningRelaySurvivesThemAll) {
  HandStarted network;
  Child& relay = network.Relay("RYKA");
  const int port = std::stoi(network.Port("RYKA"));
  const std::vector<Row> rows = Rows();
  ASSERT_EQ(rows.size(), 20u);
  for (const Row& row : rows) {
    RawPeer peer(port);
    ASSERT_TRUE(peer.connected()) << row.name << ": " << relay.errors();
    peer.Send(row.bytes);
    const auto reject = peer.ReadUntil<proto::Reject>();
    ASSERT_TRUE(reject.has_value()) << row.name;
    EXPECT_EQ(reject->reason, row.reason) << row.name << ": " << reject->detail;
    EXPECT_FALSE(reject->detail.empty()) << row.name;
  }
  {
    RawPeer torn(port);
    torn.Send(Bytes(GoodHello()).substr(0, 11));
  }

  network.Relay("RYLB");
  Child& addressee = network.Post("RYLBDN");
  Child& origin = network.Post("RYKABD", {"--drain"});
  ASSERT_TRUE(origin.Write(ReadFile(kCableOne)));
  EXPECT_EQ(origin.End(), 0) << origin.errors();
  EXPECT_TRUE(addressee.OutputHas("\nNNNN\n")) << addressee.errors();
  relay.Signal(SIGTERM);
  EXPECT_EQ(relay.End(), 0) << relay.errors();
}

// A number of another channel, sent with credit, by one who keeps to everything else.
TEST(MalformedFrames, ANumberOfAnotherChannelIsRefused) {
  HandStarted network;
  Child& relay = network.Relay("RYKA");
  RawPeer peer(std::stoi(network.Port("RYKA")));
  ASSERT_TRUE(peer.connected());
  peer.Send(Bytes(GoodHello()));
  ASSERT_TRUE(peer.ReadUntil<proto::Credit>().has_value());
  proto::TransmissionFrame frame = GoodTransmission();
  frame.transmission.number.designator = ChannelDesignator::Of("XXA");
  peer.Send(Bytes(frame));
  const auto reject = peer.ReadUntil<proto::Reject>();
  ASSERT_TRUE(reject.has_value());
  EXPECT_EQ(reject->reason, kWrongChannel) << reject->detail;
  EXPECT_EQ(reject->detail, "XXA0001 came on the channel of LKA");
  EXPECT_TRUE(relay.ErrorsHave("link KA-LB: RYLB broke the rules and is cut off"));
}

}  // namespace
}  // namespace torntape::testing
