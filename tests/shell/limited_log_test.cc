// Goal: a station's log says what matters and cannot be flooded.
// Method: a clock that the test moves, and stations that must set cables aside.

#include "shell/limited_log.h"

#include <algorithm>
#include <chrono>

#include "tests/shell/station_network.h"

namespace torntape::shell {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::size_t LinesOf(const RecordingLog& log) {
  return static_cast<std::size_t>(std::count(log.lines().begin(), log.lines().end(), '\n'));
}

// Writes into a log that outlives it.
class Into final : public Log {
 public:
  explicit Into(RecordingLog& log) : log_(log) {}
  void Note(std::string_view text) override { log_.Note(text); }
  void Warning(std::string_view text) override { log_.Warning(text); }
  void Error(std::string_view text) override { log_.Error(text); }

 private:
  RecordingLog& log_;
};

TEST(LimitedLog, LeavesOutWhatIsTooMuchAndSaysSo) {
  RecordingLog said;
  Instant now{};
  LimitedLog log(std::make_unique<Into>(said), [&now] { return now; });
  for (int i = 0; i < LimitedLog::kBurst; ++i) log.Note("knock");
  EXPECT_EQ(LinesOf(said), std::size_t(LimitedLog::kBurst));
  for (int i = 0; i < 7; ++i) log.Note("knock");
  EXPECT_EQ(LinesOf(said), std::size_t(LimitedLog::kBurst));

  now += milliseconds(1000 / LimitedLog::kPerSecond);  // one line's worth
  log.Note("after a while");
  log.Note("at once again");
  EXPECT_EQ(LinesOf(said), std::size_t(LimitedLog::kBurst) + 2);
  EXPECT_TRUE(said.Has("7 notes were left out here"));
  EXPECT_TRUE(said.Has("after a while"));
  EXPECT_FALSE(said.Has("at once again"));

  log.Error("this is said whatever was before");
  EXPECT_TRUE(said.Has("1 note was left out here"));
  EXPECT_TRUE(said.Has("error: this is said"));
}

TEST(LimitedLog, IsFilledAgainButNoFurtherThanItsBurst) {
  RecordingLog said;
  Instant now{};
  {
    LimitedLog log(std::make_unique<Into>(said), [&now] { return now; });
    now += seconds(3600);
    for (int i = 0; i < LimitedLog::kBurst + 3; ++i) log.Note("knock");
  }
  EXPECT_EQ(LinesOf(said), std::size_t(LimitedLog::kBurst) + 1);
  EXPECT_TRUE(said.Has("3 notes were left out here"));
}

TEST(LimitedLog, StrangersWhoKnockDoNotDrownWarnings) {
  RecordingLog said;
  LimitedLog log(std::make_unique<Into>(said), [] { return Instant{}; });
  for (int i = 0; i < LimitedLog::kBurst + 7; ++i) log.Note("knock");
  log.Warning("the store is nearly full");
  EXPECT_TRUE(said.Has("warning: the store is nearly full"));
  for (int i = 0; i < LimitedLog::kBurst + 4; ++i) log.Warning("link down");
  log.Error("this is said whatever was before");
  EXPECT_TRUE(said.Has("note: 7 notes were left out here"));
  EXPECT_TRUE(said.Has("warning: 5 warnings were left out here"));
}

TEST(LimitedLog, SaysAllLastWords) {
  RecordingLog said;
  LimitedLog log(std::make_unique<Into>(said), [] { return Instant{}; });
  for (int i = 0; i < LimitedLog::kBurst + 1; ++i) {
    log.Note("knock");
    log.Warning("link down");
  }
  log.BeginLastWords();
  EXPECT_TRUE(said.Has("1 note was left out here"));
  EXPECT_TRUE(said.Has("1 warning was left out here"));
  log.Note("ending: SIGTERM");
  for (int i = 0; i < 2 * LimitedLog::kBurst; ++i) log.Warning("stays queued");
  log.Note("ended");
  EXPECT_TRUE(said.Has("note: ending: SIGTERM"));
  EXPECT_TRUE(said.Has("note: ended"));
  EXPECT_EQ(LinesOf(said), std::size_t(4 * LimitedLog::kBurst) + 4);
}

TEST(TroubleLog, ARelayTellsOfWhatItSetsAside) {
  StationNetwork net;
  net.Relay("RYKA");
  auto& origin = net.Post("RYKABD");
  ASSERT_TRUE(net.RunUntilUp());
  ASSERT_EQ(origin.FileText(CableText(7, "RR", "NOTHING TO REPORT.", "RYLBDN RYXX"), "test"), "");
  const std::string told =
      "warning: RYKABD #0007 1341042 for RYXX is set aside for a supervisor: unknown indicator";
  EXPECT_TRUE(net.RunUntil([&] { return net.logs["RYKA"].Has(told); })) << net.logs["RYKA"].lines();
}

}  // namespace
}  // namespace torntape::shell
