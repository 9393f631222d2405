#include "store/journal_buffer.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "base/assert.h"

namespace torntape::store {
namespace {

constexpr std::size_t kRoomLeast = 64u << 10;
constexpr std::size_t kRoomKept = 4u << 20;  // more is given back when it is not needed

}  // namespace

void JournalBuffer::Free::operator()(char* room) const { std::free(room); }

void JournalBuffer::Begin(std::uint64_t at) {
  at_ = at;
  lead_ = static_cast<std::size_t>(at % kBlock);
  size_ = 0;
  lead_known_ = lead_ == 0;
}

char* JournalBuffer::Extend(std::size_t size) {
  const std::size_t end = lead_ + size_ + size;
  if (end > capacity_) Resize(std::max(kRoomLeast, std::bit_ceil(end)));
  size_ += size;
  return room_.get() + end - size;
}

void JournalBuffer::Advance() {
  const std::size_t end = lead_ + size_;
  const std::size_t last = end / kBlock * kBlock;
  if (last > 0) std::memcpy(room_.get(), room_.get() + last, end - last);
  lead_known_ = lead_known_ || last > 0;
  at_ += size_;
  lead_ = end - last;
  size_ = 0;
  if (capacity_ > kRoomKept) Resize(kRoomLeast);
}

void JournalBuffer::SetLead(std::string_view lead) {
  TORNTAPE_ASSERT(lead.size() == lead_);
  if (lead_ > capacity_) Resize(kRoomLeast);
  std::copy(lead.begin(), lead.end(), room_.get());
  lead_known_ = true;
}

std::string_view JournalBuffer::Blocks() {
  TORNTAPE_ASSERT(lead_known_);
  const std::size_t end = lead_ + size_;
  const std::size_t whole = (end + kBlock - 1) / kBlock * kBlock;
  if (whole > end) std::memset(room_.get() + end, 0, whole - end);
  return {room_.get(), whole};
}

void JournalBuffer::Resize(std::size_t capacity) {
  std::unique_ptr<char, Free> room(static_cast<char*>(std::aligned_alloc(kBlock, capacity)));
  if (!room) throw std::bad_alloc();
  if (lead_ + size_ > 0 && room_) std::memcpy(room.get(), room_.get(), lead_ + size_);
  room_ = std::move(room);
  capacity_ = capacity;
}

}  // namespace torntape::store
