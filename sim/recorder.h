#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>  // lookup only: never iterated
#include <vector>

#include "cable/cable.h"
#include "cable/event.h"
#include "network/directory.h"
#include "sim/referee.h"
#include "sim/run.h"

namespace torntape::sim {

// Keeps the rows of the report while a run goes on: of each cable its deliveries and copies. With
// more than kDetailedCablesMax cables it lets go of them all: nobody reads so many.
//
// Lifetime: the directory outlives it.
class Recorder {
 public:
  explicit Recorder(const network::Directory& directory)
      : directory_(directory), referee_(directory) {}

  // A cable is about to be handed to its post. `source` is where it came from.
  void Expect(const cable::Cable& cable, Instant at, const std::string& source);
  // Its post refused it, for this reason.
  void Refuse(const cable::Cable& cable, const std::string& why);
  void OnEvent(const cable::Event& event);

  // The rows, in the order of filing. To be called once, at the end.
  std::vector<CableRow> Take();

 private:
  struct Kept {
    CableRow row;
    bool taken = false;  // its post has it
  };

  Kept* Find(std::uint64_t mark);
  static void RecordSent(CableRow& row, const cable::Event& event);
  static void RecordBurnt(CableRow& row, const cable::Event& event);
  void RecordDelivered(CableRow& row, const cable::Event& event);
  DeliveryRow& RowOf(CableRow& row, const cable::Event& event);
  std::string NameOf(cable::AddresseeId addressee) const;

  const network::Directory& directory_;
  Referee referee_;
  bool too_many_ = false;
  std::vector<Kept> rows_;
  std::unordered_map<std::uint64_t, std::size_t> places_;  // in rows_, by mark
};

// The stations that a cable passed on its way to `station`, from where it was filed, by the numbers
// it came under, newest first. Ends at a number that the network does not have.
std::vector<std::string> PathOf(const network::Directory& directory,
                                cable::RoutingIndicator station,
                                std::span<const cable::ChannelNumber> trace);

}  // namespace torntape::sim
