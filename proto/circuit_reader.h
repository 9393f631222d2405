#pragma once

#include <string>
#include <string_view>

#include "network/network.h"
#include "proto/field_checks.h"

namespace torntape::v1 {
class CircuitConfig;
class LinkConfig;
}  // namespace torntape::v1

// What a link is like, as network files and scenarios say it. Only readers of them use it.
namespace torntape::proto {

// The fields of a link that are those of a circuit.
v1::CircuitConfig CircuitOf(const v1::LinkConfig& link);
// Of a word of v1::NetworkConfig::Preemption. REQUIRES: it is given.
network::Preemption PreemptionOf(int word);

// Reads what one entry says of a circuit, over what is known of it already.
class CircuitReader {
 public:
  // Without `report`, what is wrong is passed over: it has been told before.
  CircuitReader(const v1::CircuitConfig& config, const std::string& entry, bool report,
                FieldChecks& checks)
      : config_(config), entry_(entry), report_(report), checks_(checks) {}

  // `digits` are those of the channels of the link.
  void Read(network::Link& link, std::uint8_t& digits);

 private:
  bool Has(std::string_view key) const { return checks_.Has(In(entry_, key)); }
  bool Within(std::string_view key, std::uint64_t value, std::uint64_t low, std::uint64_t high);
  bool WithinReal(std::string_view key, double value, double low, double high);
  void Complain(DiagnosticCode code, const std::string& path, std::string message,
                std::string hint);
  void ReadRate(network::Circuit& circuit);
  void ReadSpan(std::string_view key, const std::string& text, Duration& span);
  void ReadOpen(network::Link& link);
  void ReadGarble(network::Circuit& circuit);
  void ReadSpecialCategories(network::Link& link);

  const v1::CircuitConfig& config_;
  const std::string& entry_;
  const bool report_;
  FieldChecks& checks_;
};

}  // namespace torntape::proto
