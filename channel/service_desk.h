#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/instant.h"
#include "cable/service_report.h"
#include "channel/custodian.h"

namespace torntape::channel {

// Writes the service messages of one station and acts on those that come for it (spec 5, 7). They
// are cables like others: numbered, queued by precedence, kept in custody and receipted. Those to
// an adjacent station go over the link they speak of; those to a calling station its owner routes.
//
// Guard against storms (spec 7.1): nothing is written about a service message, one question about
// open numbers at a time on each channel, and at most kPerMinuteMax a minute on each link; what is
// beyond is told as an event and not written.
//
// Not thread-safe. The custodian outlives it.
class ServiceDesk {
 public:
  explicit ServiceDesk(Custodian& custodian);

  static constexpr std::uint32_t kPerMinuteMax = 20;

  // True if `transmission` is for this station and speaks to it as a station. Looks at the first
  // words of its body, which ends here.
  bool IsForHere(const cable::Transmission& transmission) const;
  // Does what it asks. REQUIRES: IsForHere, and it was just taken into custody.
  void Act(Instant now, ChannelIndex from, const cable::Transmission& transmission);

  // What the numbers of a transmission that was just taken gave reason to say to its sender: open
  // ones, and one that was used before.
  void TellOfNumbers(Instant now, ChannelIndex from, const Received& received,
                     const cable::Transmission& transmission);
  // Asks for what came garbled, and for all else that is open: again if a question is on its way,
  // for that may have come garbled as well; but not while one waits to be sent, so that on a bad
  // circuit questions do not crowd out what they ask for.
  void AskForGarbled(Instant now, ChannelIndex from);
  // That all of it was here before, and nothing in it says why it came again (spec 5.6).
  void TellOfDuplicate(Instant now, ChannelIndex from, const cable::Transmission& transmission);

  // A service message to a station that is not adjacent, for its owner to route; `link` is where it
  // will leave. Nothing if the guard holds it back.
  std::optional<cable::Transmission> Write(Instant now, LinkIndex link, cable::RoutingIndicator to,
                                           cable::Precedence precedence,
                                           const cable::ServiceReport& message);
  // Takes one that Write made into custody.
  void File(Instant now, const cable::Transmission& written, std::span<const CopyPlan> copies,
            cable::Reason reason, std::optional<ChannelIndex> asks_about = {});

 private:
  struct Minute {
    Instant began;
    std::uint32_t written = 0;
  };
  bool MayWrite(Instant now, LinkIndex link);
  void WriteToSender(Instant now, ChannelIndex from, cable::Precedence precedence,
                     const cable::ServiceReport& message, cable::Reason reason,
                     std::optional<ChannelIndex> asks_about = {});
  void AskForOpenNumbers(Instant now, ChannelIndex from, bool again);
  cable::Transmission Compose(Instant now, cable::RoutingIndicator to, cable::Precedence precedence,
                              const cable::ServiceReport& message);

  Custodian& custodian_;
  std::vector<Minute> minutes_;  // of each link
  std::optional<std::uint16_t> last_serial_;
};

}  // namespace torntape::channel
