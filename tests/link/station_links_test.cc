// Goal: two stations find each other, come back to each other after every kind of loss, and turn
// each other away for a reason.

#include "link/station_links.h"

#include <gtest/gtest.h>

#include "tests/link/station_testing.h"

namespace torntape::link {
namespace {

StationLinks::Options Quick() {
  StationLinks::Options options;
  options.dial_wait_first = 1ms;
  options.dial_wait_longest = 20ms;
  return options;
}

// RYKA dials RYLB.
struct TwoStations {
  explicit TwoStations(boost::asio::io_context& io)
      : lb(io, SampleDirectory(), Quick()), ka(io, OtherDirectory(), Quick()) {
    lb.epoch = 22;
    ka.epoch = 11;
    EXPECT_TRUE(lb.links.Listen({}));
    ka.links.Dial(0, "127.0.0.1", lb.links.port());
    EXPECT_TRUE(RunUntil(io, [&] { return lb.links.up(0) && ka.links.up(0); }));
  }
  StationRecorder lb;
  StationRecorder ka;
};

TEST(StationLinks, ComeUpAndCarryFramesBothWays) {
  boost::asio::io_context io;
  TwoStations two(io);
  EXPECT_EQ(two.lb.told, (std::vector<std::string>{"up KA-LB"}));
  EXPECT_EQ(two.ka.told, (std::vector<std::string>{"up KA-LB"}));
  EXPECT_EQ(two.lb.peer_epoch, 11u);
  EXPECT_EQ(two.ka.peer_epoch, 22u);
  EXPECT_EQ(two.lb.links.up_count(), 1u) << "the link to RYMC is not up";
  for (std::uint16_t i = 1; i <= 5; ++i) two.ka.links.Send(0, Sample(i));
  two.lb.links.Send(0, proto::Receipt{1, 5, 5});
  two.lb.links.Send(0, proto::Credit{0, 100, 50});
  ASSERT_TRUE(RunUntil(io, [&] {
    return two.lb.frames.size() == 5 && two.ka.frames.size() == 2 && two.lb.turns > 0;
  }));
  EXPECT_EQ(two.ka.links.writable(0), true);
  two.lb.links.Send(1, Sample(1));  // down: nothing happens
  EXPECT_FALSE(two.lb.links.writable(1));
}

TEST(StationLinks, ARefusedFrameTakesTheLinkDownAndItComesBack) {
  boost::asio::io_context io;
  TwoStations two(io);
  two.lb.refuse = proto::Reject{proto::RejectReason::kCreditExceeded, "90 bytes over"};
  two.ka.links.Send(0, Sample(1));
  two.ka.links.Send(0, Sample(2));
  ASSERT_TRUE(RunUntil(io, [&] { return two.ka.told.size() == 3; }));
  EXPECT_EQ(two.lb.frames.size(), 1u);
  EXPECT_EQ(two.ka.told[1], "down KA-LB: the other side closed: credit exceeded: 90 bytes over");
  EXPECT_EQ(two.ka.told[2], "up KA-LB");
}

TEST(StationLinks, APeerThatIsRestartedIsFoundAgain) {
  boost::asio::io_context io;
  auto lb = std::make_unique<StationRecorder>(io, SampleDirectory(), Quick());
  ASSERT_TRUE(lb->links.Listen({}));
  ListenOptions same_port;
  same_port.port = lb->links.port();
  StationRecorder ka(io, OtherDirectory(), Quick());
  ka.links.Dial(0, "127.0.0.1", same_port.port);
  ASSERT_TRUE(RunUntil(io, [&] { return ka.links.up(0); }));
  lb.reset();  // as if it was killed
  ASSERT_TRUE(RunUntil(io, [&] { return !ka.links.up(0) && !ka.notes.empty(); }));
  EXPECT_EQ(ka.notes.back().substr(0, 26), "link KA-LB: cannot connect");
  lb = std::make_unique<StationRecorder>(io, SampleDirectory(), Quick());
  lb->epoch = 33;
  ASSERT_TRUE(lb->links.Listen(same_port));
  ASSERT_TRUE(RunUntil(io, [&] { return ka.links.up(0); }));
  EXPECT_EQ(ka.peer_epoch, 33u) << "its store is another one now";
}

// A second process under a name that is taken is turned away for as long as the first one answers;
// otherwise each would throw the other out, for ever.
TEST(StationLinks, ASecondProcessOfOneNameIsTurnedAway) {
  boost::asio::io_context io;
  TwoStations two(io);
  for (int attempt = 0; attempt < 3; ++attempt) {
    RawPeer second(io, two.lb.links.port());
    second.Read();
    second.Send(Bytes(SampleHello()));  // of another store
    ASSERT_TRUE(RunUntil(io, [&] { return second.ended; }));
    const auto frames = second.Frames();
    ASSERT_EQ(frames.size(), 1u);
    const auto& reject = std::get<proto::Reject>(frames[0]);
    EXPECT_EQ(reject.reason, proto::RejectReason::kAlreadyConnected);
    EXPECT_EQ(reject.detail.substr(0, 26), "RYKA is connected already,");
  }
  EXPECT_EQ(two.ka.told.size(), 1u) << "the first one stays";
  EXPECT_TRUE(two.lb.links.up(0));
}

// One that is gone without a word, its connection half open, makes place for its successor.
TEST(StationLinks, OneThatDoesNotAnswerMakesPlace) {
  boost::asio::io_context io;
  StationRecorder lb(io, SampleDirectory(), Quick());
  ASSERT_TRUE(lb.links.Listen({}));
  RawPeer gone(io, lb.links.port());
  gone.Read();
  gone.Send(Bytes(SampleHello()));
  ASSERT_TRUE(RunUntil(io, [&] { return lb.links.up(0); }));  // and it never says another word
  StationRecorder ka(io, OtherDirectory(), Quick());
  ka.epoch = 18;
  ka.links.Dial(0, "127.0.0.1", lb.links.port());
  ASSERT_TRUE(RunUntil(io, [&] { return ka.links.up(0); }));
  EXPECT_EQ(lb.peer_epoch, 18u);
}

// Whoever is started again may listen elsewhere.
TEST(StationLinks, WhereThePeerIsIsAskedBeforeEachTry) {
  boost::asio::io_context io;
  auto lb = std::make_unique<StationRecorder>(io, SampleDirectory(), Quick());
  ASSERT_TRUE(lb->links.Listen({}));
  std::uint16_t port = lb->links.port();
  StationRecorder ka(io, OtherDirectory(), Quick());
  ka.links.Dial(0, "127.0.0.1", port, [&port]() { return DialOptions::Place{"127.0.0.1", port}; });
  ASSERT_TRUE(RunUntil(io, [&] { return ka.links.up(0); }));
  auto moved = std::make_unique<StationRecorder>(io, SampleDirectory(), Quick());
  ASSERT_TRUE(moved->links.Listen({}));
  ASSERT_NE(moved->links.port(), port);
  port = moved->links.port();
  lb.reset();
  ASSERT_TRUE(RunUntil(io, [&] { return moved->links.up(0); }));
}

// What is left of an old connection must not lock the peer out: the newest one counts. The older
// one is told, and as it is alive here, it dials again and takes the link back.
TEST(StationLinks, ANewerConnectionTakesTheLinkOver) {
  boost::asio::io_context io;
  TwoStations two(io);
  RawPeer second(io, two.lb.links.port());
  second.Read();
  proto::Hello same = SampleHello();
  same.store_epoch = two.ka.epoch;
  second.Send(Bytes(same));
  ASSERT_TRUE(RunUntil(io, [&] { return second.ended && two.ka.told.size() == 3; }));
  const auto frames = second.Frames();
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<proto::Welcome>(frames[0]));
  EXPECT_EQ(std::get<proto::Reject>(frames[1]).reason, proto::RejectReason::kAlreadyConnected);
  EXPECT_EQ(two.ka.told[1].substr(0, 77),
            "down KA-LB: the other side closed: already connected: RYKA has connected anew");
  EXPECT_EQ(two.ka.told[2], "up KA-LB");
  EXPECT_TRUE(two.lb.links.up(0));
}

TEST(StationLinks, AStrangerWhoSaysNothingIsNoted) {
  boost::asio::io_context io;
  StationLinks::Options options = Quick();
  options.session.handshake_deadline = 10ms;
  StationRecorder lb(io, SampleDirectory(), options);
  ASSERT_TRUE(lb.links.Listen({}));
  RawPeer stranger(io, lb.links.port());
  stranger.Read();
  ASSERT_TRUE(RunUntil(io, [&] { return stranger.ended; }));
  EXPECT_EQ(std::get<proto::Reject>(stranger.Frames()[0]).detail, "no handshake within 0.01 s");
  stranger.Close();
  ASSERT_TRUE(RunUntil(io, [&] { return !lb.notes.empty(); }));
  EXPECT_NE(lb.notes[0].find("ended before its handshake: no handshake within 0.01 s"),
            std::string::npos)
      << lb.notes[0];
}

TEST(StationLinks, CloseInGoodOrder) {
  boost::asio::io_context io;
  TwoStations two(io);
  RawPeer undecided(io, two.lb.links.port());
  undecided.Read();
  Settle(io);
  bool done = false;
  two.lb.links.Close("RYLB is stopped", [&] { done = true; });
  ASSERT_TRUE(RunUntil(io, [&] { return done && !two.ka.links.up(0); }));
  EXPECT_EQ(two.ka.told[1], "down KA-LB: the other side closed: closing: RYLB is stopped");
  EXPECT_EQ(two.lb.told[1], "down KA-LB: RYLB is stopped");
}

TEST(StationLinks, CloseWithoutLinksIsDoneAtOnce) {
  boost::asio::io_context io;
  StationRecorder lb(io, SampleDirectory());
  bool done = false;
  lb.links.Close("stopped", [&] { done = true; });
  EXPECT_FALSE(done) << "never from within the call";
  EXPECT_TRUE(RunUntil(io, [&] { return done; }));
}

TEST(StationLinks, WithdrawnInTheMidstOfEverything) {
  boost::asio::io_context io;
  auto two = std::make_unique<TwoStations>(io);
  for (std::uint16_t i = 1; i <= 100; ++i) two->ka.links.Send(0, Sample(i, 5000));
  RawPeer undecided(io, two->lb.links.port());
  two.reset();
  Settle(io);
}

// Watching.

TEST(StationLinks, AWatcherGetsEventsAsTheyHappen) {
  boost::asio::io_context io;
  TwoStations two(io);
  Recorder seen;
  std::unique_ptr<Session> session;
  Dialler dialler(
      io, DialTo(two.lb.links.port()), Prng(1),
      [&](std::unique_ptr<Session> dialled) {
        session = std::move(dialled);
        session->Start(seen);
        session->Send(Handshake::WatchHello());
        session->Established();
      },
      [](const std::string& text, auto) { ADD_FAILURE() << text; });
  dialler.Start();
  ASSERT_TRUE(RunUntil(io, [&] { return two.lb.watchers.size() == 1; }));
  EXPECT_TRUE(two.lb.links.up(0)) << "watching is no link";
  cable::Event event;
  event.kind = cable::EventKind::kQueued;
  const std::vector<cable::Called> called = {{cable::RoutingIndicator::Of("RYLBDN"), {}}};
  event.called = called;
  for (std::uint32_t i = 0; i < 3; ++i) {
    event.queue_depth = i;
    two.lb.watchers.OnEvent(event);
  }
  ASSERT_TRUE(RunUntil(io, [&] { return seen.frames.size() == 1; }));
  const auto& batch = std::get<proto::EventBatch>(seen.frames[0]);
  ASSERT_EQ(batch.events.size(), 3u) << "one batch a turn";
  EXPECT_EQ(batch.events[2].event.queue_depth, 2u);
  EXPECT_EQ(batch.events[2].called[0].indicator, called[0].indicator);
  EXPECT_EQ(batch.missed, 0u);

  session->Send(proto::Receipt{});
  ASSERT_TRUE(RunUntil(io, [&] { return seen.closes == 1; }));
  EXPECT_EQ(seen.closed.reject.reason, proto::RejectReason::kUnexpectedFrame);
  ASSERT_TRUE(RunUntil(io, [&] { return two.lb.watchers.empty(); }));
  two.lb.watchers.OnEvent(event);  // costs nothing now
}

TEST(StationLinks, AWatcherWhoIsTooSlowIsToldHowMuchItMissed) {
  boost::asio::io_context io;
  StationRecorder lb(io, SampleDirectory());
  ASSERT_TRUE(lb.links.Listen({}));
  RawPeer slow(io, lb.links.port(), 4096);
  slow.Send(Bytes(Handshake::WatchHello()));
  ASSERT_TRUE(RunUntil(io, [&] { return lb.watchers.size() == 1; }));
  cable::Event event;
  constexpr std::size_t kEvents = 400'000;
  std::size_t happened = 0;
  for (; happened < kEvents; ++happened) {
    lb.watchers.OnEvent(event);
    if (happened % 4096 == 0) Settle(io);
  }
  slow.Read();
  std::uint64_t got = 0;
  std::uint64_t missed = 0;
  ASSERT_TRUE(RunUntil(
      io,
      [&] {
        got = missed = 0;
        // Frames are counted anew each time, as the last ones come late.
        if (slow.received.size() < 1000) return false;
        for (const proto::Frame& frame : slow.Frames()) {
          const auto& batch = std::get<proto::EventBatch>(frame);
          got += batch.events.size();
          missed += batch.missed;
        }
        return got + missed == happened;
      },
      60s));
  EXPECT_GT(missed, 0u);
  EXPECT_GT(got, 0u);
}

}  // namespace
}  // namespace torntape::link
