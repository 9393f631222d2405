#include "shell/credit_ledger.h"

#include <algorithm>

namespace torntape::shell {

void CreditLedger::Grant(std::uint64_t ordinary_bytes, std::uint64_t reserve_bytes) {
  ordinary_.granted = std::max(ordinary_.granted, ordinary_bytes);
  reserve_.granted = std::max(reserve_.granted, reserve_bytes);
}

bool CreditLedger::Take(cable::Precedence precedence, std::uint64_t cost) {
  Purse& purse = cable::IsUrgent(precedence) ? reserve_ : ordinary_;
  if (purse.spent >= purse.granted) return false;
  purse.spent += cost;
  return true;
}

}  // namespace torntape::shell
