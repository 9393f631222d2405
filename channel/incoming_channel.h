#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "cable/channel_number.h"
#include "cable/precedence.h"

namespace torntape::channel {

// One direction of a channel as its receiver keeps it: which number comes next, up to where all is
// committed, and what credit the sender has been granted (spec 5.2; design decisions 5, 6 and 9).
// Framed links keep their order, so a gap in the numbers means that some were burnt or lost, or
// that the sender counted wrong. Such numbers are open. A receipt says that all up to a number is
// committed, so it does not pass an open one until the sender has been asked (CloseUpTo) or the two
// have met again: what was lost is still in the sender's custody until then.
//
// Not thread-safe. Counts are places in the life of the channel, as in OutgoingChannel.
class IncomingChannel {
 public:
  IncomingChannel(cable::ChannelDesignator designator, std::uint8_t digits)
      : designator_(designator), digits_(digits) {}

  enum class Continuity : std::uint8_t {
    kExpected,
    kAhead,       // numbers between the expected one and this one are open
    kLate,        // it was open, and is no more
    kUsedBefore,  // released all the same: number trouble never holds traffic (spec 5.2)
    kForeign,     // not this channel's designator
  };
  struct Arrival {
    Continuity continuity = Continuity::kExpected;
    std::uint64_t count = 0;       // of this transmission; 0: before the life of the channel
    std::uint64_t first_open = 0;  // with kAhead: the counts from here to count - 1 are open
  };
  // Takes the number of a transmission that has come in.
  Arrival Receive(cable::ChannelNumber number);
  // Takes the number of one that its sender broke off: counted, and nothing to commit (spec 3.3).
  Arrival Cancel(cable::ChannelNumber number) { return Receive(number); }
  // Takes the number of one that came garbled: counted, and open like one that never came.
  Arrival Garble(cable::ChannelNumber number);
  // What came under `number` lately, by the digest of its body; kUnknown if that is long ago. To
  // tell the same message again from another one under a number used before (spec 5.2).
  enum class Comparison : std::uint8_t { kUnknown, kSame, kOther };
  Comparison CompareAndRemember(cable::ChannelNumber number, std::uint64_t digest);

  struct OpenNumbers {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };
  // Rising; few, as each is a fault.
  std::span<const OpenNumbers> open_numbers() const { return open_; }
  // Numbers up to `count` are open no more: the sender knows that they never came.
  void CloseUpTo(std::uint64_t count);
  // For recovery: numbers that were found open.
  void RestoreOpen(std::uint64_t first, std::uint64_t last) { open_.push_back({first, last}); }
  // For recovery: a number was committed, which may have been an open one.
  void RestoreCommitted(std::uint64_t count);
  // For recovery: the two have met, and open numbers are settled.
  void RestoreMeeting();

  // All up to `count` is safe in the store; `cost` bytes of the purse of `precedence` are free
  // again.
  void Commit(std::uint64_t count, cable::Precedence precedence, std::uint64_t cost);

  // Connection: from here on the sender's next number is the one after `sender_sent_count`; what
  // lies between was burnt. Purses begin anew.
  void Open(std::uint64_t sender_sent_count, std::uint64_t window_bytes,
            std::uint64_t reserve_bytes);

  // What to tell the sender, if anything is new since the last telling.
  bool receipt_due() const { return committed_count() != receipted_count_; }
  std::uint64_t TakeReceipt() { return receipted_count_ = committed_count(); }
  bool credit_due() const { return credit_due_; }
  struct Purses {
    std::uint64_t ordinary_bytes = 0;
    std::uint64_t reserve_bytes = 0;
  };
  Purses TakeCredit();
  // A full store holds back the ordinary purse; the reserve stays (issue: FLASH still fits).
  void HoldOrdinary(bool held);

  std::uint64_t received_count() const { return received_count_; }
  // All up to here is committed: no open number lies below.
  std::uint64_t committed_count() const {
    return open_.empty() ? committed_count_ : std::min(committed_count_, open_.front().first - 1);
  }
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
  std::uint64_t committed_count_ = 0;  // the highest
  std::uint64_t receipted_count_ = 0;
  std::vector<OpenNumbers> open_;
  struct Recent {
    std::uint16_t serial = 0;
    std::uint64_t digest = 0;
  };
  std::array<Recent, 4> recent_{};  // by serial
  Purses granted_;                  // told to the sender, cumulative since Open
  Purses freed_;                    // committed since Open
  Purses window_;
  bool TakeOpen(std::uint64_t count);
  void AddOpen(std::uint64_t count);

  bool ordinary_held_ = false;
  bool credit_due_ = false;
};

}  // namespace torntape::channel
