// The cable reader under arbitrary bytes, as tributary and as trunk (the first byte chooses).
//
// Held: a cable or an error, never both nor neither; every diagnostic can be drawn; explaining
// works on whatever was read; an accepted cable is written, read again and found the same; and its
// body is one that the addressee can open. Inputs over 64 KiB are passed over: they cost time and
// reach nothing that smaller ones do not (limits on size have tests of their own).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/diagnostic.h"
#include "cable/cable.h"

namespace torntape::cable {
namespace {

void CheckSame(const Transmission& a, const Transmission& b) {
  TORNTAPE_ASSERT(a.number == b.number);
  TORNTAPE_ASSERT(a.precedence == b.precedence);
  TORNTAPE_ASSERT(a.called == b.called);
  TORNTAPE_ASSERT(a.pilots == b.pilots);
  TORNTAPE_ASSERT(*a.heading == *b.heading);
  TORNTAPE_ASSERT(a.body.view() == b.body.view());
}

void CheckAccepted(const Cable& cable, const ReadOptions& options) {
  const std::string written = WriteCable(cable);
  const ReadResult again = ReadCable(written, options);
  TORNTAPE_ASSERT(again.cable.has_value());
  TORNTAPE_ASSERT(again.cable->identification_line == cable.identification_line);
  TORNTAPE_ASSERT(again.cable->routing_lines == cable.routing_lines);
  TORNTAPE_ASSERT(again.cable->unreadable_indicators == cable.unreadable_indicators);
  CheckSame(cable.transmission, again.cable->transmission);
  TORNTAPE_ASSERT(WriteCable(*again.cable) == written);

  // What a relay sends on has a routing line of its own making; the rest is the same.
  const std::string sent = WriteTransmission(cable.transmission);
  const ReadResult received = ReadCable(sent, options);
  TORNTAPE_ASSERT(received.cable.has_value());
  CheckSame(cable.transmission, received.cable->transmission);

  Diagnostics diagnostics;
  const auto view = ReadBody(cable.transmission.body.view(), Profile::kState, 5, diagnostics);
  TORNTAPE_ASSERT(view.has_value());
  TORNTAPE_ASSERT(view->text == cable.body.text);
}

}  // namespace
}  // namespace torntape::cable

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace torntape;         // NOLINT(google-build-using-namespace)
  using namespace torntape::cable;  // NOLINT(google-build-using-namespace)
  if (size == 0 || size > (64u << 10)) return 0;
  ReadOptions options;
  options.ingress = data[0] % 2 == 0 ? Ingress::kTributary : Ingress::kTrunk;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const ReadResult read = ReadCable(text, options);
  TORNTAPE_ASSERT(read.cable.has_value() != HasErrors(read.diagnostics));
  for (const Diagnostic& diagnostic : read.diagnostics) {
    TORNTAPE_ASSERT(!RenderDiagnostic(diagnostic, "fuzz", text).empty());
  }
  TORNTAPE_ASSERT(!ExplainCable(read, "fuzz").empty());
  TORNTAPE_ASSERT(!ExplainCableAsJson(read, "fuzz").empty());
  if (read.cable) CheckAccepted(*read.cable, options);
  return 0;
}
