#include "cable/shared_body.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/assert.h"

namespace torntape::cable {
namespace {

struct Read final : SharedBytes::Finding {
  Read(Profile read_as, std::optional<BodyView> found) : profile(read_as), view(std::move(found)) {}
  Profile profile;
  std::optional<BodyView> view;
};

}  // namespace

const BodyView* ReadSharedBody(const SharedBytes& body, Profile profile) {
  if (!body.present()) return nullptr;
  if (body.finding() == nullptr) {
    Diagnostics diagnostics;
    body.SetFinding(
        std::make_unique<Read>(profile, ReadBody(body.view(), profile, 1, diagnostics)));
  }
  const auto* const read = static_cast<const Read*>(body.finding());
  TORNTAPE_ASSERT(read->profile == profile);
  return read->view ? &*read->view : nullptr;
}

}  // namespace torntape::cable
