#include "nodes/core/filing.h"

#include <utility>

#include "cable/sections.h"

namespace torntape::nodes {

Filing::Filing(const network::Network& network, const cable::Cable& cable) : whole_(cable) {
  if (!network.sections.cut) return;
  auto sections = cable::CutIntoSections(cable);
  if (sections) {
    sections_ = *std::move(sections);
  } else {
    trouble_ = std::move(sections.error().message);
  }
}

}  // namespace torntape::nodes
