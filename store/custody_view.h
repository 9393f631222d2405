#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channel/custodian.h"

namespace torntape::store {

// What a store's records tell, for tools that know nothing of the network: the custodian itself
// reads them, with the channels that they name.
class CustodyView {
 public:
  // In order, from a standing on; what comes before one tells nothing and is left out. False: the
  // record could not be understood.
  bool Take(std::string_view record);
  // Of which custody is known: a standing was taken.
  bool known() const { return custodian_ != nullptr; }
  // REQUIRES: known(), and all was taken.
  const channel::Custodian& Finish();

 private:
  class Nobody final : public cable::EventListener {
    void OnEvent(const cable::Event&) override {}
  };
  Nobody nobody_;
  std::unique_ptr<channel::Custodian> custodian_;
};

}  // namespace torntape::store
