#include "sim/station_process.h"

#include <chrono>
#include <fstream>
#include <signal.h>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace torntape::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// A child that is a line of shell. Descriptor 3 is its control channel.
std::unique_ptr<StationProcess> StartShell(const std::string& line) {
  auto process = StationProcess::Start({"RYKA", "/bin/sh", {"-c", line}});
  EXPECT_TRUE(process.has_value());
  return process ? std::move(*process) : nullptr;
}

// Turns until it has ended, or ten seconds are over.
std::vector<proto::ControlFrame> RunToEnd(StationProcess& process) {
  std::vector<proto::ControlFrame> frames;
  const auto deadline = steady_clock::now() + seconds(10);
  while (steady_clock::now() < deadline) {
    std::vector<pollfd> polled;
    process.AddTo(polled);
    ::poll(polled.data(), polled.size(), 20);
    process.Turn(polled.data(),
                 [&](proto::ControlFrame&& frame) { frames.push_back(std::move(frame)); });
    if (process.silent() && process.HasEnded()) break;
  }
  EXPECT_TRUE(process.HasEnded());
  return frames;
}

TEST(StationProcess, EndsWell) {
  const auto process = StartShell("exit 0");
  RunToEnd(*process);
  EXPECT_TRUE(process->EndedWell());
}

TEST(StationProcess, KeepsItsLastWordsAndTellsHowItEnded) {
  const auto process = StartShell("echo first >&2; echo the port is taken >&2; exit 3");
  RunToEnd(*process);
  EXPECT_FALSE(process->EndedWell());
  EXPECT_EQ(process->HowItEnded(), "exit code 3");
  EXPECT_EQ(process->last_words(), "first\nthe port is taken");
}

TEST(StationProcess, OfManyWordsTheLastAreKept) {
  const auto process = StartShell("yes line | head -c 200000 >&2; echo end >&2");
  RunToEnd(*process);
  EXPECT_LE(process->last_words().size(), 4096U);
  EXPECT_THAT(process->last_words(), ::testing::EndsWith("line\nend"));
}

TEST(StationProcess, ASignalIsNamed) {
  const auto process = StartShell("kill -SEGV $$");
  RunToEnd(*process);
  EXPECT_THAT(process->HowItEnded(), ::testing::StartsWith("signal 11 ("));
}

TEST(StationProcess, AProgramThatIsNotThereIsTold) {
  auto process = StationProcess::Start({"RYKA", "/no/such/program", {}});
  ASSERT_TRUE(process.has_value());
  RunToEnd(**process);
  EXPECT_EQ((*process)->HowItEnded(), "exit code 127");
  EXPECT_EQ((*process)->last_words(), "cannot start the program");
}

// What the child reads and writes is the channel: here it sends back a frame that it was sent.
TEST(StationProcess, FramesPassBothWays) {
  std::string bytes;
  proto::AppendControl(proto::Listening{4711}, bytes);
  const auto process = StartShell("head -c " + std::to_string(bytes.size()) + " <&3 >&3");
  process->Send(proto::Listening{4711});
  const auto frames = RunToEnd(*process);
  ASSERT_EQ(frames.size(), 1U);
  ASSERT_TRUE(std::holds_alternative<proto::Listening>(frames[0]));
  EXPECT_EQ(std::get<proto::Listening>(frames[0]).port, 4711);
}

TEST(StationProcess, NonsenseOnTheChannelIsAFault) {
  const auto process = StartShell("printf '\\377\\377\\377\\377 hello' >&3; sleep 5");
  const auto deadline = steady_clock::now() + seconds(10);
  while (!process->silent() && steady_clock::now() < deadline) {
    std::vector<pollfd> polled;
    process->AddTo(polled);
    ::poll(polled.data(), polled.size(), 20);
    process->Turn(polled.data(), [](proto::ControlFrame&&) { FAIL(); });
  }
  EXPECT_NE(process->fault(), "");
}

// Nothing is left running: neither it nor what it started.
TEST(StationProcess, DiesWithItsOwner) {
  const std::string file = ::testing::TempDir() + "torntape-station-process-test.pid";
  {
    const auto process = StartShell("sleep 1000 & echo $! > " + file + "; wait");
    const auto deadline = steady_clock::now() + seconds(10);
    while (steady_clock::now() < deadline) {
      std::string word;
      if (std::ifstream(file) >> word) break;
      ::poll(nullptr, 0, 10);
    }
  }
  pid_t grandchild = 0;
  std::ifstream(file) >> grandchild;
  ASSERT_GT(grandchild, 1);
  const auto deadline = steady_clock::now() + seconds(10);
  bool gone = false;
  while (!gone && steady_clock::now() < deadline) {
    // An orphan is reaped by whoever adopts it; a zombie is as good as gone.
    std::ifstream stat("/proc/" + std::to_string(grandchild) + "/stat");
    std::string pid;
    std::string name;
    std::string state = "gone";
    stat >> pid >> name >> state;
    gone = !stat || state == "Z";
    ::poll(nullptr, 0, 10);
  }
  EXPECT_TRUE(gone);
  std::remove(file.c_str());
}

}  // namespace
}  // namespace torntape::sim
