#pragma once

// What is held of reading one text in one profile, whatever the text is. The first byte chooses who
// hands it over, how much is forgiven, and whether it is explained; the rest is the text.
//
// Held: a cable or an error, never both nor neither; every diagnostic can be drawn; explaining
// works on whatever was read, and so do the readers of texts and service messages; what is accepted
// strictly or leniently is written, read again and found the same; its body is one that the
// addressee can open; and what the short way takes, the long way takes without a word. Inputs over
// 64 KiB are passed over: they cost time and reach nothing that smaller ones do not (limits on size
// have tests of their own).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/diagnostic.h"
#include "cable/cable.h"
#include "cable/service_message.h"
#include "cable/text_structure.h"
#include "cable/view_reader.h"

namespace torntape::cable::fuzz {

inline void CheckSame(const Transmission& a, const Transmission& b) {
  TORNTAPE_ASSERT(a.number == b.number);
  TORNTAPE_ASSERT(a.precedence == b.precedence);
  TORNTAPE_ASSERT(a.called == b.called);
  TORNTAPE_ASSERT(a.pilots == b.pilots);
  TORNTAPE_ASSERT(*a.heading == *b.heading);
  TORNTAPE_ASSERT(a.body.view() == b.body.view());
}

inline void CheckWrittenAgain(const Cable& cable, const ReadOptions& options) {
  const std::string written = WriteCable(cable);
  const ReadResult again = ReadCable(written, options);
  TORNTAPE_ASSERT(again.cable.has_value());
  TORNTAPE_ASSERT(again.cable->identification_line == cable.identification_line);
  TORNTAPE_ASSERT(again.cable->routing_lines == cable.routing_lines);
  TORNTAPE_ASSERT(again.cable->unreadable_indicators == cable.unreadable_indicators);
  CheckSame(cable.transmission, again.cable->transmission);
  TORNTAPE_ASSERT(WriteCable(*again.cable) == written);
  if (options.mode != ReadMode::kStrict) return;

  // What a relay sends on has a routing line of its own making; the rest is the same.
  const std::string sent = WriteTransmission(cable.transmission);
  const ReadResult received = ReadCable(sent, options);
  TORNTAPE_ASSERT(received.cable.has_value());
  CheckSame(cable.transmission, received.cable->transmission);

  Diagnostics diagnostics;
  const Profile profile = ProfileOf(cable.transmission.heading->calling_line);
  TORNTAPE_ASSERT(profile == cable.profile);
  const auto view = ReadBody(cable.transmission.body.view(), profile, 5, diagnostics);
  TORNTAPE_ASSERT(view.has_value());
  TORNTAPE_ASSERT(view->text == cable.body.text);
}

inline void CheckAccepted(const Cable& cable, const ReadOptions& options) {
  (void)ReadTextStructure(cable.body.text);
  if (const auto service = ReadServiceMessage(cable.body)) {
    TORNTAPE_ASSERT(!service->enclosed || *service->enclosed < cable.body.text.size());
  }
  if (options.mode != ReadMode::kArchive) CheckWrittenAgain(cable, options);
}

inline int CheckRead(const std::uint8_t* data, std::size_t size, Profile profile) {
  if (size == 0 || size > (64u << 10)) return 0;
  ReadOptions options;
  options.profile = profile;
  options.ingress = data[0] % 2 == 0 ? Ingress::kTributary : Ingress::kTrunk;
  options.mode = static_cast<ReadMode>(data[0] / 2 % 4 % 3);
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const ReadResult read = ReadCable(text, options);
  TORNTAPE_ASSERT(read.cable.has_value() != HasErrors(read.diagnostics));
  for (const Diagnostic& diagnostic : read.diagnostics) {
    TORNTAPE_ASSERT(!RenderDiagnostic(diagnostic, "fuzz", text).empty());
  }
  if (data[0] / 8 % 4 == 0) {  // not each time, for it takes as long as all the rest
    TORNTAPE_ASSERT(!ExplainCable(read, "fuzz").empty());
    TORNTAPE_ASSERT(!ExplainCableAsJson(read, "fuzz").empty());
  }
  if (read.cable) CheckAccepted(*read.cable, options);

  CableView view;
  if (ReadView(text, view)) {
    const ReadResult long_way = ReadCable(text);
    TORNTAPE_ASSERT(long_way.cable && long_way.diagnostics.empty());
    TORNTAPE_ASSERT(long_way.profile == view.profile);
    TORNTAPE_ASSERT(long_way.cable->transmission.heading->identification == view.identification);
  }
  return 0;
}

}  // namespace torntape::cable::fuzz
