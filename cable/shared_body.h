#pragma once

#include "base/shared_bytes.h"
#include "cable/body_view.h"
#include "cable/profile.h"

namespace torntape::cable {

// The derived view of a body (ReadBody), read at most once for all who share the bytes: in a world,
// forty posts that have the same cable read it once. Lives as long as the bytes. Null if ReadBody
// gives nothing. REQUIRES: the same profile each time, as whoever shares a body shares its heading.
const BodyView* ReadSharedBody(const SharedBytes& body, Profile profile);

}  // namespace torntape::cable
