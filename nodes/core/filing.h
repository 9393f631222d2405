#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "cable/cable.h"
#include "network/network.h"

namespace torntape::nodes {

// What a post files of a cable that somebody hands it: the cable, to the byte; or, where the
// network has its posts cut what is over five textual pages (spec 6), its sections.
class Filing {
 public:
  // `cable` must outlive this.
  Filing(const network::Network& network, const cable::Cable& cable);

  std::span<const cable::Cable> cables() const& {
    return sections_.empty() ? std::span(&whole_, 1) : std::span<const cable::Cable>(sections_);
  }
  std::span<const cable::Cable> cables() && = delete;  // they live as long as this
  bool is_cut() const { return !sections_.empty(); }
  // Why it cannot be cut, though it is too long; it then stands whole in cables().
  const std::string& trouble() const { return trouble_; }

 private:
  const cable::Cable& whole_;
  std::vector<cable::Cable> sections_;
  std::string trouble_;
};

}  // namespace torntape::nodes
