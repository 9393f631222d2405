// Goal: a parent and its child talk over an inherited pair of sockets, and each notices the other's
// end at once.

#include "link/control_session.h"

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/link/link_testing.h"

namespace torntape::link {
namespace {

class ControlRecorder : public ControlHandler {
 public:
  bool OnControl(ControlSession& /*session*/, proto::ControlFrame&& frame) override {
    frames.push_back(std::move(frame));
    return take;
  }
  void OnControlTurnEnd(ControlSession& /*session*/) override { ++turns; }
  void OnControlClosed(ControlSession& /*session*/, const Closed& how) override {
    ++closes;
    closed = how;
  }
  std::vector<proto::ControlFrame> frames;
  bool take = true;
  int turns = 0;
  int closes = 0;
  Closed closed;
};

struct Family {
  explicit Family(boost::asio::io_context& io) {
    const Result<ControlPair> pair = MakeControlPair();
    EXPECT_TRUE(pair);
    parent_descriptor = pair->parent;
    parent = std::move(*ControlSession::Adopt(io, pair->parent));
    child = std::move(*ControlSession::Adopt(io, pair->child));
    parent->Start(at_parent);
    child->Start(at_child);
  }
  int parent_descriptor = -1;
  ControlRecorder at_parent;
  ControlRecorder at_child;
  std::unique_ptr<ControlSession> parent;
  std::unique_ptr<ControlSession> child;
};

TEST(ControlSession, CarriesFramesBothWays) {
  boost::asio::io_context io;
  Family family(io);
  family.child->Send(proto::Listening{40311});
  family.child->Send(proto::Ready{1, 3});
  proto::FileCable file{"large.txt", std::string(proto::kControlTextBytesMax, 'X'), 5ms};
  family.parent->Send(file);
  family.parent->Send(proto::Stop{});
  ASSERT_TRUE(RunUntil(io, [&] {
    return family.at_parent.frames.size() == 2 && family.at_child.frames.size() == 2;
  }));
  EXPECT_EQ(std::get<proto::Listening>(family.at_parent.frames[0]).port, 40311);
  EXPECT_EQ(std::get<proto::FileCable>(family.at_child.frames[0]).text, file.text);
  EXPECT_EQ(family.at_parent.turns, 1);
}

TEST(ControlSession, CloseWritesAllThatWasQueued) {
  boost::asio::io_context io;
  Family family(io);
  for (int i = 0; i < 100; ++i) family.child->Send(proto::Problem{std::string(8000, 'p'), false});
  family.child->Close();
  ASSERT_TRUE(RunUntil(io, [&] { return family.at_parent.closes == 1; }));
  EXPECT_EQ(family.at_parent.frames.size(), 100u);
  EXPECT_EQ(family.at_parent.closed.cause, CloseCause::kTheirs);
  ASSERT_TRUE(RunUntil(io, [&] { return family.at_child.closes == 1; }));
  EXPECT_EQ(family.at_child.closed.cause, CloseCause::kOurs);
}

TEST(ControlSession, ADeadChildIsSeenAtOnce) {
  boost::asio::io_context io;
  Family family(io);
  family.child.reset();
  ASSERT_TRUE(RunUntil(io, [&] { return family.at_parent.closes == 1; }));
  EXPECT_EQ(family.at_child.closes, 0);
}

TEST(ControlSession, ARefusedOrMalformedFrameEndsIt) {
  boost::asio::io_context io;
  Family family(io);
  family.at_parent.take = false;
  family.child->Send(proto::Stop{});
  ASSERT_TRUE(RunUntil(io, [&] { return family.at_parent.closes == 1; }));
  EXPECT_EQ(family.at_parent.closed.cause, CloseCause::kBroken);
  EXPECT_EQ(family.at_parent.closed.text, "a control frame that is not expected here");

  Family other(io);
  const std::string bytes = Prefixed("\xff\xff");
  ASSERT_EQ(::write(other.parent_descriptor, bytes.data(), bytes.size()),
            static_cast<ssize_t>(bytes.size()));
  ASSERT_TRUE(RunUntil(io, [&] { return other.at_child.closes == 1; }));
  EXPECT_EQ(other.at_child.closed.text, "the encoding of the control frame is torn or damaged");
}

TEST(ControlSession, OnlyTheChildsEndIsInherited) {
  const Result<ControlPair> pair = MakeControlPair();
  ASSERT_TRUE(pair);
  EXPECT_EQ(::fcntl(pair->parent, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  EXPECT_EQ(::fcntl(pair->child, F_GETFD) & FD_CLOEXEC, 0);
  ::close(pair->parent);
  ::close(pair->child);
}

TEST(ControlSession, ADescriptorThatIsNoneIsRefused) {
  boost::asio::io_context io;
  const auto session = ControlSession::Adopt(io, 9999);
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().message,
            "cannot talk to the process that started this one: Bad file descriptor");
}

}  // namespace
}  // namespace torntape::link
