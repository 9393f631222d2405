#include "sim/intercept_audit.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using cable::Reason;
using testing::Draft;
using testing::Ri;

class InterceptAuditTest : public ::testing::Test {
 protected:
  InterceptAuditTest()
      : network_(testing::FourRelaysComplete()),
        directory_(network_),
        cables_(directory_, promises_, {}) {
    for (network::Link& link : network_.links) {
      if (link.Other(link.first) == Ri("RYLB") || link.first == Ri("RYLB")) {
        link.approved = cable::Classification::kConfidential;
      }
    }
  }

  // What is said of a cable that RYLB, or another station, set aside.
  std::string Judge(Reason reason, const Draft& draft = {.to = {"RYNDHQ"}},
                    std::string_view subject = "RYNDHQ", std::string_view station = "RYLB") {
    std::string text = testing::WriteDraft(directory_, draft);
    if (draft.classification != "UNCLAS") text.replace(text.find("ZNR UUUUU"), 9, "ZNY SSSSS");
    const auto read = cable::ReadCable(text);
    EXPECT_TRUE(read.cable) << text;
    if (!read.cable) return {};
    cables_.Expect(*read.cable);
    cable::Event event;
    event.kind = cable::EventKind::kIntercepted;
    event.reason = reason;
    event.station = Ri(station);
    event.subject = Ri(subject);
    event.identification = read.cable->transmission.heading->identification;
    event.digest = read.cable->transmission.heading->body_digest.low;
    audit_.OnEvent(event);
    return promises_.broken().empty() ? std::string() : promises_.broken().back().what;
  }
  void Tell(cable::EventKind kind, Reason reason = Reason::kNone) {
    cable::Event event;
    event.kind = kind;
    event.reason = reason;
    audit_.OnEvent(event);
  }

  network::Network network_;
  network::Directory directory_;
  Promises promises_;
  CableLedger cables_;
  InterceptAudit audit_{directory_, cables_, promises_};
};

TEST_F(InterceptAuditTest, AReasonThatIsTrueIsTaken) {
  EXPECT_EQ(Judge(Reason::kUnknownIndicator, {.to = {"RYNDHQ"}}, "RYNDXX"), "");
  EXPECT_EQ(Judge(Reason::kNotApproved, {.to = {"RYNDHQ"}, .classification = "S E C R E T"}), "");
  EXPECT_EQ(Judge(Reason::kTooLarge), "");
}

TEST_F(InterceptAuditTest, NoReasonIsNone) {
  EXPECT_EQ(Judge(Reason::kNone), "it was set aside (none), but nothing was said of why");
}

TEST_F(InterceptAuditTest, AnUnknownIndicatorMustBeUnknown) {
  EXPECT_EQ(Judge(Reason::kUnknownIndicator),
            "it was set aside (unknown indicator), but RYNDHQ is in the network");
}

TEST_F(InterceptAuditTest, ACableThatIsClearedEverywhereIsNoneThatIsNot) {
  EXPECT_EQ(Judge(Reason::kNotApproved, {.to = {"RYNDHQ"}, .classification = "S E C R E T"},
                  "RYNDHQ", "RYNDHQ"),
            "it was set aside (not approved), but it is SECRET, and every circuit of RYNDHQ is "
            "approved for that");
}

TEST_F(InterceptAuditTest, SpecialCategoriesMustBeBarredSomewhere) {
  EXPECT_NE(Judge(Reason::kSpecialCategory), "");
}

TEST_F(InterceptAuditTest, CirclesHaveACause) { EXPECT_NE(Judge(Reason::kLoop), ""); }

TEST_F(InterceptAuditTest, ALinkThatWasDownIsACause) {
  Tell(cable::EventKind::kLinkDown);
  EXPECT_EQ(Judge(Reason::kLoop), "");
  EXPECT_EQ(Judge(Reason::kBounce), "");
}

TEST_F(InterceptAuditTest, SoIsAWrongTableAndASupervisor) {
  Tell(cable::EventKind::kReleased, Reason::kRerouted);
  EXPECT_EQ(Judge(Reason::kBounce), "");
  InterceptAudit other(directory_, cables_, promises_);
  other.HandleWrongRoute();
  cable::Event event;
  event.kind = cable::EventKind::kIntercepted;
  event.reason = Reason::kBounce;
  event.station = Ri("RYLB");
  event.subject = Ri("RYNDHQ");
  other.OnEvent(event);
  EXPECT_EQ(promises_.total(), 0U);
}

TEST_F(InterceptAuditTest, CountsByReason) {
  Tell(cable::EventKind::kLinkDown);
  Judge(Reason::kLoop);
  Judge(Reason::kLoop);
  Judge(Reason::kTooLarge);
  const auto rows = audit_.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].reason, "loop");
  EXPECT_EQ(rows[0].count, 2U);
  EXPECT_EQ(rows[1].reason, "too large");
}

}  // namespace
}  // namespace torntape::sim
