#pragma once

#include <string>

#include "cable/cable.h"
#include "cable/transmission.h"

namespace torntape::proto {

// A received cable as one line of JSON, without line end: torntape.v1.Cable. Bytes of the body that
// are no UTF-8 stand as U+FFFD, for JSON has no other bytes; the digest tells the true ones.
// REQUIRES: `transmission` has a heading; `body` is a view of its body.
std::string CableToJson(const cable::Transmission& transmission, const cable::BodyView& body);

}  // namespace torntape::proto
