#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace torntape {

// Why an operation could not be done, for a person: what happened, where, what to do.
struct Error {
  std::string message;
};

// The outcome of an operation that can fail for one reason. Faults in input are not this: they are
// collected as diagnostics (base/diagnostic.h).
template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> Failure(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace torntape
