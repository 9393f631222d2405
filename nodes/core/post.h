#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "cable/cable.h"
#include "channel/service_desk.h"
#include "channel/station_core.h"
#include "network/addressing.h"
#include "network/directory.h"
#include "nodes/core/section_desk.h"

namespace torntape::nodes {

// A cable that has arrived at a post, and who of its addressees gets it now.
struct HandedOver {
  cable::Transmission transmission;
  std::vector<network::Delivery> deliveries;
  // Why nobody got it, when `deliveries` is empty: nobody here is meant, the address lines cannot
  // be read, or it is a service message, which is for the people of the station. A cable of which
  // all is a duplicate is not handed over at all.
  cable::Reason reason = cable::Reason::kNone;
  // Of a cable that was put together: its sections as they arrived, each with who gets it now.
  std::vector<HandedOver> sections = {};
};

// A post, or any tributary: takes cables from people into custody and sends them to its relay, and
// hands those that arrive to its addressees, each once (spec 4.3, 4.5; design, "Custody").
//
// No I/O, no clock, not thread-safe. The directory and the listener outlive it.
class Post final : public channel::StationCore {
 public:
  // REQUIRES: `post` is a tributary of the directory's network.
  Post(const network::Directory& directory, cable::RoutingIndicator post,
       const channel::CustodyConfig& custody, cable::EventListener& listener);

  // Takes a cable that a person files. Refused, with the reason for that person, if its calling
  // station is another one, it was filed before, no circuit of this post is cleared for it, or it
  // is beyond the limits of a framed channel; nothing of a refused cable is kept. A group of its
  // routing line that nobody can read costs its branch alone.
  Result<void> File(Instant now, const cable::Cable& filed);
  // Sends the person away because the store of this post is full: to come again later.
  Result<void> RefuseFull(Instant now, const cable::Cable& filed);

  bool HandleTransmission(Instant now, channel::ChannelIndex channel,
                          const cable::Transmission& transmission) override;
  bool HandleGarbled(Instant now, channel::ChannelIndex channel,
                     cable::ChannelNumber number) override;
  void HandOver(Instant now) override;
  void HandleTime(Instant now) override;
  std::optional<Instant> PollTimeout() const override;
  // Whoever takes what is handed over is busy: until told otherwise it stays in custody.
  void HoldHandOver(bool held) { hand_over_held_ = held; }
  // Whoever takes what is handed over may still lose it: custody then ends with Written, and not
  // with the handing over. Said before the first turn.
  void KeepUntilWritten() { keep_until_written_ = true; }
  // The oldest `count` of what was handed over, and is kept, has reached its addressees.
  // REQUIRES: so many are kept.
  void Written(Instant now, std::size_t count);
  // Cables that were handed over and not said to be written.
  std::size_t in_hand() const { return in_hand_.size(); }
  channel::Custodian& custodian() override { return custodian_; }

  // What has been handed over since the last Clear.
  std::span<const HandedOver> handed_over() const { return handed_over_; }
  void ClearHandedOver() { handed_over_.clear(); }

  std::uint64_t cables_filed() const { return cables_filed_; }  // as they were handed in
  std::uint64_t deliveries() const { return deliveries_; }
  // Sections in custody that wait for others of their cables, and what was said of such since the
  // last call.
  std::size_t sections_held() const { return sections_ ? sections_->held() : 0; }
  Diagnostics TakeDiagnostics() { return sections_ ? sections_->TakeDiagnostics() : Diagnostics(); }

 private:
  Result<void> FileOne(Instant now, const cable::Cable& filed);
  Result<void> Refuse(Instant now, const cable::Cable& filed, cable::Reason reason,
                      std::string why);
  // The routing line as it enters the network: roles found, and collectives expanded if the network
  // wants that here (design decisions 1 and 4).
  cable::CalledList RoutingLineOf(const cable::Cable& filed) const;
  void PlanCopies(const cable::Transmission& transmission);
  cable::CalledList MissentOf(const cable::Transmission& transmission) const;
  cable::CalledList NotReturnedYet(Instant now, const cable::Transmission& transmission,
                                   const cable::CalledList& missent,
                                   std::vector<Digest>& identities);
  bool WentBackBefore(channel::ChannelIndex channel, const cable::Transmission& transmission) const;
  std::optional<channel::ChannelIndex> ChannelFor(cable::Classification classification) const;
  // In custody until it is handed over, or until whoever took it says that it is written.
  struct Custody {
    std::uint64_t cable = 0;
    std::vector<Digest> identities;
  };
  bool WasHereForAll(const channel::DeliveryDue& due) const;
  HandedOver Account(Instant now, const channel::DeliveryDue& due, Custody& custody);
  void HandOverOne(Instant now, const channel::DeliveryDue& due);
  void HandOverWhole(Instant now, const WholeCable& whole);
  void Release(Instant now, HandedOver handed, std::vector<Custody> custody);
  void EndCustody(Instant now, const Custody& custody);
  void AskForSections(Instant now, const WholeCable& whole);
  bool WasHere(const Digest& identity) const;

  const network::Directory& directory_;
  cable::RoutingIndicator post_;
  channel::Custodian custodian_;
  channel::ServiceDesk service_;
  channel::SeenSet names_seen_;  // identification and addressee, whatever the body (spec 5.6)
  std::vector<cable::Classification> approved_;  // of each link, by LinkIndex
  std::vector<HandedOver> handed_over_;
  std::optional<SectionDesk> sections_;  // if sections are held here
  std::optional<Instant> asked_at_;      // a service message was written outside of a turn
  // In the order they were handed over; a cable of several sections is one.
  std::deque<std::vector<Custody>> in_hand_;
  std::set<Digest> identities_in_hand_;    // of all of them
  std::vector<channel::CopyPlan> copies_;  // kept for its room
  std::uint64_t cables_filed_ = 0;
  std::uint64_t deliveries_ = 0;
  bool hand_over_held_ = false;
  bool keep_until_written_ = false;
};

}  // namespace torntape::nodes
