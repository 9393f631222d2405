// What is said of custody on disk, whole: the wording is interface. golden/ holds one file a code.
#include "store/journal_diagnostics.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <ostream>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

namespace torntape::store {
namespace {

using Kind = JournalFault::Kind;

struct Row {
  DiagnosticCode code;
  std::string source;
  std::vector<Diagnostic> said;
};

void PrintTo(const Row& row, std::ostream* out) { *out << FormatCode(row.code); }

std::vector<Row> Rows() {
  using enum DiagnosticCode;
  const std::string file = "custody/RYKA/0000000042.journal";
  const std::string identity = "custody/RYKA/torntape-store";
  const Sequence record = FirstOfRun(3) + 56;
  const auto fault = [](Kind kind, std::uint64_t offset, std::uint64_t bytes, Sequence first,
                        std::uint64_t count) {
    return DiagnosticOf({kind, 42, offset, bytes, first, count});
  };
  return {
      {kTornTail, file, {fault(Kind::kTornTail, 4160, 0, record, 0)}},
      {kDamagedRecord,
       file,
       {fault(Kind::kDamaged, 4160, 2112, record, 1), fault(Kind::kDamaged, 4160, 9000, record, 4),
        fault(Kind::kDamaged, 4160, 9000, record, 0), fault(Kind::kLost, 4160, 0, record, 2)}},
      {kMissingSegment,
       file,
       {fault(Kind::kMissing, 0, 0, 0, 1), fault(Kind::kMissing, 0, 0, 0, 3)}},
      {kBadSegmentHeader, file, {fault(Kind::kBadHeader, 0, 64, 0, 0)}},
      {kOtherStore, identity, {OtherOwner("RYKA", "RYLB"), fault(Kind::kOtherStore, 0, 0, 0, 0)}},
      {kStoreFull, "custody/RYKA", {StoreFull("cannot write to x: No space left on device")}},
      {kStoreFailed, "custody/RYKA", {StoreFailed("cannot flush x: Input/output error")}},
      {kNotAStore, identity, {NotAStore(0), NotAStore(2)}},
      {kOtherChannels, "the store", {OtherChannels()}},
      {kUnreadableRecord, "the store", {UnreadableRecord()}},
  };
}

std::string FileName(DiagnosticCode code) {
  std::string name = FormatCode(code);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

class JournalDiagnostic : public ::testing::TestWithParam<Row> {};

TEST_P(JournalDiagnostic, IsAsReviewed) {
  const Row& row = GetParam();
  std::string said;
  for (const Diagnostic& diagnostic : row.said) {
    EXPECT_EQ(diagnostic.code, row.code);
    said += RenderDiagnostic(diagnostic, row.source, "");
  }
  const std::string path = "tests/store/golden/" + FileName(row.code) + ".txt";
  if (std::getenv("TORNTAPE_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << said;
  std::ifstream file(path);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(said, golden.str()) << path;
}

INSTANTIATE_TEST_SUITE_P(Golden, JournalDiagnostic, ::testing::ValuesIn(Rows()),
                         [](const auto& row) { return FileName(row.param.code); });

TEST(JournalDiagnostics, EveryCodeOfTheJournalHasOne) {
  const std::vector<Row> rows = Rows();
  for (const DiagnosticInfo& code : AllDiagnostics()) {
    if (code.letter != 'J') continue;
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                            [&](const Row& row) { return row.code == code.code; }))
        << FormatCode(code.code) << " has no row";
  }
}

}  // namespace
}  // namespace torntape::store
