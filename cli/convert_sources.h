#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cable/conversion.h"

namespace torntape::cli {

// What an input of `torntape convert` holds, as texts of cables: the input itself, or, where it is
// JSON or e-mail, what these say. The error says where an input stops being what it began as.
// E-mails have no channel number: each takes that of the rules, which counts on.
Result<std::vector<std::string>> CableTextsOf(std::string_view input,
                                              cable::ConversionRules& rules);

// The number of the rules was given to a cable: the next one has the next, 0001 after 9999.
void CountOn(cable::ConversionRules& rules);

}  // namespace torntape::cli
