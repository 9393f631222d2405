// Goal: in the steady state a relay with custody on disk allocates nothing for a cable that passes
// through it. Method: operator new counts, from the bytes of a frame that came to the pieces of the
// write that passes it on; only sockets are left out. What is remembered of cables that were seen
// grows by a block for every 64, and a segment of the journal costs a few when it is begun.
#include <filesystem>
#include <unistd.h>

#include <gtest/gtest.h>

#include "link/outbound.h"
#include "proto/codec.h"
#include "router/core/switch.h"
#include "store/disk_store.h"
#include "store/keeper.h"
#include "tests/base/counted_allocations.h"
#include "tests/channel/cables.h"
#include "tests/router/one_relay.h"

namespace torntape::router {
namespace {

using channel::ChannelIndex;
using channel::Custodian;
using channel::LinkIndex;
using testing::Ri;

class NoEvents final : public cable::EventListener {
 public:
  void OnEvent(const cable::Event&) override {}
};

// A relay between two posts that receipt at once what they get.
class BusyRelay {
 public:
  explicit BusyRelay(const std::string& folder)
      : network_(testing::OneRelay()),
        directory_(network_),
        core_(directory_, Ri("RYKA"), channel::CustodyConfigFor(network_, Ri("RYKA"), 1), events_),
        store_(Open(folder)),
        keeper_(core_, *store_) {
    EXPECT_TRUE(keeper_.Recover({}));
    for (const LinkIndex link : {LinkIndex{0}, LinkIndex{1}}) {
      channel::PeerState peer;
      peer.store_epoch = 8 + channel::AsSize(link);
      peer.channels.resize(1);
      custodian().LinkUp({}, link, peer);
      custodian().HandleCredit(custodian().ChannelsOf(link).front(), 1u << 30, 1u << 30);
    }
    keeper_.EndTurn({});
  }

  // The frames of one read of the inlet's connection; each cable is another one.
  std::vector<std::string> Frames(std::size_t count) {
    std::vector<std::string> frames;
    const channel::ChannelConfig& config = custodian().config_of(inlet());
    for (std::size_t i = 0; i < count; ++i) {
      cable::Transmission transmission = testing::MakeCable(1, cable::Precedence::kRoutine, 2'000);
      auto heading = MakeRef<cable::Heading>(*transmission.heading);
      heading->body_digest.high = heading->body_digest.low = ++sent_ * 0x9e3779b97f4a7c15;
      transmission.heading = heading;
      transmission.called.clear();
      transmission.called.push_back({Ri("RYKACS"), cable::Role::kAction});
      const auto serial = static_cast<std::uint16_t>((sent_ - 1) % cable::CycleOf(4) + 1);
      transmission.number = {config.incoming, serial, config.digits};
      std::string frame;
      proto::AppendFrame(proto::TransmissionFrame{0, transmission}, frame);
      frames.push_back(frame.substr(proto::kFramePrefixBytes));
    }
    return frames;
  }

  void Turn(const std::vector<std::string>& frames) {
    for (const std::string& payload : frames) {
      const Result<proto::Frame> frame = proto::DecodeFrame(payload);
      ASSERT_TRUE(frame);
      const auto& came = std::get<proto::TransmissionFrame>(*frame);
      ASSERT_TRUE(core_.HandleTransmission({}, inlet(), came.transmission));
    }
    keeper_.EndTurn({});
    for (channel::Departure& due : custodian().departures()) {
      ++left_;
      const proto::TransmissionFrame frame{0, std::move(due.transmission)};
      proto::AppendTransmissionHead(frame, outbound_.head());
      outbound_.AddBody(frame.transmission.body);
    }
    custodian().ClearOutputs();
    while (outbound_.size() > 0) {
      for (const auto& piece : outbound_.Next()) outbound_.Consume(piece.size());
    }
    EXPECT_TRUE(custodian().HandleReceipt({}, outlet(), left_));
  }

  std::uint64_t left() const { return left_; }
  Custodian& custodian() { return core_.custodian(); }

 private:
  static std::unique_ptr<store::DiskStore> Open(const std::string& folder) {
    store::DiskStore::Options options;
    options.owner = "RYKA";
    options.epoch_if_new = 1;
    options.journal.segment_bytes = 8u << 20;
    options.journal.history_bytes_max = 0;
    options.report = [](const Diagnostic& diagnostic, const std::string& source) {
      ADD_FAILURE() << RenderDiagnostic(diagnostic, source, "");
    };
    auto opened = store::DiskStore::Open(folder, options);
    TORNTAPE_ASSERT(opened.has_value());
    return std::move(*opened);
  }
  ChannelIndex inlet() { return custodian().ChannelsOf(LinkIndex{0}).front(); }
  ChannelIndex outlet() { return custodian().ChannelsOf(LinkIndex{1}).front(); }

  network::Network network_;
  network::Directory directory_;
  NoEvents events_;
  Switch core_;
  std::unique_ptr<store::DiskStore> store_;
  store::Keeper keeper_;
  link::Outbound outbound_;
  std::uint64_t sent_ = 0;
  std::uint64_t left_ = 0;
};

TEST(RelayAllocation, ACablePassesWithoutOne) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "under a sanitizer each block of the pool is a new one";
#endif
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) /
                                       ("relay_allocation_" + std::to_string(::getpid()));
  std::uint64_t counted = 0;
  std::uint64_t cables = 0;
  {
    BusyRelay relay(folder.string());
    constexpr std::size_t kPerTurn = 64;
    constexpr int kWarm = 200;
    for (int turn = 0; turn < kWarm + 100 && !::testing::Test::HasFatalFailure(); ++turn) {
      const std::vector<std::string> frames = relay.Frames(kPerTurn);
      const std::uint64_t before = testing::Allocations();
      EXPECT_GT(before, 0U) << "nothing is counted";
      relay.Turn(frames);
      if (turn < kWarm) continue;
      counted += testing::Allocations() - before;
      cables += kPerTurn;
    }
    EXPECT_EQ(relay.left(), (kWarm + 100) * kPerTurn);
  }
  std::filesystem::remove_all(folder);
  EXPECT_LE(counted, cables / 16) << counted << " allocations for " << cables << " cables";
}

}  // namespace
}  // namespace torntape::router
