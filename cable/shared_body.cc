#include "cable/shared_body.h"

#include <memory>
#include <optional>
#include <utility>

namespace torntape::cable {
namespace {

struct Read final : SharedBytes::Finding {
  explicit Read(std::optional<BodyView> found) : view(std::move(found)) {}
  std::optional<BodyView> view;
};

}  // namespace

const BodyView* ReadSharedBody(const SharedBytes& body) {
  if (!body.present()) return nullptr;
  if (body.finding() == nullptr) {
    Diagnostics diagnostics;
    body.SetFinding(std::make_unique<Read>(ReadBody(body.view(), Profile::kState, 1, diagnostics)));
  }
  const auto& view = static_cast<const Read*>(body.finding())->view;
  return view ? &*view : nullptr;
}

}  // namespace torntape::cable
