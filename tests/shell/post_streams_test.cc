// Goal: a post takes in and gives out text no faster than the other side does, and loses nothing.
// Method: pipes that the test holds still and lets run.

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <unistd.h>

#include "nodes/shell/text_input.h"
#include "nodes/shell/text_output.h"
#include "tests/base/scratch.h"
#include "tests/shell/station_network.h"

namespace torntape::shell {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
    reading = ends[0];
    writing = ends[1];
  }
  ~Pipe() {
    CloseReading();
    CloseWriting();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void CloseReading() { Close(reading); }
  void CloseWriting() { Close(writing); }
  // What there is.
  std::string Read() const {
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t size = 0; (size = read(reading, part.data(), part.size())) > 0;) {
      text.append(part.data(), static_cast<std::size_t>(size));
    }
    return text;
  }

  int reading = -1;
  int writing = -1;

 private:
  static void Close(int& descriptor) {
    if (descriptor >= 0) close(descriptor);
    descriptor = -1;
  }
};

std::size_t CablesIn(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find("\nNNNN\n"); at != std::string::npos;
       at = text.find("\nNNNN\n", at + 1)) {
    ++count;
  }
  return count;
}

// The same as text grows, without looking at all of it each time.
class Counted {
 public:
  std::size_t Add(const std::string& more) {
    constexpr std::size_t kEndLine = 6;  // "\nNNNN\n"
    const std::size_t overlap = std::min(text_.size(), kEndLine - 1);
    count_ += CablesIn(text_.substr(text_.size() - overlap) + more);
    text_ += more;
    return count_;
  }
  std::size_t count() const { return count_; }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

TEST(PostStreams, ASlowReaderHoldsTheNetworkBackAndGetsAllInTheEnd) {
  StationNetwork net;
  net.Relay("RYKA");
  net.Relay("RYLB");
  auto& origin = net.Post("RYKABD");
  Pipe pipe;
  nodes::PostOptions options;
  options.out.descriptor = pipe.writing;
  auto& addressee = net.Post("RYLBDN", options);
  ASSERT_TRUE(net.RunUntilUp());

  constexpr int kCables = 1500;
  const std::string long_text = [] {
    std::string lines;
    for (int i = 0; i < 60; ++i) lines += "THE HERRING ARE RUNNING LATE AND THE TIDE IS LOW.\n";
    return lines;
  }();  // 4.5 MB in all: more than the pipe, the queue and all windows hold
  for (int i = 1; i <= kCables; ++i) {
    ASSERT_EQ(origin.FileText(CableText(i, "RR", long_text), "test"), "");
  }
  // It comes to a stand: the post has a bounded number, and RYLB keeps the rest.
  Process& relay = net["RYLB"];
  std::uint64_t delivered = 0;
  ASSERT_TRUE(net.RunUntil([&] {
    return relay.station().turn().custodian().outstanding() > 200 &&
           addressee.post().deliveries() > 300;
  }));
  delivered = addressee.post().deliveries();
  EXPECT_LT(delivered, 1000u);
  EXPECT_EQ(addressee.exit_code(), 0);

  Counted read;
  EXPECT_TRUE(net.RunUntil([&] { return read.Add(pipe.Read()) == kCables; })) << read.count();
  EXPECT_EQ(addressee.post().deliveries(), static_cast<std::uint64_t>(kCables));
}

TEST(PostStreams, InputIsReadNoFasterThanTheRelayTakes) {
  StationNetwork net;
  Pipe pipe;
  nodes::PostOptions options;
  options.input = pipe.reading;
  auto& origin = net.Post("RYKABD", options);  // and no relay at all
  int written = 0;
  const auto feed = [&] {
    // Whole cables, as long as the pipe takes them.
    while (written < 60'000) {
      const std::string cable =
          CableText(written % 9999 + 1, "RR", fmt::format("NUMBER {}.", written));
      if (write(pipe.writing, cable.data(), cable.size()) != static_cast<ssize_t>(cable.size())) {
        return;
      }
      ++written;
    }
  };
  // A post may hold 16,384 cables that are not receipted; a pipe holds a few hundred more.
  EXPECT_TRUE(net.RunUntil([&] {
    feed();
    return origin.post().cables_filed() >= 16'384;
  })) << origin.post().cables_filed();
  for (int i = 0; i < 1000; ++i) {
    feed();
    net.io.poll();
  }
  EXPECT_EQ(origin.post().cables_filed(), 16'384u);
  EXPECT_LT(written, 18'000);
}

// Received cables of which their reader has taken nothing: some in the pipe, others behind it.
struct AStuckReader : ::testing::Test {
  static constexpr std::size_t kCables = 60;  // of 3 kB: more than a pipe takes

  void SetUp() override {
    net.Relay("RYKA");
    net.Relay("RYLB");
    net.Post("RYKABD");
    options.reader_patience = std::chrono::milliseconds(20);
  }
  nodes::PostProcess& Addressee(const Pipe& pipe) {
    options.out.descriptor = pipe.writing;
    auto& post = net.Post("RYLBDN", options);
    post.SetOnEnd([this] { ended = true; });
    return post;
  }
  void FileAll() {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "THE HERRING ARE RUNNING LATE AND THE TIDE IS LOW.\n";
    auto& origin = dynamic_cast<nodes::PostProcess&>(net["RYKABD"]);
    for (std::size_t i = 1; i <= kCables; ++i) {
      ASSERT_EQ(origin.FileText(CableText(static_cast<int>(i), "RR", text), "test"), "");
    }
  }

  StationNetwork net;
  nodes::PostOptions options;
  bool ended = false;
};

TEST_F(AStuckReader, LeavesCablesInCustodyUntilTheyAreWritten) {
  Pipe pipe;
  const nodes::PostProcess& addressee = Addressee(pipe);
  ASSERT_TRUE(net.RunUntilUp());
  FileAll();
  ASSERT_TRUE(net.RunUntil([&] { return addressee.post().deliveries() == kCables; }));
  EXPECT_GT(addressee.post().in_hand(), 0u);
  EXPECT_LT(addressee.post().in_hand(), kCables);
  std::string read;
  ASSERT_TRUE(net.RunUntil([&] {
    read += pipe.Read();
    return CablesIn(read) == kCables;
  }));
  EXPECT_TRUE(
      net.RunUntil([&] { return net["RYLBDN"].station().turn().custodian().outstanding() == 0; }));
}

TEST_F(AStuckReader, DoesNotKeepAPostFromEndingAndIsTold) {
  Pipe pipe;
  nodes::PostProcess& addressee = Addressee(pipe);
  ASSERT_TRUE(net.RunUntilUp());
  FileAll();
  ASSERT_TRUE(net.RunUntil([&] { return addressee.post().deliveries() == kCables; }));
  addressee.Stop("the test says so");
  ASSERT_TRUE(net.RunUntil([&] { return ended; }));
  const std::size_t unwritten = addressee.post().in_hand();
  EXPECT_GT(unwritten, 0u);
  EXPECT_EQ(addressee.exit_code(), 1);
  EXPECT_TRUE(
      net.logs["RYLBDN"].Has(fmt::format("{} received cables could not be written (their "
                                         "reader does not read); the store is in memory",
                                         unwritten)))
      << net.logs["RYLBDN"].lines();
}

TEST_F(AStuckReader, GetsTheRestFromTheStoreAsSuspectedDuplicates) {
  const testing::Scratch folder;
  net.SetStore("RYLBDN", folder.path());
  Pipe pipe;
  nodes::PostProcess& first = Addressee(pipe);
  ASSERT_TRUE(net.RunUntilUp());
  FileAll();
  ASSERT_TRUE(net.RunUntil([&] { return first.post().deliveries() == kCables; }));
  first.Stop("the test says so");
  ASSERT_TRUE(net.RunUntil([&] { return ended; }));
  const std::size_t unwritten = first.post().in_hand();
  EXPECT_TRUE(net.logs["RYLBDN"].Has("the store keeps them")) << net.logs["RYLBDN"].lines();
  const std::string read_before = pipe.Read();
  net.Drop("RYLBDN");

  Pipe again;
  const nodes::PostProcess& second = Addressee(again);
  std::string read;
  EXPECT_TRUE(net.RunUntil([&] {
    read += again.Read();
    return CablesIn(read) == unwritten;
  })) << CablesIn(read);
  EXPECT_EQ(second.post().deliveries(), unwritten);
  EXPECT_EQ(CablesIn(read_before) + unwritten, kCables);
  std::size_t suspected = 0;
  for (std::size_t at = 0; (at = read.find("ZFD", at)) != std::string::npos; ++at) ++suspected;
  EXPECT_EQ(suspected, unwritten);
}

TEST(PostStreams, DrainEndsWhenAllIsReceipted) {
  StationNetwork net;
  net.Relay("RYKA");
  Pipe pipe;
  nodes::PostOptions options;
  options.input = pipe.reading;
  options.drain = true;
  auto& origin = net.Post("RYKABD", options);
  bool ended = false;
  origin.SetOnEnd([&ended] { ended = true; });
  const std::string cables = CableText(1) + CableText(2);
  ASSERT_EQ(write(pipe.writing, cables.data(), cables.size()), ssize_t(cables.size()));
  pipe.CloseWriting();
  EXPECT_TRUE(net.RunUntil([&] { return ended; }));
  EXPECT_EQ(origin.exit_code(), 0);
  EXPECT_EQ(net["RYKA"].station().turn().custodian().outstanding(), 2u);
}

TEST(TextInput, ReadsAFileAndADevice) {
  for (const char* path : {"configs/cables/brindlemoor-0417-01.cable", "/dev/null"}) {
    boost::asio::io_context io(1);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    std::string text;
    bool ended = false;
    auto input = nodes::TextInput::Open(
        io, file, [&](std::string_view part) { text += part; },
        [&](const std::string& trouble) { ended = trouble.empty(); });
    ASSERT_TRUE(input.has_value());
    (*input)->Resume();
    io.run();
    EXPECT_TRUE(ended) << path;
    EXPECT_EQ(text.empty(), std::string_view(path) == "/dev/null");
    close(file);
  }
}

TEST(TextOutput, SaysThatItsReaderHasGone) {
  signal(SIGPIPE, SIG_IGN);
  boost::asio::io_context io(1);
  Pipe pipe;
  std::string trouble;
  auto output = nodes::TextOutput::Open(
      io, pipe.writing, [] {}, [&](const std::string& text) { trouble = text; });
  ASSERT_TRUE(output.has_value());
  pipe.CloseReading();
  (*output)->Write("A");
  (*output)->Write("B");
  io.run();
  EXPECT_EQ(trouble, "Broken pipe");
  EXPECT_TRUE((*output)->failed());
}

}  // namespace
}  // namespace torntape::shell
