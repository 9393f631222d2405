// Goal: a scenario and a seed mean the same bytes on every machine, with either compiler, with and
// without optimisation. Method: each row of fingerprints.csv names a scenario, a seed, and XXH3-128
// of the file of all events of that run. The row was written once; every build that runs this test
// is held to it, so all agree with each other. TORNTAPE_UPDATE_GOLDEN=1 writes the rows anew: a
// change of behaviour shows in the diff, and must be meant.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "base/digest.h"
#include "sim/run.h"

namespace torntape::sim {
namespace {

class Quiet final : public ProgressListener {
 public:
  void OnProgress(const Progress&) override {}
  void OnNotice(std::string_view) override {}
};

std::string TextOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The digest of all events of a run, in its own file.
std::string FingerprintOf(const std::string& scenario, std::uint64_t seed) {
  const auto events = std::filesystem::temp_directory_path() /
                      ("torntape-fingerprint-" + std::to_string(::getpid()) + ".jsonl");
  RunOptions options;
  options.scenario = std::string(TORNTAPE_SOURCE_DIR) + "/" + scenario;
  options.seed = seed;
  options.events_file = events.string();
  Quiet quiet;
  const Result<RunReport> report = RunScenario(options, quiet);
  if (!report) return report.error().message;
  const std::string text = TextOf(events);
  std::filesystem::remove(events);
  return FormatDigest(DigestOf(text));
}

struct Row {
  std::string scenario;
  std::uint64_t seed = 0;
  std::string fingerprint;
};

std::string PathOfRows() {
  return std::string(TORNTAPE_SOURCE_DIR) + "/tests/sim/fingerprints.csv";
}

std::vector<Row> ReadRows() {
  std::vector<Row> rows;
  std::istringstream text(TextOf(PathOfRows()));
  std::string line;
  std::getline(text, line);  // the names of the columns
  while (std::getline(text, line)) {
    std::istringstream fields(line);
    Row row;
    std::string seed;
    std::getline(fields, row.scenario, ',');
    std::getline(fields, seed, ',');
    std::getline(fields, row.fingerprint);
    row.seed = std::strtoull(seed.c_str(), nullptr, 10);
    rows.push_back(row);
  }
  return rows;
}

TEST(Fingerprint, EveryBuildGivesTheSameEvents) {
  std::vector<Row> rows = ReadRows();
  ASSERT_GE(rows.size(), 3u);
  const bool update = std::getenv("TORNTAPE_UPDATE_GOLDEN") != nullptr;
  for (Row& row : rows) {
    const std::string found = FingerprintOf(row.scenario, row.seed);
    if (update) {
      row.fingerprint = found;
      continue;
    }
    EXPECT_EQ(found, row.fingerprint) << row.scenario << " with seed " << row.seed;
  }
  if (!update) return;
  std::ofstream file(PathOfRows(), std::ios::binary | std::ios::trunc);
  file << "scenario,seed,fingerprint\n";
  for (const Row& row : rows) {
    file << row.scenario << ',' << row.seed << ',' << row.fingerprint << '\n';
  }
}

// A fingerprint that no seed changed would hold every build to nothing.
TEST(Fingerprint, DependsOnTheSeed) {
  const std::string scenario = "configs/scenarios/thousand-cables.yaml";
  EXPECT_NE(FingerprintOf(scenario, 1), FingerprintOf(scenario, 2));
}

}  // namespace
}  // namespace torntape::sim
