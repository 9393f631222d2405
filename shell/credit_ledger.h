#pragma once

#include <cstdint>

#include "cable/precedence.h"

namespace torntape::shell {

// What one channel's sender was granted and has used since the connection began, as its receiver
// keeps it, to see a sender that does not heed its purses (design decision 9).
class CreditLedger {
 public:
  void Open() { *this = {}; }
  // Cumulative, as it is told to the sender.
  void Grant(std::uint64_t ordinary_bytes, std::uint64_t reserve_bytes);
  // A transmission has come. False: its purse was already spent when it started.
  [[nodiscard]] bool Take(cable::Precedence precedence, std::uint64_t cost);

 private:
  struct Purse {
    std::uint64_t granted = 0;
    std::uint64_t spent = 0;
  };
  Purse ordinary_;
  Purse reserve_;
};

}  // namespace torntape::shell
