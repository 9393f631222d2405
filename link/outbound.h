#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/buffer.hpp>

#include "base/shared_bytes.h"

namespace torntape::link {

// What a connection has still to write. Frames are appended to one string; a large body is not
// copied but referred to, and goes out from where it lies. While one batch is being written, the
// next one fills.
class Outbound {
 public:
  // Append frames here, then call Queued.
  std::string& head() { return filling_.heads; }
  // `body` follows what was appended so far.
  void AddBody(const SharedBytes& body);

  // Bytes that are queued and not written.
  std::size_t size() const { return filling_.heads.size() + filling_.body_bytes + left_; }

  // What to write next; empty if there is nothing. Stays valid until all of it is consumed.
  std::span<const boost::asio::const_buffer> Next();
  // So many bytes of it have been written.
  void Consume(std::size_t size);
  // Drops what does not begin yet: what is queued behind the batch that is being written.
  void DropUnbegun();

 private:
  // A body this small is cheaper to copy than to gather.
  static constexpr std::size_t kCopiedBytesMax = 1024;
  // A string that grew over this is given back.
  static constexpr std::size_t kKeptBytesMax = 256u << 10;

  struct Piece {
    std::size_t heads_end = 0;  // where in `heads` the body stands
    SharedBytes body;
  };
  struct Batch {
    std::string heads;
    std::vector<Piece> pieces;
    std::size_t body_bytes = 0;
  };
  static void Empty(Batch& batch);
  void Gather();

  Batch filling_;
  Batch flying_;
  std::vector<boost::asio::const_buffer> buffers_;  // of flying_
  std::size_t at_ = 0;                              // the first of them that is not written
  std::size_t left_ = 0;                            // bytes of them that are not written
};

}  // namespace torntape::link
