#include "proto/network_reader.h"

#include "proto/circuit_reader.h"
#include "proto/file_faults.h"
#include "proto/file_kind.h"
#include "proto/network_draft.h"
#include "proto/yaml_reader.h"
#include "torntape/v1/network.pb.h"

namespace torntape::proto {
namespace {

constexpr Duration kSectionTimeoutMax = std::chrono::hours(24 * 366);

void ReadHead(const v1::NetworkConfig& config, FieldChecks& checks, network::Network& network) {
  if (!checks.Has("name")) {
    checks.Missing("", "name", "name: My network");
  } else if (checks.Name("name", config.name())) {
    network.name = config.name();
  }
  network.expand_at_originator = config.expand_at() == v1::NetworkConfig::ORIGINATOR;
  if (config.has_lower_info_copies()) network.lower_info_copies = config.lower_info_copies();
  if (config.has_max_pass() && checks.Within("max_pass", config.max_pass(), 1, 255)) {
    network.max_pass = static_cast<std::uint8_t>(config.max_pass());
  }
  if (config.preemption() != v1::NetworkConfig::PREEMPTION_UNSPECIFIED) {
    network.preemption = PreemptionOf(config.preemption());
  }
  network.sections.cut = config.sections().cut();
  network.sections.hold = config.sections().hold();
  if (!checks.Has("sections.timeout")) return;
  network.sections.timeout =
      checks.Span("sections.timeout", config.sections().timeout(), kSectionTimeoutMax);
  if (network.sections.timeout == Duration::zero()) {
    checks.Fault(DiagnosticCode::kContradiction, "sections.timeout",
                 "sections that wait for no time are not held",
                 "some minutes at least, or hold: false");
  }
  if (network.sections.hold) return;
  checks.Fault(DiagnosticCode::kContradiction, "sections.timeout",
               "nothing waits for sections here, for they are not held",
               "add hold: true, or leave the timeout out");
}

// Fills the draft. Each step leans on the soundness of those before, and stops where its complaints
// would only repeat theirs.
void ReadEntries(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft) {
  ReadHead(config, checks, draft.network);
  ReadStations(config, checks, draft);
  if (checks.count() > 0) return;
  ReadLinks(config, checks, draft);
  const std::size_t faults_of_links = checks.count();
  ReadCollectives(config, checks, draft);
  if (faults_of_links == 0) ReadRoutes(config, checks, draft);
}

// Looks at a network whose parts are sound.
void CheckWhole(FieldChecks& checks, NetworkDraft& draft) {
  CheckDesignators(checks, draft);
  CheckReach(checks, draft);
  CheckNesting(checks, draft);
  if (checks.count() > 0) return;
  CheckExpansions(checks, draft);
  if (network::CompleteChannels(draft.network)) return;
  checks.Fault(DiagnosticCode::kTooMany, "links",
               "a station has more channels than there are designators of three letters");
}

}  // namespace

std::optional<network::Network> ReadNetwork(std::string_view yaml, Diagnostics& diagnostics,
                                            std::span<const YamlSetting> settings) {
  const std::size_t faults_before = diagnostics.size();
  if (auto other = DiagnoseKind(yaml, FileKind::kNetwork)) {
    diagnostics.push_back(*std::move(other));
    return std::nullopt;
  }
  v1::NetworkConfig config;
  SourceMap places;
  if (!ReadYaml(yaml, config, places, diagnostics, {}, settings)) return std::nullopt;

  FieldChecks checks(places, diagnostics);
  NetworkDraft draft;
  ReadEntries(config, checks, draft);
  if (checks.count() == 0) CheckWhole(checks, draft);
  SortByPlace(diagnostics, faults_before);
  if (checks.count() > 0) return std::nullopt;
  network::CompleteRoutes(draft.network);
  return std::move(draft.network);
}

}  // namespace torntape::proto
