#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cable/conversion.h"

namespace torntape::cli {

// What an input of `torntape convert` holds, as texts of cables: the input itself, or, where it is
// JSON or e-mail, what these say. The error says where an input stops being what it began as.
Result<std::vector<std::string>> CableTextsOf(std::string_view input,
                                              const cable::ConversionRules& rules);

}  // namespace torntape::cli
