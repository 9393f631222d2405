#include "store/disk_store.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/assert.h"
#include "store/journal_diagnostics.h"
#include "store/store_identity.h"

namespace torntape::store {
namespace {

// So many segments stay as they are: what matters of them is mostly settled before they are old.
constexpr std::uint64_t kSegmentsKept = 4;
// Of a segment's size, what is left for the turn that notices that it is nearly full. What does not
// fit makes the file longer, which only costs time.
constexpr std::uint64_t kSlackShare = 8;
constexpr std::uint64_t kSlackMost = 4u << 20;
// Cables told again in one turn: each is read, so that no turn gets long by them.
constexpr std::size_t kRenewedMost = 128;

}  // namespace

Result<std::unique_ptr<DiskStore>> DiskStore::Open(const std::string& path, Options options) {
  auto folder = OpenDiskFolder(path, Access::kOwn);
  if (!folder) return Failure(folder.error().text);
  return Open(std::move(*folder), std::move(options));
}

Result<std::unique_ptr<DiskStore>> DiskStore::Open(std::unique_ptr<JournalFolder> folder,
                                                   Options options) {
  const auto names = folder->List();
  if (!names) return Failure(names.error().text);
  const bool known = std::find(names->begin(), names->end(), kIdentityName) != names->end();
  if (known) {
    const auto identity = ReadIdentityOf(*folder);
    if (!identity) return tl::unexpected(identity.error());
    if (identity->owner != options.owner) {
      return Failure(RenderDiagnostic(OtherOwner(identity->owner, options.owner),
                                      folder->PathOf(std::string(kIdentityName)), ""));
    }
    options.journal.epoch = identity->epoch;
  } else {
    const auto segment = std::find_if(names->begin(), names->end(), [](const std::string& name) {
      return SegmentNumber(name).has_value();
    });
    if (segment != names->end()) {
      return Failure(fmt::format("{} has {} and no {}: the folder is not whole", folder->PathOf(""),
                                 *segment, kIdentityName));
    }
    options.journal.epoch = options.epoch_if_new;
    auto written = WriteIdentityTo(*folder, {options.epoch_if_new, options.owner});
    if (!written) return tl::unexpected(written.error());
  }
  return std::unique_ptr<DiskStore>(new DiskStore(std::move(folder), std::move(options)));
}

DiskStore::DiskStore(std::unique_ptr<JournalFolder> folder, Options options)
    : options_(std::move(options)),
      folder_(std::move(folder)),
      journal_(*folder_, options_.journal, options_.report) {}

// ---------------------------------------------------------------- a turn

Ticket DiskStore::Append(std::string_view record, BodyKey key, const SharedBytes& body) {
  appended_bytes_ += record.size();
  const auto number = static_cast<std::uint64_t>(key);
  const auto place = journal_.Append(FrameKind::kRecord, number, record, body.view());
  if (key != BodyKey::kNone) bodies_.Add(number, place);
  return static_cast<Ticket>(++appended_);
}

void DiskStore::Commit() {
  TORNTAPE_ASSERT(listener_ != nullptr);
  if (failed_) return;
  if (!journal_.flush_due()) return journal_.BearWitness();
  if (const auto flushed = journal_.Flush(); !flushed) {
    Trouble(flushed.error());
    full_ = flushed.error().no_room;
    return;
  }
  full_ = false;
  listener_->Committed(static_cast<Ticket>(appended_));
  journal_.PrepareNext();
}

// A full disk is waited out: nothing is receipted meanwhile, and senders get no credit. After any
// other failure nobody knows what of the last flush is on the disk, so nothing more may be promised
// by this process; the next one finds out.
void DiskStore::Trouble(const IoError& error) {
  if (error.no_room && (full_ || short_)) return;  // told
  failed_ = !error.no_room;
  options_.report(error.no_room ? StoreFull(error.text) : StoreFailed(error.text),
                  folder_->PathOf(""));
}

void DiskStore::Read(BodyKey key) {
  const auto number = static_cast<std::uint64_t>(key);
  const auto place = bodies_.Find(number);
  TORNTAPE_ASSERT(place.has_value());
  const auto frame = journal_.ReadFrameAt(*place, number);
  // Not answered: this process ends, and the next one finds the damage and tells what is lost.
  if (!frame) return Trouble(frame.error());
  listener_->BodyRead(key, frame->record, SharedBytes(frame->body));
}

std::uint64_t DiskStore::Room() const {
  if (failed_ || full_ || short_) return 0;
  const std::uint64_t used = journal_.bytes_since(journal_.needed());
  const std::uint64_t left = options_.bytes_max > used ? options_.bytes_max - used : 0;
  return std::min(left, journal_.Room());
}

// ---------------------------------------------------------------- recovery

void DiskStore::Recover(RecoveryListener& listener) {
  std::uint64_t segment = 0;
  const auto recovered = journal_.Recover([&](const Journal::Place& place, const Frame& frame) {
    if (std::exchange(segment, place.segment) != place.segment) {
      bodies_.BeginSegment(place.segment);
    }
    if (frame.kind == FrameKind::kRenewed) {
      bodies_.Move(frame.key, place);
    } else if (frame.key != 0) {
      bodies_.Add(frame.key, place);
    }
    listener.Recovered(frame.record);
  });
  if (!recovered) return Trouble(recovered.error());
  if (segment != journal_.current()) bodies_.BeginSegment(journal_.current());
  oldest_ = journal_.needed();
}

// ---------------------------------------------------------------- renewal

bool DiskStore::NearlyFull() const {
  const std::uint64_t size = options_.journal.segment_bytes;
  const std::uint64_t slack = std::min(size / kSlackShare, kSlackMost);
  return journal_.current_bytes() >= size - slack;
}

bool DiskStore::TakeRenewalWish(RenewalWish& wish) {
  wish.standing = wish.told_before = 0;
  wish.bodies.clear();
  if (failed_ || full_) return false;
  // Of the records of one turn, at most: nobody says which of them were told again.
  if (told_from_) carried_bytes_ = appended_bytes_ - *std::exchange(told_from_, std::nullopt);
  if (short_) {  // looked after as long as somebody is held back for it
    if (folder_->FreeBytes() < options_.journal.segment_bytes) return false;
    short_ = false;
  }
  if (journal_.current_empty()) {
    wish.standing = journal_.current();
    return true;
  }
  const bool at_work = WishOldest(wish);
  if (NearlyFull() || (!at_work && IsWorthLettingGo())) wish.standing = journal_.current() + 1;
  return wish.standing != 0 || wish.told_before != 0 || !wish.bodies.empty();
}

// Segments are let go of when another one begins. Where the limit is near, what is settled must not
// wait for that: with nothing new let in, the one at hand would never be full.
bool DiskStore::IsPressed() const {
  return journal_.bytes_since(journal_.needed()) * 2 > options_.bytes_max;
}

// What is carried along each time counts: a store that needs more than its limit must not carry it
// from one segment into the next without end.
bool DiskStore::IsWorthLettingGo() const {
  const bool any = oldest_ > journal_.needed() || oldest_ == journal_.current();
  return any && IsPressed() &&
         bodies_.live_bytes() * 2 + carried_bytes_ * 4 <= journal_.bytes_since(journal_.needed());
}

bool DiskStore::WishOldest(RenewalWish& wish) {
  if (oldest_ + (IsPressed() ? 1 : kSegmentsKept) > journal_.current()) return false;
  if (bodies_.live_in(oldest_) == 0) {
    if (!std::exchange(oldest_told_, true)) {
      wish.told_before = oldest_ + (oldest_ == crowded_ ? 2 : 1);
      told_from_ = appended_bytes_;
      return true;
    }
    bodies_.Forget(++oldest_);
    oldest_told_ = false;
    oldest_cursor_ = 0;
    oldest_asked_ = 0;
    return true;
  }
  // Worth it only while most of what is kept matters no more.
  if (bodies_.live_bytes() * 2 > journal_.bytes_since(oldest_)) return false;
  if (oldest_asked_ == journal_.current()) return false;  // some cannot be told again yet: later
  if (!bodies_.NextLive(oldest_, oldest_cursor_, kRenewedMost, wish.bodies)) {
    oldest_cursor_ = 0;
    oldest_asked_ = journal_.current();
  }
  std::sort(wish.bodies.begin(), wish.bodies.end());
  return true;
}

// It begins a segment, so that recovery can begin with that one. If there is no room for another
// segment, it is one more record of this one, which gets longer than it should.
Ticket DiskStore::AppendStanding(std::string_view record) {
  if (!journal_.current_empty()) {
    IoResult<void> begun = journal_.Flush();
    if (begun) begun = journal_.BeginSegment(oldest_);
    if (begun) {
      bodies_.BeginSegment(journal_.current());
    } else {
      Trouble(begun.error());
      short_ = begun.error().no_room;
      crowded_ = journal_.current();
    }
  }
  journal_.Append(FrameKind::kStanding, 0, record, {});
  return static_cast<Ticket>(++appended_);
}

Ticket DiskStore::AppendRenewed(std::string_view record, BodyKey key) {
  const auto number = static_cast<std::uint64_t>(key);
  const auto from = bodies_.Find(number);
  TORNTAPE_ASSERT(from.has_value());
  const auto frame = journal_.ReadFrameAt(*from, number);
  if (!frame) {
    Trouble(frame.error());  // and nothing is committed any more
    return static_cast<Ticket>(++appended_);
  }
  // A copy: what is appended may move what was read where it waited to be written.
  const std::string body(frame->body);
  const auto place = journal_.Append(FrameKind::kRenewed, number, record, body);
  bodies_.Move(number, place);
  return static_cast<Ticket>(++appended_);
}

}  // namespace torntape::store
