#pragma once

#include "base/shared_bytes.h"
#include "cable/cable.h"

namespace torntape::cable {

// The derived view of a body in the `state` profile (ReadBody), read at most once for all who share
// the bytes: in a world, forty posts that have the same cable read it once. Lives as long as the
// bytes. Null if ReadBody gives nothing.
const BodyView* ReadSharedBody(const SharedBytes& body);

}  // namespace torntape::cable
