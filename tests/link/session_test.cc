// Goal: frames come out of one end as they went into the other, whatever the network does to the
// bytes; each way in which a connection can end is told, once, and within its deadline.

#include "link/session.h"

#include <gtest/gtest.h>

#include "link/timer.h"
#include "tests/link/link_testing.h"

namespace torntape::link {
namespace {

std::uint16_t SerialOf(const proto::Frame& frame) {
  return std::get<proto::TransmissionFrame>(frame).transmission.number.serial;
}

TEST(Session, EchoesManyFramesInOrder) {
  boost::asio::io_context io;
  SessionPair pair(io);
  Recorder near;
  Recorder far;
  near.on_frame = [](Session& session, const proto::Frame& frame) {
    session.Send(frame);
    return true;
  };
  pair.near->Start(near);
  pair.far->Start(far);
  // Sizes on both sides of what is copied and what is gathered, and some larger than a read.
  constexpr std::size_t kSizes[] = {0, 1, 100, 1024, 1025, 2048, 70'000, 300'000};
  std::uint64_t bytes = 0;
  for (std::uint16_t i = 1; i <= 400; ++i) {
    pair.far->Send(Sample(i, kSizes[i % std::size(kSizes)]));
    bytes += kSizes[i % std::size(kSizes)];
  }
  ASSERT_TRUE(RunUntil(io, [&] { return far.frames.size() == 400; }));
  for (std::uint16_t i = 1; i <= 400; ++i) {
    const auto& frame = std::get<proto::TransmissionFrame>(far.frames[i - 1u]);
    ASSERT_EQ(SerialOf(far.frames[i - 1u]), i);
    ASSERT_EQ(frame.transmission.body.view(),
              Sample(i, kSizes[i % std::size(kSizes)]).transmission.body.view());
  }
  EXPECT_EQ(pair.far->queued_bytes(), 0u);
  EXPECT_LT(near.turns, 400) << "a read must hand on all the frames that came with it";
}

// What is queued in one turn leaves in one write: the other end sees it in one read.
TEST(Session, OneTurnIsOneWrite) {
  boost::asio::io_context io;
  SessionPair pair(io);
  Recorder near;
  Recorder far;
  pair.near->Start(near);
  pair.far->Start(far);
  for (std::uint16_t i = 1; i <= 20; ++i) pair.far->Send(Sample(i, 200));
  EXPECT_GT(pair.far->queued_bytes(), 4000u) << "nothing is written before the turn ends";
  ASSERT_TRUE(RunUntil(io, [&] { return near.frames.size() == 20; }));
  EXPECT_EQ(near.turns, 1);
}

TEST(Session, FlushWritesBeforeTheTurnEnds) {
  boost::asio::io_context io;
  SessionPair pair(io);
  Recorder far;
  pair.far->Start(far);
  pair.far->Send(Sample(1));
  pair.far->Flush();
  Recorder near;
  pair.near->Start(near);
  EXPECT_TRUE(RunUntil(io, [&] { return near.frames.size() == 1; }));
}

TEST(Session, FramesThatComeByteByByte) {
  boost::asio::io_context io;
  std::unique_ptr<Session> session;
  auto listener = Listener::Open(
      io, {}, [&](std::unique_ptr<Session> accepted) { session = std::move(accepted); },
      [](const std::string&) {});
  RawPeer peer(io, (*listener)->port());
  ASSERT_TRUE(RunUntil(io, [&] { return session != nullptr; }));
  Recorder recorder;
  session->Start(recorder);
  const std::string bytes = Bytes(Sample(7, 50)) + Bytes(proto::Receipt{0, 7, 7});
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    peer.Send(std::string_view(bytes).substr(i, 1));
    Settle(io);
  }
  ASSERT_TRUE(RunUntil(io, [&] { return recorder.frames.size() == 2; }));
  EXPECT_EQ(SerialOf(recorder.frames[0]), 7);
  EXPECT_EQ(std::get<proto::Receipt>(recorder.frames[1]), (proto::Receipt{0, 7, 7}));
}

TEST(Session, CloseInGoodOrderSaysWhyAndLosesNothing) {
  boost::asio::io_context io;
  SessionPair pair(io);
  Recorder near;
  Recorder far;
  pair.near->Start(near);
  pair.far->Start(far);
  for (std::uint16_t i = 1; i <= 50; ++i) pair.far->Send(Sample(i, 20'000));
  pair.far->Close("this station is stopped");
  pair.far->Send(Sample(51));  // too late
  ASSERT_TRUE(RunUntil(io, [&] { return near.closes + far.closes == 2; }));
  EXPECT_EQ(near.frames.size(), 50u);
  EXPECT_EQ(near.closed.cause, CloseCause::kTheirReject);
  EXPECT_EQ(near.closed.reject.reason, proto::RejectReason::kClosing);
  EXPECT_EQ(near.closed.text, "the other side closed: closing: this station is stopped");
  EXPECT_EQ(far.closed.cause, CloseCause::kOurs);
  EXPECT_EQ(near.closes, 1);
  EXPECT_EQ(far.closes, 1);
}

TEST(Session, AHandlerThatRefusesAFrameClosesTheConnection) {
  boost::asio::io_context io;
  SessionPair pair(io);
  Recorder near;
  Recorder far;
  near.on_frame = [](Session&, const proto::Frame& frame) {
    return !std::holds_alternative<proto::Credit>(frame);
  };
  pair.near->Start(near);
  pair.far->Start(far);
  pair.far->Send(proto::Credit{0, 1, 1});
  pair.far->Send(proto::Receipt{0, 1, 1});
  ASSERT_TRUE(RunUntil(io, [&] { return near.closes + far.closes == 2; }));
  EXPECT_EQ(near.frames.size(), 1u) << "nothing is handed on behind a frame that was refused";
  EXPECT_EQ(near.turns, 0);
  EXPECT_EQ(near.closed.cause, CloseCause::kBroken);
  EXPECT_EQ(far.closed.reject, (proto::Reject{proto::RejectReason::kUnexpectedFrame,
                                              "a credit frame is not expected here"}));
}

TEST(Session, AHandlerMayRejectAndDestroyInTheMidstOfATurn) {
  boost::asio::io_context io;
  SessionPair pair(io);
  Recorder near;
  Recorder far;
  near.on_frame = [&](Session&, const proto::Frame&) {
    pair.near.reset();
    return true;
  };
  pair.near->Start(near);
  pair.far->Start(far);
  for (std::uint16_t i = 1; i <= 5; ++i) pair.far->Send(Sample(i));
  ASSERT_TRUE(RunUntil(io, [&] { return far.closes == 1; }));
  EXPECT_EQ(near.frames.size(), 1u);
  EXPECT_EQ(near.closes, 0) << "no call follows the end of a session";
}

TEST(Session, MayBeDestroyedWhenItIsClosed) {
  boost::asio::io_context io;
  SessionPair pair(io);
  Recorder near;
  Recorder far;
  near.on_closed = [&] { pair.near.reset(); };
  pair.near->Start(near);
  pair.far->Start(far);
  pair.far->Close("done");
  EXPECT_TRUE(RunUntil(io, [&] { return near.closes + far.closes == 2; }));
  EXPECT_EQ(pair.near, nullptr);
}

TEST(Session, DestroyedWithoutAWordIsSeenByThePeer) {
  boost::asio::io_context io;
  SessionPair pair(io);
  Recorder near;
  pair.near->Start(near);
  pair.far.reset();
  ASSERT_TRUE(RunUntil(io, [&] { return near.closes == 1; }));
  EXPECT_EQ(near.closed.cause, CloseCause::kTheirs);
  EXPECT_EQ(near.closed.text, "the other side closed the connection");
}

TEST(Session, APeerThatClosesInTheMidstOfAFrame) {
  boost::asio::io_context io;
  std::unique_ptr<Session> session;
  auto listener = Listener::Open(
      io, {}, [&](std::unique_ptr<Session> accepted) { session = std::move(accepted); },
      [](const std::string&) {});
  RawPeer peer(io, (*listener)->port());
  ASSERT_TRUE(RunUntil(io, [&] { return session != nullptr; }));
  Recorder recorder;
  session->Start(recorder);
  peer.Send(Bytes(Sample(1)).substr(0, 30));
  peer.EndOutput();
  ASSERT_TRUE(RunUntil(io, [&] { return recorder.closes == 1; }));
  EXPECT_EQ(recorder.closed.cause, CloseCause::kTheirs);
  EXPECT_EQ(recorder.closed.text,
            "the other side closed the connection in the middle of a frame, 30 bytes into it");
  EXPECT_TRUE(recorder.frames.empty());
}

// Deadlines.

TEST(Session, NoHandshakeInTime) {
  boost::asio::io_context io;
  SessionOptions options;
  options.handshake_deadline = 30ms;
  SessionPair pair(io, options);
  Recorder near;
  Recorder far;
  pair.far->Start(far);
  pair.far->Established();
  pair.near->Start(near);
  ASSERT_TRUE(RunUntil(io, [&] { return near.closes + far.closes == 2; }));
  EXPECT_EQ(near.closed.cause, CloseCause::kDeadline);
  EXPECT_EQ(far.closed.cause, CloseCause::kTheirReject);
  EXPECT_EQ(far.closed.reject,
            (proto::Reject{proto::RejectReason::kDeadline, "no handshake within 0.03 s"}));
}

TEST(Session, SilenceIsPingedAndThenEnded) {
  boost::asio::io_context io;
  SessionOptions options;
  options.ping_after = 20ms;
  options.pong_deadline = 20ms;
  options.close_deadline = 20ms;
  std::unique_ptr<Session> session;
  ListenOptions listen;
  listen.session = options;
  auto listener = Listener::Open(
      io, listen, [&](std::unique_ptr<Session> accepted) { session = std::move(accepted); },
      [](const std::string&) {});
  RawPeer peer(io, (*listener)->port());
  peer.Read();
  ASSERT_TRUE(RunUntil(io, [&] { return session != nullptr; }));
  Recorder recorder;
  session->Start(recorder);
  session->Established();
  ASSERT_TRUE(RunUntil(io, [&] { return recorder.closes == 1; }));
  EXPECT_EQ(recorder.closed.cause, CloseCause::kDeadline);
  EXPECT_EQ(recorder.closed.text, "nothing heard for 0.04 s");
  const auto frames = peer.Frames();
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<proto::Ping>(frames[0]));
  EXPECT_EQ(std::get<proto::Reject>(frames[1]).reason, proto::RejectReason::kDeadline);
}

TEST(Session, PongsKeepAConnectionAlive) {
  boost::asio::io_context io;
  SessionOptions options;
  options.ping_after = 5ms;
  options.pong_deadline = 50ms;
  SessionPair pair(io, options);
  Recorder near;
  Recorder far;
  pair.near->Start(near);
  pair.far->Start(far);
  pair.near->Established();
  pair.far->Established();
  // Long enough for many pings, and for the deadline if pongs did not count.
  EXPECT_FALSE(RunUntil(io, [&] { return near.closes + far.closes > 0; }, 100ms));
  EXPECT_TRUE(near.frames.empty()) << "pings and pongs stay with the session";
}

TEST(Session, APeerThatTakesNothingIsGivenUp) {
  boost::asio::io_context io;
  SessionOptions options;
  options.write_deadline = 50ms;
  std::unique_ptr<Session> session;
  ListenOptions listen;
  listen.session = options;
  auto listener = Listener::Open(
      io, listen, [&](std::unique_ptr<Session> accepted) { session = std::move(accepted); },
      [](const std::string&) {});
  RawPeer peer(io, (*listener)->port(), 4096);
  ASSERT_TRUE(RunUntil(io, [&] { return session != nullptr; }));
  Recorder recorder;
  session->Start(recorder);
  session->Established();
  for (std::uint16_t i = 1; i <= 12; ++i) session->Send(Sample(i, 1u << 20));
  EXPECT_FALSE(session->writable());
  ASSERT_TRUE(RunUntil(io, [&] { return recorder.closes == 1; }));
  EXPECT_EQ(recorder.closed.cause, CloseCause::kDeadline);
  EXPECT_EQ(recorder.closed.text, "the other side took nothing for 0.05 s");
}

// A socket has room again only when much of what lies in it is gone, and over a slow line that
// takes longer than the deadline; the peer takes what it can all the while.
TEST(Session, APeerThatTakesLittleIsKept) {
  boost::asio::io_context io;
  SessionOptions options;
  options.write_deadline = 1s;
  std::unique_ptr<Session> session;
  ListenOptions listen;
  listen.session = options;
  auto listener = Listener::Open(
      io, listen, [&](std::unique_ptr<Session> accepted) { session = std::move(accepted); },
      [](const std::string&) {});
  RawPeer peer(io, (*listener)->port(), 4096);
  ASSERT_TRUE(RunUntil(io, [&] { return session != nullptr; }));
  Recorder recorder;
  session->Start(recorder);
  session->Established();
  session->Send(Sample(1, 200'000));

  constexpr double kBytesPerSecond = 12'000;
  const auto begin = std::chrono::steady_clock::now();
  Timer timer(io);
  std::function<void()> read = [&] {
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begin;
    const auto due = static_cast<std::size_t>(kBytesPerSecond * since.count());
    if (due > peer.received.size()) peer.ReadUpTo(due - peer.received.size());
    timer.After(10ms, read);
  };
  read();
  EXPECT_TRUE(RunUntil(
      io, [&] { return recorder.closes > 0 || peer.received.size() >= std::size_t{24'000}; }));
  EXPECT_EQ(recorder.closes, 0) << recorder.closed.text;
}

TEST(Session, AUserWhoDoesNotHoldBackIsGivenUp) {
  boost::asio::io_context io;
  SessionOptions options;
  options.queued_bytes_max = 100'000;
  SessionPair pair(io, options);
  Recorder near;
  pair.near->Start(near);
  for (std::uint16_t i = 1; i <= 3; ++i) pair.near->Send(Sample(i, 50'000));
  ASSERT_TRUE(RunUntil(io, [&] { return near.closes == 1; }));
  EXPECT_EQ(near.closed.text.substr(near.closed.text.find(" bytes")),
            " bytes wait for the peer, more than 100000");
}

TEST(Session, TellsWhenItIsWritableAgain) {
  boost::asio::io_context io;
  SessionPair pair(io);
  Recorder near;
  Recorder far;
  pair.near->Start(near);
  pair.far->Start(far);
  EXPECT_TRUE(pair.far->writable());
  for (std::uint16_t i = 1; i <= 10; ++i) pair.far->Send(Sample(i, 100'000));
  EXPECT_FALSE(pair.far->writable());
  ASSERT_TRUE(RunUntil(io, [&] { return near.frames.size() == 10; }));
  Settle(io);
  EXPECT_TRUE(pair.far->writable());
  EXPECT_EQ(far.writables, 1);
}

TEST(Session, EndsItsStreamAndWaitsForThePeer) {
  boost::asio::io_context io;
  SessionOptions options;
  options.close_deadline = 1h;
  ListenOptions listen;
  listen.session = options;
  std::unique_ptr<Session> session;
  auto listener = Listener::Open(
      io, listen, [&](std::unique_ptr<Session> accepted) { session = std::move(accepted); },
      [](const std::string&) {});
  RawPeer peer(io, (*listener)->port());
  peer.Read();
  ASSERT_TRUE(RunUntil(io, [&] { return session != nullptr; }));
  Recorder recorder;
  session->Start(recorder);
  session->Close("bye");
  ASSERT_TRUE(RunUntil(io, [&] { return peer.ended; }));
  Settle(io);
  EXPECT_EQ(recorder.closes, 0) << "closing now could take our last words from the peer";
  peer.Close();
  EXPECT_TRUE(RunUntil(io, [&] { return recorder.closes == 1; }));
}

// A peer that neither reads our Reject nor closes costs close_deadline and no more.
TEST(Session, APeerThatNeverClosesIsLeft) {
  boost::asio::io_context io;
  SessionOptions options;
  options.close_deadline = 30ms;
  ListenOptions listen;
  listen.session = options;
  std::unique_ptr<Session> session;
  auto listener = Listener::Open(
      io, listen, [&](std::unique_ptr<Session> accepted) { session = std::move(accepted); },
      [](const std::string&) {});
  RawPeer peer(io, (*listener)->port());
  ASSERT_TRUE(RunUntil(io, [&] { return session != nullptr; }));
  Recorder recorder;
  session->Start(recorder);
  session->Close("bye");
  ASSERT_TRUE(RunUntil(io, [&] { return recorder.closes == 1; }, 2s));
  EXPECT_EQ(recorder.closed.cause, CloseCause::kOurs);
}

TEST(Session, KnowsWhereThePeerIs) {
  boost::asio::io_context io;
  SessionPair pair(io);
  EXPECT_EQ(pair.near->peer_address().substr(0, 10), "127.0.0.1:");
}

}  // namespace
}  // namespace torntape::link
