#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cable/cable.h"
#include "cable/transmission.h"

namespace torntape::proto {

// A received cable as one line of JSON, without line end: torntape.v1.Cable. Bytes of the body that
// are no UTF-8 stand as U+FFFD, for JSON has no other bytes; the digest tells the true ones.
// REQUIRES: `transmission` has a heading; `body` is a view of its body.
std::string CableToJson(const cable::Transmission& transmission, const cable::BodyView& body);
// A cable that was read strictly from text: with how its format lines 1 and 2 stood there, so that
// CableTextFromJson gives the very text.
std::string CableToJson(const cable::Cable& read);

// The text of a cable that stands as JSON, in the compact line discipline: whoever takes it reads
// it as any other text. Made of the number, the routing line, format lines 3 and 4, the pilots and
// the bytes of the body. Errors are a digest that is not the body's, a key that the contract does
// not have, and, where there is `as_read`: that it does not say what the number and the routing
// line say, or that what is derived from the lines says something else than they do. Elsewhere, and
// in roles, what is derived is not looked at.
Result<std::string> CableTextFromJson(std::string_view json);
inline constexpr std::size_t kCableJsonBytesMax = 64u << 20;

}  // namespace torntape::proto
