#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/prng.h"
#include "base/ref.h"
#include "base/shared_bytes.h"
#include "cable/transmission.h"

namespace torntape::bench {

// How those behave to whom a cable goes; kFill is what is sent before anything is measured.
enum class Manner : std::uint8_t { kFill, kHealthy, kReturning, kSlow, kStuck };
inline constexpr std::size_t kMannerCount = 5;

// A cable that a post has made and its relay has not receipted.
struct CrowdCable {
  cable::Precedence precedence = cable::Precedence::kRoutine;
  cable::RoutingIndicator to;
  Ref<const cable::Heading> heading;
  SharedBytes body;
};

// Every cable of the crowd from the moment it is made until it has come to whom it was for: once,
// with the bytes that were sent. What comes again, comes to somebody else or comes changed is
// counted; what never comes stays here.
class CrowdLedger {
 public:
  explicit CrowdLedger(std::uint64_t seed) : prng_(seed) {}

  CrowdCable Make(cable::RoutingIndicator from, cable::RoutingIndicator to, Manner manner,
                  std::size_t bytes);
  void Arrived(cable::RoutingIndicator at, const cable::Transmission& transmission);

  struct Count {
    std::uint64_t made = 0;
    std::uint64_t delivered = 0;
    std::uint64_t under_way() const { return made - delivered; }
  };
  const Count& count(Manner manner) const { return counts_[static_cast<std::size_t>(manner)]; }
  std::uint64_t under_way_to(cable::RoutingIndicator station) const;
  std::size_t under_way() const { return cables_.size(); }
  std::uint64_t doubled() const { return doubled_; }
  std::uint64_t spoilt() const { return spoilt_; }
  // Messages of the relay itself, as about a number that never came.
  std::uint64_t service() const { return service_; }
  std::uint64_t suspected() const { return suspected_; }

  // Milliseconds from making to delivery, of cables from a healthy post to another, since the last
  // call; those of FLASH stand among them and apart.
  struct Latencies {
    std::vector<double> all;
    std::vector<double> flash;
  };
  Latencies TakeLatencies() { return std::exchange(latencies_, {}); }

 private:
  struct Known {
    double made_us = 0;
    Digest body;
    cable::RoutingIndicator to;
    Manner manner{};
    cable::Precedence precedence{};
  };
  cable::Precedence DrawPrecedence(Manner manner);
  std::string MakeText(std::uint64_t id, std::size_t bytes);

  Prng prng_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::uint64_t, Known> cables_;  // by the number at the beginning of the body
  std::unordered_map<cable::RoutingIndicator, std::uint64_t> under_way_to_;
  std::array<Count, kMannerCount> counts_{};
  std::uint64_t doubled_ = 0;
  std::uint64_t spoilt_ = 0;
  std::uint64_t service_ = 0;
  std::uint64_t suspected_ = 0;
  Latencies latencies_;
};

}  // namespace torntape::bench
