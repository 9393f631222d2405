#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/block_pool.h"
#include "base/ref.h"

namespace torntape {

// Bytes that many holders share and nobody changes: the body of a cable on its way to forty
// addressees exists once. Thread safety: none (see Ref).
class SharedBytes {
 public:
  SharedBytes() = default;
  // Copies them, into memory that is used again (base/block_pool.h).
  explicit SharedBytes(std::string_view bytes) : block_(Block::Make(bytes)) {}
  explicit SharedBytes(const std::string& bytes) : SharedBytes(std::string_view(bytes)) {}
  explicit SharedBytes(const char* bytes) : SharedBytes(std::string_view(bytes)) {}

  std::string_view view() const { return block_ ? block_->view() : std::string_view{}; }
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
  // The bytes stand behind it, in the same piece of memory.
  struct Block : Shareable {
    static Ref<const Block> Make(std::string_view bytes) {
      auto* const block = new (More{bytes.size()}) Block(bytes.size());
      if (!bytes.empty()) std::memcpy(static_cast<void*>(block + 1), bytes.data(), bytes.size());
      return Ref<const Block>(block);
    }
    struct More {
      std::size_t bytes;
    };
    static void* operator new(std::size_t own, More more) {
      return BlockPool::Take(own + more.bytes);
    }
    static void operator delete(void* block, More) noexcept { BlockPool::GiveBack(block); }
    static void operator delete(void* block) noexcept { BlockPool::GiveBack(block); }

    std::string_view view() const { return {reinterpret_cast<const char*>(this + 1), size}; }

    explicit Block(std::size_t bytes) : size(bytes) {}
    std::size_t size;
    mutable std::unique_ptr<const Finding> finding;  // follows from the bytes: changes nothing
  };
  Ref<const Block> block_;
};

}  // namespace torntape
