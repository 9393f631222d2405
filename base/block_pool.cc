#include "base/block_pool.h"

#include <array>
#include <cstdint>
#include <new>

namespace torntape {
namespace {

// Blocks of one class differ in size by less than this.
constexpr std::size_t kStep = 256;
constexpr std::size_t kClassCount = BlockPool::kPooledBytesMax / kStep;
// Kept of each class, whatever its size.
constexpr std::size_t kKeptBytesMax = 2u << 20;
constexpr std::uint32_t kNoClass = 0xffffffff;

#if defined(__has_feature)
#define TORNTAPE_HAS_FEATURE(feature) __has_feature(feature)
#else
#define TORNTAPE_HAS_FEATURE(feature) 0
#endif
// Where a sanitizer watches, every block is new, so that it sees who uses one too long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                     \
    TORNTAPE_HAS_FEATURE(address_sanitizer) || TORNTAPE_HAS_FEATURE(thread_sanitizer) || \
    TORNTAPE_HAS_FEATURE(memory_sanitizer)
constexpr bool kPools = false;
#else
constexpr bool kPools = true;
#endif

// Stands before each block.
struct alignas(std::max_align_t) Head {
  std::uint32_t size_class = kNoClass;
  Head* next = nullptr;  // while it is kept
};

struct Kept {
  Head* first = nullptr;
  std::size_t count = 0;
};

struct Shelves {
  std::array<Kept, kClassCount> kept;
  bool closed = false;  // the thread ends

  Shelves() = default;
  Shelves(const Shelves&) = delete;
  Shelves& operator=(const Shelves&) = delete;
  ~Shelves() {
    closed = true;
    for (Kept& shelf : kept) {
      while (shelf.first != nullptr) {
        Head* const head = shelf.first;
        shelf.first = head->next;
        ::operator delete(head);
      }
    }
  }
};

thread_local Shelves shelves;

constexpr std::size_t BytesOf(std::size_t size_class) { return (size_class + 1) * kStep; }

}  // namespace

void* BlockPool::Take(std::size_t bytes) {
  const std::size_t size_class = bytes == 0 ? 0 : (bytes - 1) / kStep;
  if (!kPools || size_class >= kClassCount) {
    return new (::operator new(sizeof(Head) + bytes)) Head() + 1;
  }
  Kept& shelf = shelves.kept[size_class];
  if (Head* const head = shelf.first) {
    shelf.first = head->next;
    --shelf.count;
    return head + 1;
  }
  void* const room = ::operator new(sizeof(Head) + BytesOf(size_class));
  return new (room) Head{static_cast<std::uint32_t>(size_class), nullptr} + 1;
}

void BlockPool::GiveBack(void* block) noexcept {
  if (block == nullptr) return;
  Head* const head = static_cast<Head*>(block) - 1;
  if (head->size_class == kNoClass || shelves.closed) return ::operator delete(head);
  Kept& shelf = shelves.kept[head->size_class];
  if (shelf.count * BytesOf(head->size_class) >= kKeptBytesMax) return ::operator delete(head);
  head->next = shelf.first;
  shelf.first = head;
  ++shelf.count;
}

}  // namespace torntape
