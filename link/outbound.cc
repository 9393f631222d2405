#include "link/outbound.h"

#include <utility>

#include "base/assert.h"

namespace torntape::link {

void Outbound::AddBody(const SharedBytes& body) {
  if (body.size() <= kCopiedBytesMax) {
    filling_.heads.append(body.view());
    return;
  }
  filling_.pieces.push_back({filling_.heads.size(), body});
  filling_.body_bytes += body.size();
}

std::span<const boost::asio::const_buffer> Outbound::Next() {
  if (left_ == 0) {
    Empty(flying_);
    std::swap(filling_, flying_);
    Gather();
  }
  return std::span(buffers_).subspan(at_);
}

void Outbound::Consume(std::size_t size) {
  TORNTAPE_ASSERT(size <= left_);
  left_ -= size;
  while (size > 0) {
    const std::size_t taken = std::min(size, buffers_[at_].size());
    buffers_[at_] += taken;
    size -= taken;
    if (buffers_[at_].size() == 0) ++at_;
  }
}

void Outbound::DropUnbegun() { Empty(filling_); }

void Outbound::Empty(Batch& batch) {
  batch.heads.clear();
  if (batch.heads.capacity() > kKeptBytesMax) batch.heads.shrink_to_fit();
  batch.pieces.clear();
  batch.body_bytes = 0;
}

void Outbound::Gather() {
  buffers_.clear();
  at_ = 0;
  left_ = flying_.heads.size() + flying_.body_bytes;
  std::size_t begin = 0;
  const auto add_heads = [&](std::size_t end) {
    if (end > begin) buffers_.emplace_back(flying_.heads.data() + begin, end - begin);
    begin = end;
  };
  for (const Piece& piece : flying_.pieces) {
    add_heads(piece.heads_end);
    buffers_.emplace_back(piece.body.view().data(), piece.body.size());
  }
  add_heads(flying_.heads.size());
}

}  // namespace torntape::link
