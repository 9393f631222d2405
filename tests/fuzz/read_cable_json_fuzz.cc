// The reader of cables as JSON under arbitrary bytes.
//
// Held: a text or an error that says something; and a text that is a cable by the strict rules is
// the same to the byte when it goes to JSON and back again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "cable/cable.h"
#include "proto/cable_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace torntape;  // NOLINT(google-build-using-namespace)
  if (size > (64u << 10)) return 0;
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  const Result<std::string> text = proto::CableTextFromJson(json);
  if (!text) {
    TORNTAPE_ASSERT(!text.error().message.empty());
    return 0;
  }
  const cable::ReadResult read = cable::ReadCable(*text);
  if (!read.cable) return 0;
  const std::string written = proto::CableToJson(*read.cable);
  const Result<std::string> again = proto::CableTextFromJson(written);
  TORNTAPE_ASSERT(static_cast<bool>(again));
  TORNTAPE_ASSERT(*again == *text);
  return 0;
}
