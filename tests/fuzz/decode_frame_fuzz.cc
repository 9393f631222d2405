// Whatever a peer sends: the stream is cut into frames, and each frame decoded or refused. The
// input is the stream as it comes, prefixes and all. What was decoded must survive being sent on.
// The first byte chooses how large the chunks are that the stream comes in; lengths over a few
// hundred bytes add nothing that shorter ones do not show.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "proto/codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace torntape::proto;
  if (size == 0) return 0;
  const std::size_t chunk = std::size_t{data[0]} + 1;
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  FrameReader reader(1u << 16);
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, chunk);
    rest.remove_prefix(part.size());
    std::copy(part.begin(), part.end(), reader.Prepare(part.size()));
    reader.Commit(part.size());
    while (const auto payload = reader.Next()) {
      const auto frame = DecodeFrame(*payload);
      if (!frame) continue;
      std::string again;
      AppendFrame(*frame, again);
      const auto copy = DecodeFrame(std::string_view(again).substr(kFramePrefixBytes));
      if (!copy || copy->index() != frame->index()) std::abort();
    }
  }
  return 0;
}
