// Goal: listeners and diallers do what they say about addresses, ports, limits and waits.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "link/open_files.h"
#include "link/timer.h"
#include "tests/link/link_testing.h"

namespace torntape::link {
namespace {

const auto kNoWarning = [](const std::string& text) { ADD_FAILURE() << text; };

TEST(Listener, TheSystemGivesAPort) {
  boost::asio::io_context io;
  auto listener = Listener::Open(io, {}, [](auto) {}, kNoWarning);
  ASSERT_TRUE(listener);
  EXPECT_NE((*listener)->port(), 0);
  EXPECT_EQ((*listener)->address(), "127.0.0.1:" + std::to_string((*listener)->port()));
}

TEST(Listener, SaysWhatIsWrongWithAnAddress) {
  boost::asio::io_context io;
  ListenOptions options;
  options.address = "localhost";
  EXPECT_EQ(Listener::Open(
                io, options, [](auto) {}, kNoWarning)
                .error()
                .message,
            "\"localhost\" is no address to listen on; write one in numbers, such as 127.0.0.1");
  auto first = Listener::Open(io, {}, [](auto) {}, kNoWarning);
  ListenOptions taken;
  taken.port = (*first)->port();
  EXPECT_EQ(Listener::Open(
                io, taken, [](auto) {}, kNoWarning)
                .error()
                .message,
            "cannot listen on " + (*first)->address() +
                ": Address already in use; port 0 lets the system choose a free one");
}

TEST(Listener, WarnsWhenBoundBeyondLoopback) {
  boost::asio::io_context io;
  std::vector<std::string> warnings;
  ListenOptions options;
  options.address = "0.0.0.0";
  auto listener = Listener::Open(
      io, options, [](auto) {}, [&](const std::string& text) { warnings.push_back(text); });
  ASSERT_TRUE(listener);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0],
            "listening on " + (*listener)->address() +
                ": whoever reaches this address may connect, and nothing is encrypted");
}

TEST(Listener, OneTooManyIsToldSo) {
  boost::asio::io_context io;
  std::vector<std::unique_ptr<Session>> sessions;
  ListenOptions options;
  options.connections_max = 2;
  auto listener = Listener::Open(
      io, options,
      [&](std::unique_ptr<Session> session) { sessions.push_back(std::move(session)); },
      kNoWarning);
  RawPeer first(io, (*listener)->port());
  RawPeer second(io, (*listener)->port());
  RawPeer third(io, (*listener)->port());
  third.Read();
  ASSERT_TRUE(RunUntil(io, [&] { return third.ended; }));
  EXPECT_EQ(sessions.size(), 2u);
  ASSERT_EQ(third.Frames().size(), 1u);
  EXPECT_EQ(std::get<proto::Reject>(third.Frames()[0]),
            (proto::Reject{proto::RejectReason::kBusy,
                           "2 connections are open already; try again later"}));
  third.Close();
  ASSERT_TRUE(RunUntil(io, [&] { return (*listener)->connections() == 2; }));
  sessions.pop_back();
  EXPECT_EQ((*listener)->connections(), 1u);
  RawPeer fourth(io, (*listener)->port());
  EXPECT_TRUE(RunUntil(io, [&] { return sessions.size() == 2; }));
}

// Takes every descriptor there is, as a flood of connections would.
TEST(Listener, OutOfDescriptorsItWaitsAndGoesOn) {
  boost::asio::io_context io;
  std::vector<std::unique_ptr<Session>> sessions;
  std::vector<std::string> warnings;
  auto listener = Listener::Open(
      io, {}, [&](std::unique_ptr<Session> session) { sessions.push_back(std::move(session)); },
      [&](const std::string& text) { warnings.push_back(text); });
  // The undefined-behaviour sanitizer needs descriptors itself the first time that it sees a type:
  // one peer that is let in shows it all of them.
  const RawPeer first(io, (*listener)->port());
  ASSERT_TRUE(RunUntil(io, [&] { return sessions.size() == 1; }));
  RawPeer peer(io, (*listener)->port());
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit before = limit;
  const int probe = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(probe, 0);
  limit.rlim_cur = static_cast<rlim_t>(probe);  // no descriptor as high as this one any more
  ::close(probe);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  const bool warned = RunUntil(io, [&] { return !warnings.empty(); });
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_TRUE(warned);
  EXPECT_EQ(warnings[0], "cannot take connections on " + (*listener)->address() +
                             ": Too many open files; trying again");
  EXPECT_TRUE(RunUntil(io, [&] { return sessions.size() == 2; }));
  EXPECT_EQ(warnings.size(), 1u) << "said once, not at every try";
}

TEST(Dialler, TriesAtOnceAndThenWaitsLongerAndLonger) {
  boost::asio::io_context io;
  std::uint16_t port = 0;
  {
    auto closed = Listener::Open(io, {}, [](auto) {}, kNoWarning);
    port = (*closed)->port();
  }
  DialOptions options = DialTo(port);
  options.wait_first = 4ms;
  options.wait_longest = 20ms;
  std::vector<DialOptions::Span> waits;
  std::string text;
  Dialler dialler(
      io, options, Prng(3), [](auto) { ADD_FAILURE() << "somebody listens there"; },
      [&](const std::string& failure, DialOptions::Span wait) {
        text = failure;
        waits.push_back(wait);
      });
  dialler.Start();
  ASSERT_TRUE(RunUntil(io, [&] { return waits.size() == 6; }));
  const DialOptions::Span longest[] = {4ms, 8ms, 16ms, 20ms, 20ms, 20ms};
  for (std::size_t i = 0; i < waits.size(); ++i) {
    EXPECT_LE(waits[i], longest[i]) << i;
    EXPECT_GE(waits[i], longest[i] / 2) << i;
  }
  EXPECT_EQ(text, "cannot connect to 127.0.0.1:" + std::to_string(port) + ": Connection refused");
}

TEST(Dialler, TheSameSeedWaitsAlike) {
  const auto waits_of = [](std::uint64_t seed) {
    boost::asio::io_context io;
    std::vector<DialOptions::Span> waits;
    DialOptions options;
    options.address = "not an address";
    options.wait_first = 1ms;
    options.wait_longest = 3ms;
    Dialler dialler(
        io, options, Prng(seed), [](auto) {},
        [&](const std::string&, auto wait) { waits.push_back(wait); });
    dialler.Start();
    EXPECT_TRUE(RunUntil(io, [&] { return waits.size() == 5; }));
    return waits;
  };
  EXPECT_EQ(waits_of(1), waits_of(1));
  EXPECT_NE(waits_of(1), waits_of(2));
}

TEST(Dialler, ComesBackAndForgetsItsFailuresOnSuccess) {
  boost::asio::io_context io;
  std::unique_ptr<Session> near;
  auto listener = Listener::Open(
      io, {}, [&](std::unique_ptr<Session> session) { near = std::move(session); }, kNoWarning);
  std::vector<std::unique_ptr<Session>> sessions;
  DialOptions options = DialTo((*listener)->port());
  options.wait_first = 1ms;
  options.wait_longest = std::chrono::hours(1);
  Dialler dialler(
      io, options, Prng(1),
      [&](std::unique_ptr<Session> session) { sessions.push_back(std::move(session)); },
      [](const std::string& text, auto) { ADD_FAILURE() << text; });
  dialler.Start();
  // Without Succeeded the waits would grow to hours.
  for (std::size_t i = 1; i <= 30; ++i) {
    ASSERT_TRUE(RunUntil(io, [&] { return sessions.size() == i; })) << i;
    dialler.Succeeded();
    dialler.Again();
  }
}

TEST(Dialler, FollowsToAnotherPort) {
  boost::asio::io_context io;
  std::unique_ptr<Session> near;
  auto listener = Listener::Open(
      io, {}, [&](std::unique_ptr<Session> session) { near = std::move(session); }, kNoWarning);
  DialOptions options = DialTo(1);  // nobody is there
  options.wait_first = 1ms;
  std::unique_ptr<Session> session;
  Dialler* self = nullptr;
  Dialler dialler(
      io, options, Prng(1), [&](std::unique_ptr<Session> found) { session = std::move(found); },
      [&](const std::string&, auto) { self->SetPort((*listener)->port()); });
  self = &dialler;
  dialler.Start();
  EXPECT_TRUE(RunUntil(io, [&] { return session && near; }));
}

TEST(OpenFiles, AreRaisedToWhatTheSystemAllows) {
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit before = limit;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 256);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  const OpenFileLimit raised = RaiseOpenFileLimit();
  EXPECT_EQ(raised.before, limit.rlim_cur);
  EXPECT_EQ(raised.now, limit.rlim_max);
  EXPECT_EQ(raised.text.substr(0, 6), "up to ");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

TEST(Timer, RunsOnceAndCanBeSetAnewOrCancelled) {
  boost::asio::io_context io;
  std::vector<int> ran;
  Timer timer(io);
  EXPECT_FALSE(timer.armed());
  timer.After(1h, [&] { ran.push_back(1); });
  timer.After(0ms, [&] { ran.push_back(2); });
  EXPECT_TRUE(timer.armed());
  ASSERT_TRUE(RunUntil(io, [&] { return !ran.empty(); }));
  EXPECT_FALSE(timer.armed());
  timer.After(0ms, [&] { ran.push_back(3); });
  timer.Cancel();
  {
    Timer gone(io);
    gone.After(0ms, [&] { ran.push_back(4); });
  }
  timer.After(1ms, [&] {
    ran.push_back(5);
    timer.After(0ms, [&] { ran.push_back(6); });  // from within itself
  });
  ASSERT_TRUE(RunUntil(io, [&] { return ran.size() == 3; }));
  EXPECT_EQ(ran, (std::vector<int>{2, 5, 6}));
}

}  // namespace
}  // namespace torntape::link
