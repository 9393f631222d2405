#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/ref.h"

namespace torntape {

// Bytes that many holders share and nobody changes: the body of a cable on its way to forty
// addressees exists once. Thread safety: none (see Ref).
class SharedBytes {
 public:
  SharedBytes() = default;
  explicit SharedBytes(std::string bytes) : block_(MakeRef<Block>(std::move(bytes))) {}

  std::string_view view() const {
    return block_ ? std::string_view(block_->bytes) : std::string_view{};
  }
  std::size_t size() const { return view().size(); }
  bool empty() const { return view().empty(); }
  // False for a default-made value, which stands for "no bytes here", unlike bytes of length zero.
  bool present() const { return static_cast<bool>(block_); }

 private:
  struct Block : Shareable {
    explicit Block(std::string b) : bytes(std::move(b)) {}
    std::string bytes;
  };
  Ref<const Block> block_;
};

}  // namespace torntape
