#pragma once

#include <cstdint>

#include "cable/channel_number.h"
#include "cable/precedence.h"

namespace torntape::channel {

// One direction of a channel as its receiver keeps it: which number comes next, up to where all is
// committed, and what credit the sender has been granted (spec 5.2; design decisions 5, 6 and 9).
// Framed links keep their order, so a gap in the numbers means that some were burnt or lost.
//
// Not thread-safe. Counts are places in the life of the channel, as in OutgoingChannel.
class IncomingChannel {
 public:
  IncomingChannel(cable::ChannelDesignator designator, std::uint8_t digits)
      : designator_(designator), digits_(digits) {}

  enum class Continuity : std::uint8_t {
    kExpected,
    kAhead,       // numbers between the expected one and this one are open
    kUsedBefore,  // released all the same: number trouble never holds traffic (spec 5.2)
    kForeign,     // not this channel's designator
  };
  struct Arrival {
    Continuity continuity = Continuity::kExpected;
    std::uint64_t count = 0;       // of this transmission
    std::uint64_t first_open = 0;  // with kAhead: the counts from here to count - 1 are open
  };
  // Takes the number of a transmission that has come in.
  Arrival Receive(cable::ChannelNumber number);

  // All up to `count` is safe in the store; `cost` bytes of the purse of `precedence` are free
  // again.
  void Commit(std::uint64_t count, cable::Precedence precedence, std::uint64_t cost);

  // Connection: from here on the sender's next number is the one after `sender_sent_count`; what
  // lies between was burnt. Purses begin anew.
  void Open(std::uint64_t sender_sent_count, std::uint64_t window_bytes,
            std::uint64_t reserve_bytes);

  // What to tell the sender, if anything is new since the last telling.
  bool receipt_due() const { return committed_count_ != receipted_count_; }
  std::uint64_t TakeReceipt() { return receipted_count_ = committed_count_; }
  bool credit_due() const { return credit_due_; }
  struct Purses {
    std::uint64_t ordinary_bytes = 0;
    std::uint64_t reserve_bytes = 0;
  };
  Purses TakeCredit();
  // A full store holds back the ordinary purse; the reserve stays (issue: FLASH still fits).
  void HoldOrdinary(bool held);

  std::uint64_t received_count() const { return received_count_; }
  std::uint64_t committed_count() const { return committed_count_; }
  void Restore(std::uint64_t committed_count);
  // The sender lost its state: its numbers begin anew.
  void Forget();
  cable::ChannelNumber NumberOf(std::uint64_t count) const {
    return {designator_, count == 0 ? std::uint16_t{0} : SerialOf(count), digits_};
  }
  cable::ChannelDesignator designator() const { return designator_; }

 private:
  std::uint16_t SerialOf(std::uint64_t count) const {
    return static_cast<std::uint16_t>((count - 1) % cable::CycleOf(digits_) + 1);
  }

  cable::ChannelDesignator designator_;
  std::uint8_t digits_;
  std::uint64_t received_count_ = 0;
  std::uint64_t committed_count_ = 0;
  std::uint64_t receipted_count_ = 0;
  Purses granted_;  // told to the sender, cumulative since Open
  Purses freed_;    // committed since Open
  Purses window_;
  bool ordinary_held_ = false;
  bool credit_due_ = false;
};

}  // namespace torntape::channel
