#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ref.h"
#include "base/shared_bytes.h"
#include "cable/channel_number.h"
#include "cable/precedence.h"
#include "cable/routing_indicator.h"
#include "cable/transmission.h"
#include "channel/cable_index.h"
#include "channel/outgoing_channel.h"
#include "channel/slab.h"

namespace torntape::channel {

// The place of a channel, or of a link, in its station's lists.
enum class ChannelIndex : std::uint16_t {};
enum class LinkIndex : std::uint16_t {};
constexpr std::size_t AsSize(ChannelIndex index) { return static_cast<std::size_t>(index); }
constexpr std::size_t AsSize(LinkIndex index) { return static_cast<std::size_t>(index); }

// What a station has in custody: cables, and the copies of them that wait or are under way. Of a
// cable that only waits it can do without all that the store knows as well (its details: heading,
// body, whom a copy is for), so that a backlog of ten millions takes sixty bytes a cable and copy
// here. Such a cable is cold; it is warmed, from the store, before its copy leaves.
//
// Places are good until what stands there is removed, and nothing moves.
class Holdings {
 public:
  struct CableDetail {
    Ref<const cable::Heading> heading;
    SharedBytes body;  // absent when it waits in the store alone
    cable::Trace trace;
    std::vector<cable::Pilot> pilots;
  };
  struct CopyDetail {
    cable::CalledList called;
    cable::RoutingIndicator rerouted_from;
  };
  using DetailPlace = std::uint32_t;
  static constexpr DetailPlace kCold = 0xffffffff;

  struct Cable {
    std::uint64_t id = 0;
    std::uint32_t body_bytes = 0;
    DetailPlace detail = kCold;
    CopyPlace first_copy = kNoCopy;
    // Copies that are not settled, and one each for a delivery, the commit, and a supervisor.
    std::uint32_t owed = 0;
    bool set_aside = false;
    bool asks = false;  // about open numbers
  };
  struct Copy {
    CablePlace cable = kNoCable;
    std::uint32_t ordinal = 0;  // among the cable's copies
    ChannelIndex channel{};
    std::uint16_t last_serial = 0;  // under which it was sent before; 0: it was not
    cable::Precedence precedence = cable::Precedence::kRoutine;
    bool suspected = false;     // sent again under ZFD
    bool under_way = false;     // it has a number that is not receipted
    bool chosen = false;        // and it leaves as soon as that is committed
    bool decided_late = false;  // by a supervisor: the cable's record does not tell of it
    DetailPlace detail = kCold;
    CopyPlace next = kNoCopy;  // of the same cable
    CopyPlace previous = kNoCopy;
  };

  static_assert(sizeof(Cable) == 32);
  static_assert(sizeof(Copy) == 32);

  struct Options {
    std::uint64_t hot_bytes_max = 64u << 20;  // of bodies and details, while what has them waits
    bool details_in_store = true;             // else only bodies can be let go of
  };
  explicit Holdings(const Options& options) : options_(options) {}

  CablePlace AddCable(std::uint64_t id, std::uint64_t body_bytes, CableDetail detail);
  // `copy` with cable, ordinal, channel and precedence; what links it to others is set here.
  CopyPlace AddCopy(const Copy& copy, CopyDetail detail);
  void RemoveCopy(CopyPlace place);
  // REQUIRES: it has no copies any more.
  void RemoveCable(CablePlace place);

  Cable& operator[](CablePlace place) { return cables_[place]; }
  const Cable& operator[](CablePlace place) const { return cables_[place]; }
  Copy& copy(CopyPlace place) { return copies_[place]; }
  const Copy& copy(CopyPlace place) const { return copies_[place]; }
  std::size_t size() const { return cables_.size(); }
  // Every place that ever held a cable; those that hold none now have the id 0.
  CablePlace end() const { return cables_.end(); }
  // Where the cable of this id stands, if it is in custody.
  std::optional<CablePlace> Find(std::uint64_t id) const;

  // What was told again was found behind younger ones: from now on it is found as they are.
  void FinishRecovery();

  bool IsWarm(CablePlace place) const { return cables_[place].detail != kCold; }
  bool HasBody(CablePlace place) const { return IsWarm(place) && detail(place).body.present(); }
  // REQUIRES: the cable is warm.
  const CableDetail& detail(CablePlace place) const {
    return cable_details_[cables_[place].detail];
  }
  const CopyDetail& detail_of(const Copy& copy) const { return copy_details_[copy.detail]; }

  // ---- warmth
  // More is hot than should be: what only waits ought to be cooled.
  bool TooHot() const { return hot_bytes_ > options_.hot_bytes_max; }
  std::uint64_t hot_bytes() const { return hot_bytes_; }
  // Of some the body waits in the store.
  bool AnyWithoutBody() const { return without_body_ > 0; }
  // Lets go of the body, unless it is about to leave or to be handed over; and of the details, if
  // all that is owed are copies that wait as the cable's record tells of them, and `owed_beside`.
  void Cool(CablePlace place, std::uint32_t owed_beside = 0);
  void LetGoOfBody(CablePlace place);
  // REQUIRES: the cable is warm.
  void SetBody(CablePlace place, SharedBytes body);
  // REQUIRES: the cable is cold, `detail` has no body. WarmCopy follows for each of its copies.
  void Warm(CablePlace place, CableDetail detail);
  void WarmCopy(CopyPlace place, CopyDetail detail);

 private:
  enum class Need : std::uint8_t { kNothing, kDetails, kBody };
  Need NeedOf(const Cable& cable, std::uint32_t owed_beside) const;
  std::uint64_t HeatOf(const CableDetail& detail) const;

  Options options_;
  Slab<Cable> cables_;
  Slab<Copy> copies_;
  Slab<CableDetail> cable_details_;
  Slab<CopyDetail> copy_details_;
  CableIndex index_;
  std::uint64_t hot_bytes_ = 0;
  std::size_t without_body_ = 0;  // cables
};

}  // namespace torntape::channel
