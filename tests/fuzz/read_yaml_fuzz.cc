// Gives any text to the readers of networks and scenarios: nothing may crash or hang, and each must
// answer with a value or with a reason, never with both. The caps of libFuzzer on length keep the
// limits on size out of reach; tests/proto covers those.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "proto/network_reader.h"
#include "proto/scenario_reader.h"

namespace {

using torntape::Result;

constexpr std::string_view kNetwork =
    "name: N\n"
    "relays: [{indicator: RYKA}]\n"
    "posts: [{indicator: RYKABD, relay: RYKA, name: A}, {indicator: RYKACS, relay: RYKA, name: "
    "B}]\n"
    "collectives: [{name: C, indicator: RYKAZP, expander: RYKA, info_members: [A, B]}]\n";

// The text under test is the scenario; whatever it names is the network above.
class OneNetworkReader : public torntape::proto::FileReader {
 public:
  explicit OneNetworkReader(std::string_view scenario) : scenario_(scenario) {}
  Result<std::string> Read(const std::string& path) override {
    return std::string(path == "s.yaml" ? scenario_ : kNetwork);
  }

 private:
  const std::string_view scenario_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  torntape::Diagnostics diagnostics;
  const bool network_read = torntape::proto::ReadNetwork(text, diagnostics).has_value();
  TORNTAPE_ASSERT(network_read != torntape::HasErrors(diagnostics));
  const std::string rendered = torntape::RenderDiagnostics(diagnostics, "n.yaml", text);
  TORNTAPE_ASSERT(network_read || !rendered.empty());

  OneNetworkReader reader(text);
  const auto loaded = torntape::proto::LoadScenario("s.yaml", reader);
  TORNTAPE_ASSERT(loaded.scenario.has_value() != torntape::proto::HasErrors(loaded.files));
  return 0;
}
