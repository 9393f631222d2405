#include "sim/circuit.h"

#include <gtest/gtest.h>

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

const Instant kNow = FromCalendar(2031, 5, 14, 10, 42);

TEST(Circuit, FiftyBaudAreSixAndTwoThirdsCharactersASecond) {
  network::Circuit described;
  described.baud_hundredths = 5000;
  const Circuit circuit(described);
  EXPECT_TRUE(circuit.IsSlow());
  EXPECT_EQ(circuit.LineTimeOf(1), 150ms);
  EXPECT_EQ(circuit.LineTimeOf(400), 60s);
  described.baud_hundredths = 4545;
  described.unit_tenths = 74;
  EXPECT_EQ(Circuit(described).LineTimeOf(1000), 162'816'281'629ns) << "rounded up";
}

TEST(Circuit, BitsASecondAreEightACharacter) {
  network::Circuit described;
  described.bits_per_second = 9600;
  EXPECT_EQ(Circuit(described).LineTimeOf(1200), 1s);
  described.bits_per_second = 0;
  EXPECT_FALSE(Circuit(described).IsSlow());
  EXPECT_EQ(Circuit(described).LineTimeOf(1200), 0s);
}

TEST(Circuit, TheLongestCableOnTheFastestCircuitOverflowsNothing) {
  network::Circuit described;
  described.bits_per_second = 1'000'000'000'000;
  EXPECT_EQ(Circuit(described).LineTimeOf(5U << 20), 41944ns);
  described.bits_per_second = 0;
  described.baud_hundredths = 100;
  described.unit_tenths = 150;
  EXPECT_EQ(Circuit(described).LineTimeOf(5U << 20), 15s * (5 << 20));
}

TEST(Circuit, TwoCasesNeedShiftsAndLongerLineEnds) {
  EXPECT_EQ(Ita2ExtraOf("ABC DEF"), 0U);
  EXPECT_EQ(Ita2ExtraOf("A1"), 1U);
  EXPECT_EQ(Ita2ExtraOf("1 2\n3 A"), 2U + 2U) << "spaces and line ends are in both cases";
  EXPECT_EQ(Ita2ExtraOf("no. 5/7, x"), 2U);
}

TEST(Circuit, LossCostsTimeAndOrderIsKept) {
  network::Circuit described;
  described.bits_per_second = 8000;  // a character a millisecond
  described.delay = 10ms;
  described.loss_per_million = 250'000;
  described.jitter = 200ms;
  Circuit circuit(described, 7);
  Circuit same(described, 7);
  Instant last;
  int late = 0;
  const int sent = 4000;
  for (int i = 0; i < sent; ++i) {
    const Instant before = std::max(circuit.free_at(), kNow);
    const Circuit::Passage passage = circuit.Send(kNow, 100);
    EXPECT_EQ(passage.arrives_at, same.Send(kNow, 100).arrives_at) << "the seed says all";
    EXPECT_GE(passage.arrives_at, last);
    EXPECT_GE(passage.arrives_at, passage.free_at + 10ms);
    last = passage.arrives_at;
    const Duration took = passage.free_at - before;
    EXPECT_EQ((took - 100ms) % 120ms, 0s) << "a round trip and the line again for each repeat";
    late += took > 100ms ? 1 : 0;
  }
  EXPECT_NEAR(late, sent / 4, 120);
}

TEST(Circuit, IsBusyWhileItCarriesSomething) {
  network::Circuit described;
  described.bits_per_second = 8000;
  Circuit circuit(described);
  circuit.Send(kNow, 1000);
  EXPECT_EQ(circuit.BusyUpTo(kNow + 400ms), 400ms);
  EXPECT_EQ(circuit.BusyUpTo(kNow + 5s), 1s);
  circuit.Send(kNow + 9s, 1000);
  circuit.Cancel(kNow + 9s + 300ms, kCancelCharacters);
  EXPECT_EQ(circuit.BusyUpTo(kNow + 20s), 1325ms) << "a cancelled one as long as it was sent";
}

}  // namespace
}  // namespace torntape::sim
