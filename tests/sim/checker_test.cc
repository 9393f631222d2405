// Goal: each law is seen to fail. Method: the events of one sound run are kept as a tape; each row
// changes the tape as a broken switch would have written it, plays it to a fresh checker, and wants
// just the laws that this breaks.
#include "sim/checker.h"

#include <functional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "proto/frame.h"
#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)
using cable::EventKind;
using cable::Precedence;
using testing::Draft;
using testing::FourRelaysComplete;
using testing::Ri;

// A body that was handed over, with the name it was borrowed from.
struct KeptBody {
  DeliveredBody body;
  std::string addressee;
};
using Frame = std::variant<proto::KeptEvent, KeptBody>;
using Tape = std::vector<Frame>;

class TapeRecorder final : public WorldListener {
 public:
  void OnEvent(const cable::Event& event) override { tape.push_back(proto::Keep(event)); }
  void OnDeliveredBody(const DeliveredBody& body) override {
    tape.push_back(KeptBody{body, std::string(body.addressee)});
  }
  Tape tape;
};

// What the run filed, and what was told of it.
struct SoundRun {
  network::Network network = FourRelaysComplete({2400, 20ms});
  network::Directory directory{network};
  std::vector<std::string> texts;
  Tape tape;

  SoundRun() {
    TapeRecorder recorder;
    VirtualWorld world(directory, recorder, {.begin = FromCalendar(2031, 5, 14)});
    world.Start();
    texts.push_back(
        testing::TextOfFile(TORNTAPE_SOURCE_DIR "/configs/cables/brindlemoor-0417-01.cable"));
    texts.push_back(
        testing::WriteDraft(directory, {.from = "RYLBEL", .precedence = "R", .to = {"RYLBDN"}}));
    texts.push_back(testing::WriteDraft(
        directory, {.from = "RYLBEL", .serial = 2, .precedence = "R", .to = {"RYLBDN"}}));
    texts.push_back(testing::WriteDraft(
        directory, {.from = "RYLBEL", .serial = 3, .precedence = "Z", .to = {"RYLBDN"}}));
    for (const std::string& text : texts) {
      const cable::ReadResult read = cable::ReadCable(text);
      TORNTAPE_ASSERT(read.cable.has_value());
      const auto filed =
          world.File(read.cable->transmission.heading->identification.calling, *read.cable);
      TORNTAPE_ASSERT(filed.has_value());
    }
    const bool idle = world.RunUntilIdle(world.now() + 24h);
    TORNTAPE_ASSERT(idle);
    tape = std::move(recorder.tape);
  }
};

const SoundRun& Sound() {
  static const SoundRun run;
  return run;
}

// Plays a tape to a checker; the laws that it found broken, each once.
std::string LawsBrokenBy(const Tape& tape, bool in_order = true) {
  const SoundRun& run = Sound();
  Checker checker(run.directory, {.in_order = in_order});
  for (const std::string& text : run.texts) checker.Expect(*cable::ReadCable(text).cable);
  for (const Frame& frame : tape) {
    if (const auto* event = std::get_if<proto::KeptEvent>(&frame)) {
      checker.OnEvent(proto::ViewOf(*event));
    } else {
      DeliveredBody body = std::get<KeptBody>(frame).body;
      body.addressee = std::get<KeptBody>(frame).addressee;
      checker.OnDeliveredBody(body);
    }
  }
  checker.Finish(/*drained=*/true);
  std::set<std::string> laws;
  for (const BrokenPromise& promise : checker.promises().broken()) {
    laws.insert(promise.law);
    EXPECT_FALSE(promise.place.empty());
    EXPECT_FALSE(promise.what.empty());
  }
  std::string out;
  for (const std::string& law : laws) out += (out.empty() ? "" : ", ") + law;
  return out;
}

// Where on the tape something stands: the nth event of a kind at a station, with this text in its
// description.
std::size_t Find(const Tape& tape, EventKind kind, std::string_view station,
                 std::string_view part = "", int skip = 0) {
  for (std::size_t i = 0; i < tape.size(); ++i) {
    const auto* kept = std::get_if<proto::KeptEvent>(&tape[i]);
    if (kept == nullptr || kept->event.kind != kind) continue;
    if (kept->event.station != Ri(station)) continue;
    const std::string text = cable::DescribeEvent(proto::ViewOf(*kept));
    if (text.find(part) == std::string::npos || skip-- > 0) continue;
    return i;
  }
  ADD_FAILURE() << "no such event: " << cable::NameOf(kind) << " at " << station << ": " << part;
  return 0;
}
proto::KeptEvent& At(Tape& tape, std::size_t i) { return std::get<proto::KeptEvent>(tape[i]); }
void Erase(Tape& tape, std::size_t i) { tape.erase(tape.begin() + static_cast<std::ptrdiff_t>(i)); }
void Insert(Tape& tape, std::size_t i, Frame frame) {
  tape.insert(tape.begin() + static_cast<std::ptrdiff_t>(i), std::move(frame));
}
// Everything that one number went through, gone: the copy was never made.
void EraseHop(Tape& tape, std::string_view number) {
  std::erase_if(tape, [&](const Frame& frame) {
    const auto* kept = std::get_if<proto::KeptEvent>(&frame);
    return kept != nullptr && kept->event.number.ToString() == number;
  });
}

struct Row {
  const char* name;
  std::function<void(Tape&)> doctor;
  std::string want;
};

const Row kRows[] = {
    {"Nothing", [](Tape&) {}, ""},

    // Each addressee once.
    {"ACopyLostAfterItWasQueued",  // RYLB forgets the copy for RYLBDN
     [](Tape& tape) {
       const auto lost =
           At(tape, Find(tape, EventKind::kSent, "RYLB", "LDA0004")).event.identification;
       EraseHop(tape, "LDA0004");
       std::erase_if(tape, [&](const Frame& frame) {
         const auto* body = std::get_if<KeptBody>(&frame);
         return body != nullptr && body->addressee == "EMB DUNMARROW" &&
                body->body.identification == lost;
       });
     },
     "custody, each addressee once"},
    {"DeliveredTwice",
     [](Tape& tape) {
       const std::size_t at = Find(tape, EventKind::kDelivered, "RYLBDN", "RYKABD");
       Insert(tape, at, tape[at]);
     },
     "each addressee once"},
    {"DeliveredToSomebodyElse",
     [](Tape& tape) {
       At(tape, Find(tape, EventKind::kDelivered, "RYLBDN", "RYKABD")).event.addressee =
           Sound().directory.FindAddressee("EMB GLENDARRA");
     },
     "each addressee once"},
    {"DeliveredInTheWrongRole",
     [](Tape& tape) {
       At(tape, Find(tape, EventKind::kDelivered, "RYLBDN", "RYKABD")).event.role =
           cable::Role::kAction;
     },
     "each addressee once"},

    // No copy twice.
    {"ACopyQueuedTwice",
     [](Tape& tape) {
       const std::size_t at = Find(tape, EventKind::kQueued, "RYLB", "RR RYMCFR");
       Insert(tape, at, tape[at]);
     },
     "custody, no copy twice, no indicator lost or doubled"},
    {"SentWithoutBeingQueued",
     [](Tape& tape) { Erase(tape, Find(tape, EventKind::kQueued, "RYMC", "RYMCFR")); },
     "custody, no copy twice, no indicator lost or doubled"},

    // Bodies identical.
    {"ABodyChanged",
     [](Tape& tape) {
       for (Frame& frame : tape) {
         if (auto* body = std::get_if<KeptBody>(&frame)) {
           ++body->body.digest.low;
           return;
         }
       }
     },
     "bodies identical"},
    {"NoBodyHandedOver",
     [](Tape& tape) {
       std::erase_if(tape, [](const Frame& frame) {
         const auto* body = std::get_if<KeptBody>(&frame);
         return body != nullptr && body->addressee == "EMB ELSINGTON";
       });
     },
     "bodies identical"},

    // Order. RYLBEL files R, R and Z at once: they left as Z, R, R.
    {"QueueInversion",
     [](Tape& tape) {
       const std::size_t flash = Find(tape, EventKind::kSent, "RYLBEL", "ZZ ");
       const std::size_t routine = Find(tape, EventKind::kSent, "RYLBEL", "RR ");
       std::swap(At(tape, flash).event.number, At(tape, routine).event.number);
       std::swap(tape[flash], tape[routine]);
     },
     "precedence order"},
    {"ItSaysThatItOvertook",
     [](Tape& tape) { At(tape, Find(tape, EventKind::kSent, "RYLB", "RR ")).event.overtaken = 1; },
     "precedence order"},
    {"LastInFirstOut",
     [](Tape& tape) {
       const std::size_t first = Find(tape, EventKind::kSent, "RYLBEL", "#0001");
       const std::size_t second = Find(tape, EventKind::kSent, "RYLBEL", "#0002");
       std::swap(At(tape, first).event.number, At(tape, second).event.number);
       std::swap(tape[first], tape[second]);
     },
     "first in, first out"},

    // Channel numbers.
    {"ANumberSkipped",
     [](Tape& tape) {
       for (Frame& frame : tape) {
         auto* kept = std::get_if<proto::KeptEvent>(&frame);
         if (kept == nullptr || kept->event.number.ToString() != "LDA0004") continue;
         kept->event.number.serial = 5;
       }
     },
     "channel numbers continuous"},
    {"ATransmissionLostOnTheWay",
     [](Tape& tape) { Erase(tape, Find(tape, EventKind::kReceived, "RYLBDN", "LDA0002")); },
     "channel numbers continuous"},
    {"ANumberReceivedTwice",
     [](Tape& tape) {
       const std::size_t at = Find(tape, EventKind::kReceived, "RYLBDN", "LDA0002");
       Insert(tape, at, tape[at]);
     },
     "channel numbers continuous"},

    // Custody.
    {"ReceiptBeforeCommit",
     [](Tape& tape) {
       const std::size_t receipted = Find(tape, EventKind::kReceipted, "RYLB", "LDA0002");
       const std::size_t committed = Find(tape, EventKind::kCommitted, "RYLBDN", "LDA0002");
       std::swap(tape[receipted], tape[committed]);
     },
     "custody"},
    {"NeverReceipted",
     [](Tape& tape) { Erase(tape, Find(tape, EventKind::kReceipted, "RYLB", "LDA0002")); },
     "custody"},

    // Line 2.
    {"AnIndicatorLostInSegregation",
     [](Tape& tape) {
       EraseHop(tape, "NHA0001");
       Erase(tape, Find(tape, EventKind::kQueued, "RYND", "OO RYNDHQ"));
       std::erase_if(tape, [](const Frame& frame) {
         const auto* body = std::get_if<KeptBody>(&frame);
         return body != nullptr && body->addressee == "HOMEMIN HAVENMOUTH";
       });
     },
     "each addressee once, no indicator lost or doubled"},
    {"AnIndicatorInTwoCopies",
     [](Tape& tape) {
       for (const EventKind kind : {EventKind::kQueued, EventKind::kSent, EventKind::kReceipted}) {
         At(tape, Find(tape, kind, "RYLB", "OO RYNDHQ RYNDZP"))
             .called.push_back({Ri("RYMCFR"), cable::Role::kInfo});
       }
     },
     "no indicator lost or doubled"},
    {"AnIndicatorThatNobodyCalled",
     [](Tape& tape) {
       for (const EventKind kind : {EventKind::kQueued, EventKind::kSent, EventKind::kReceipted}) {
         At(tape, Find(tape, kind, "RYND", "OO RYNDHQ"))
             .called.push_back({Ri("RYMCGL"), cable::Role::kInfo});
       }
     },
     "no indicator lost or doubled"},
    {"ACollectiveExpandedAndSentOn",
     [](Tape& tape) {
       for (const EventKind kind : {EventKind::kQueued, EventKind::kSent, EventKind::kReceipted}) {
         At(tape, Find(tape, kind, "RYND", "OO RYNDHQ"))
             .called.push_back({Ri("RYNDZP"), cable::Role::kInfo});
       }
     },
     "no indicator lost or doubled"},
    {"InfoNotLowered",
     [](Tape& tape) {
       for (const EventKind kind : {EventKind::kQueued, EventKind::kSent, EventKind::kReceipted}) {
         At(tape, Find(tape, kind, "RYLB", "RR RYMCFR")).event.precedence = Precedence::kImmediate;
       }
     },
     "precedence of copies"},
    {"ActionLowered",
     [](Tape& tape) {
       for (const EventKind kind : {EventKind::kQueued, EventKind::kSent, EventKind::kReceipted}) {
         At(tape, Find(tape, kind, "RYND", "OO RYNDHQ")).event.precedence = Precedence::kRoutine;
       }
     },
     "precedence of copies"},

    // Filing.
    {"FiledAndNeverGiven",
     [](Tape& tape) {
       At(tape, Find(tape, EventKind::kFiled, "RYKABD")).event.identification.serial = 9;
     },
     // And so the true one was given and never filed.
     "filed as given, no indicator lost or doubled"},
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Doctored : public ::testing::TestWithParam<Row> {};

TEST_P(Doctored, TapeBreaksItsLaw) {
  Tape tape = Sound().tape;
  GetParam().doctor(tape);
  EXPECT_EQ(LawsBrokenBy(tape), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Tapes, Doctored, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

// Live, the words of different stations come mixed: the worst of it, station by station.
TEST(Checker, NeedsOnlyTheOrderOfEachStation) {
  const Tape& tape = Sound().tape;
  Tape mixed;
  const auto& stations = Sound().network.stations;
  for (auto station = stations.rbegin(); station != stations.rend(); ++station) {
    for (const Frame& frame : tape) {
      const auto* kept = std::get_if<proto::KeptEvent>(&frame);
      const auto& where =
          kept != nullptr ? kept->event.station : std::get<KeptBody>(frame).body.station;
      if (where == station->indicator) mixed.push_back(frame);
    }
  }
  EXPECT_EQ(LawsBrokenBy(mixed, /*in_order=*/false), "");
  EXPECT_NE(LawsBrokenBy(mixed, /*in_order=*/true), "");
}

TEST(Checker, OutOfOrderItStillMissesWhatNeverCame) {
  Tape tape = Sound().tape;
  Erase(tape, Find(tape, EventKind::kReceived, "RYLBDN", "LDA0002"));
  EXPECT_EQ(LawsBrokenBy(tape, /*in_order=*/false), "channel numbers continuous");
}

// The circuit of a cable's class. By hand, as no sound switch would send it.
TEST(Checker, SeesACircuitThatIsNotApproved) {
  network::Network network = FourRelaysComplete();
  for (network::Link& link : network.links) {
    if (link.first == Ri("RYKA") && link.second == Ri("RYKACS")) {
      link.approved = cable::Classification::kUnclassified;
    }
  }
  const network::Directory directory(network);
  Promises promises;
  HopLedger hops(network, promises, {});
  CableLedger::Facts facts;
  facts.classification = cable::Classification::kConfidential;
  cable::Event event;
  event.kind = EventKind::kSent;
  event.station = Ri("RYKA");
  event.peer = Ri("RYKACS");
  event.number = *cable::ChannelNumber::Parse("KCA0001");
  hops.HandleSent(event, &facts);
  ASSERT_EQ(promises.total(), 1U);
  EXPECT_EQ(promises.broken()[0].law, "circuits approved");
  EXPECT_EQ(promises.broken()[0].place, "RYKA -> RYKACS");
}

// A broken promise shows its cable, its place and the events that led to it.
TEST(Checker, ABrokenPromiseShowsWhatLedToIt) {
  const SoundRun& run = Sound();
  Checker checker(run.directory);
  for (const std::string& text : run.texts) checker.Expect(*cable::ReadCable(text).cable);
  Tape tape = run.tape;
  const std::size_t at = Find(tape, EventKind::kDelivered, "RYLBDN", "RYKABD");
  Insert(tape, at, tape[at]);
  for (const Frame& frame : tape) {
    if (const auto* event = std::get_if<proto::KeptEvent>(&frame)) {
      checker.OnEvent(proto::ViewOf(*event));
    }
  }
  ASSERT_GE(checker.promises().total(), 1U);
  const BrokenPromise& broken = checker.promises().broken().front();
  EXPECT_EQ(broken.cable, "RYKABD #0417/01 1341042");
  EXPECT_EQ(broken.place, "RYLBDN");
  EXPECT_EQ(broken.what, "EMB DUNMARROW got it 2 times");
  ASSERT_GE(broken.events.size(), 2U);
  EXPECT_NE(broken.events.back().find("delivered for INFO"), std::string::npos);
}

}  // namespace
}  // namespace torntape::sim
