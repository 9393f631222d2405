#pragma once

#include <memory>
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
  // What somebody found in the bytes, kept beside them so that it is found once for all who share
  // them. One kind of finding in a program: who sets it is the one who asks for it.
  struct Finding {
    virtual ~Finding() = default;
  };
  // Null if nothing was set.
  const Finding* finding() const { return block_ ? block_->finding.get() : nullptr; }
  // REQUIRES: present().
  void SetFinding(std::unique_ptr<const Finding> finding) const {
    block_->finding = std::move(finding);
  }

  // False for a default-made value, which stands for "no bytes here", unlike bytes of length zero.
  bool present() const { return static_cast<bool>(block_); }

 private:
  struct Block : Shareable {
    explicit Block(std::string b) : bytes(std::move(b)) {}
    std::string bytes;
    mutable std::unique_ptr<const Finding> finding;  // follows from the bytes: changes nothing
  };
  Ref<const Block> block_;
};

}  // namespace torntape
