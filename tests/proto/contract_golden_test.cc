// Goal: no field of a contract changes its number, type or name unseen.
// Method: the descriptors as text, held against golden/descriptors.txt. TORNTAPE_UPDATE_GOLDEN=1
// rewrites the file; its difference is then read in review.

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "torntape/v1/cable.pb.h"
#include "torntape/v1/control.pb.h"
#include "torntape/v1/event.pb.h"
#include "torntape/v1/link.pb.h"
#include "torntape/v1/network.pb.h"
#include "torntape/v1/scenario.pb.h"
#include "torntape/v1/station.pb.h"
#include "torntape/v1/transmission.pb.h"

namespace torntape {
namespace {

std::string Descriptors() {
  std::string text =
      "// Written by contract_golden_test with TORNTAPE_UPDATE_GOLDEN=1; never by hand.\n";
  for (const auto* file :
       {v1::Transmission::descriptor()->file(), v1::Cable::descriptor()->file(),
        v1::Event::descriptor()->file(), v1::Frame::descriptor()->file(),
        v1::ControlFrame::descriptor()->file(), v1::NetworkConfig::descriptor()->file(),
        v1::ScenarioConfig::descriptor()->file(), v1::StationConfig::descriptor()->file()}) {
    text += "\n// " + file->name() + "\n" + file->DebugString();
  }
  return text;
}

TEST(Contracts, AreThoseOfTheGoldenFile) {
  const std::string path = TORNTAPE_SOURCE_DIR "/tests/proto/golden/descriptors.txt";
  if (std::getenv("TORNTAPE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << Descriptors();
  }
  std::ifstream file(path, std::ios::binary);
  const std::string golden{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_EQ(Descriptors(), golden)
      << "a contract has changed; TORNTAPE_UPDATE_GOLDEN=1 rewrites " << path;
}

// Traced messages must print the same on every machine (style C.10).
TEST(Contracts, HaveNoMaps) { EXPECT_EQ(Descriptors().find("map<"), std::string::npos); }

}  // namespace
}  // namespace torntape
