#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/instant.h"
#include "cable/section_shelf.h"
#include "cable/transmission.h"
#include "channel/custodian.h"
#include "network/network.h"

namespace torntape::nodes {

// A cable whose sections are there, or were waited for long enough.
struct WholeCable {
  // As its originator wrote it before it was cut, or with a line in place of each gap. It has the
  // number, the trace and the routing line of the section that came first. Nothing if what was put
  // together cannot be read as a cable: then each section is handed over for itself.
  std::optional<cable::Transmission> transmission;
  std::vector<channel::DeliveryDue> sections;  // in the order they came; still in custody
  // For each gap, what the calling station is asked (cable/section_shelf.h).
  std::vector<std::string> requests;
};

// Holds the sections that arrive at a post until their cables are whole, or the time is up (spec
// 6). They stay in the custody of the post meanwhile, so a post that is restarted holds them again.
//
// Pure: time is an argument. Not thread-safe. Bounded as the shelf is.
class SectionDesk {
 public:
  explicit SectionDesk(const network::Sections& settings);

  // Takes what is due if it is a section that is waited for. False: it is none, or its cable is
  // whole already, and it goes to its addressees at once.
  bool Hold(Instant now, const channel::DeliveryDue& due);
  // Gives up on what has waited too long.
  void HandleTime(Instant now);
  // When HandleTime has something to do next.
  std::optional<Instant> PollTimeout() const { return shelf_.PollTimeout(); }

  std::vector<WholeCable> TakeWhole() { return std::exchange(whole_, {}); }
  // What is said of sections that do not fit together, since the last call.
  Diagnostics TakeDiagnostics() { return std::exchange(diagnostics_, {}); }
  // Sections that wait for others.
  std::size_t held() const;

 private:
  void Collect();

  cable::SectionShelf shelf_;
  std::map<cable::SectionKey, std::vector<channel::DeliveryDue>> held_;
  std::vector<WholeCable> whole_;
  Diagnostics diagnostics_;
};

}  // namespace torntape::nodes
