#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "channel/station_core.h"
#include "store/store.h"

namespace torntape::store {

// Passes a station's requests to its store and the store's answers back, in the order that custody
// demands. Every shell and every world ends its turns here.
//
// Lifetime: the core and the store outlive it. Not thread-safe.
class Keeper final : public StoreListener {
 public:
  Keeper(channel::StationCore& core, Store& store);

  // Brings the station back to what its store knows. REQUIRES: before any input. False if a record
  // could not be read: what it told is missing.
  bool Recover(Instant now);

  // After the inputs of a turn: chooses what is sent, passes all to the store, commits if somebody
  // waits for it, and hands over what may be delivered. With a store that completes at once, the
  // custodian's outputs are ready when this returns.
  void EndTurn(Instant now);

  // The store wished for cables to be told again in the last turn, and may wish for more.
  bool renewing() const { return renewing_; }

  // What the store completes later, it completes at this instant. For stores with a will of time.
  void SetNow(Instant now) { now_ = now; }

  void Committed(Ticket ticket) override;
  void BodyRead(BodyKey key, std::string_view record, SharedBytes body) override;

 private:
  void PassRequests();
  void Renew();
  void Commit();

  channel::StationCore& core_;
  Store& store_;
  Instant now_{};
  Ticket first_ticket_ = Ticket::kNone;  // of this run: tickets go on from those recovered
  Ticket last_ticket_ = Ticket::kNone;
  Ticket asked_ticket_ = Ticket::kNone;  // up to where a commit was asked for
  bool renewing_ = false;
  RenewalWish wish_;                             // kept for its room
  std::vector<channel::StoreRequest> requests_;  // kept for their room
  std::string records_;
};

}  // namespace torntape::store
