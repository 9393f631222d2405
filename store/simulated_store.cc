#include "store/simulated_store.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/digest.h"

namespace torntape::store {
namespace {

// What a disk writes whole or not at all.
constexpr std::size_t kSectorBytes = 512;

// A record in the log: its length, its ticket, what it says, the body it brings, and a digest over
// all of that, so that a torn one, or one from another place, is told apart.
void WriteFrame(std::string& image, std::uint64_t ticket, std::string_view record,
                std::string_view body) {
  std::string frame;
  ByteWriter writer(frame);
  writer.Fixed64(ticket);
  writer.Text(record);
  writer.Text(body);
  const Digest digest = DigestOf(frame);
  ByteWriter out(image);
  out.Fixed64(frame.size());
  out.Fixed64(digest.low);
  image += frame;
}

}  // namespace

std::uint64_t WholeRecordsIn(std::string_view image, std::uint64_t first_ticket) {
  constexpr std::size_t kHeaderBytes = 16;
  std::uint64_t whole = 0;
  while (image.size() >= kHeaderBytes) {
    ByteReader header(image.substr(0, kHeaderBytes));
    const std::uint64_t size = header.Fixed64();
    const std::uint64_t digest = header.Fixed64();
    image.remove_prefix(kHeaderBytes);
    if (size == 0 || size > image.size()) break;
    const std::string_view frame = image.substr(0, static_cast<std::size_t>(size));
    ByteReader reader(frame);
    if (DigestOf(frame).low != digest || reader.Fixed64() != first_ticket + whole) break;
    image.remove_prefix(frame.size());
    ++whole;
  }
  return whole;
}

Ticket SimulatedStore::Append(std::string_view record, BodyKey key, const SharedBytes& body) {
  recovering_ = false;
  records_.push_back({std::string(record), key});
  if (key != BodyKey::kNone) {
    const bool added =
        bodies_.emplace(static_cast<std::uint64_t>(key), Body{body, records_.size()}).second;
    TORNTAPE_ASSERT(added);
    body_bytes_ += body.size();
  }
  return static_cast<Ticket>(records_.size());
}

void SimulatedStore::Commit() {
  TORNTAPE_ASSERT(listener_ != nullptr);
  written_ = records_.size();
  if (!due_at_) BeginFlush();
}

void SimulatedStore::BeginFlush() {
  ++flush_count_;
  flushing_ = written_;
  if (flush_time_ == Duration{}) return Flushed();
  due_at_ = now_ + flush_time_;
}

void SimulatedStore::CompleteDue() {
  if (!due_at_ || *due_at_ > now_) return;
  due_at_.reset();
  const std::vector<BodyKey> reads = std::exchange(reads_, {});
  if (flushing_ > flushed_) Flushed();
  for (const BodyKey key : reads) {
    Answer(key);
  }
  if (!due_at_ && (written_ > flushed_ || !reads_.empty())) BeginFlush();
}

void SimulatedStore::Flushed() {
  flushed_ = flushing_;
  std::erase_if(released_, [this](const Released& released) {
    if (released.ticket > flushed_) return false;
    Forget(released.key);
    return true;
  });
  listener_->Committed(static_cast<Ticket>(flushed_));
}

// A slow disk answers with its next flush, or when one would be done.
void SimulatedStore::Read(BodyKey key) {
  if (recovering_ || (flush_time_ == Duration{} && !due_at_)) return Answer(key);
  reads_.push_back(key);
  if (!due_at_) due_at_ = now_ + flush_time_;
}

void SimulatedStore::Answer(BodyKey key) {
  const auto found = bodies_.find(static_cast<std::uint64_t>(key));
  if (found == bodies_.end()) return listener_->BodyRead(key, {}, {});
  const Body& body = found->second;
  listener_->BodyRead(key, records_[static_cast<std::size_t>(body.ticket - 1)].bytes, body.bytes);
}

void SimulatedStore::Release(BodyKey key) { released_.push_back({records_.size(), key}); }

void SimulatedStore::Forget(BodyKey key) {
  const auto found = bodies_.find(static_cast<std::uint64_t>(key));
  if (found == bodies_.end()) return;
  body_bytes_ -= found->second.bytes.size();
  bodies_.erase(found);
}

std::uint64_t SimulatedStore::Room() const {
  if (full_ || options_.bytes_max <= body_bytes_) return 0;
  return options_.bytes_max - body_bytes_;
}

// What a recovery reads it makes safe first: a station must not act on what a power cut may take.
void SimulatedStore::Recover(RecoveryListener& listener) {
  TORNTAPE_ASSERT(written_ == records_.size());
  flushed_ = flushing_ = written_;
  recovering_ = true;
  for (const Record& record : records_) listener.Recovered(record.bytes);
}

void SimulatedStore::EndProcess() {
  due_at_.reset();
  reads_.clear();
  released_.clear();
  KeepUpTo(written_);
}

void SimulatedStore::LosePower(Prng& prng) {
  EndProcess();
  std::string image = ImageOf(flushed_, written_);
  const std::size_t sectors = (image.size() + kSectorBytes - 1) / kSectorBytes;
  if (prng.Chance(1, 2)) {
    // In order, and the last sector is torn.
    image.resize(prng.Below(image.size() + 1));
  } else {
    for (std::size_t sector = 0; sector < sectors; ++sector) {
      if (prng.Chance(1, 2)) continue;
      const std::size_t begin = sector * kSectorBytes;
      const std::size_t end = std::min(begin + kSectorBytes, image.size());
      std::fill(image.begin() + static_cast<std::ptrdiff_t>(begin),
                image.begin() + static_cast<std::ptrdiff_t>(end), '\0');
    }
  }
  KeepUpTo(flushed_ + WholeRecordsIn(image, flushed_ + 1));
  written_ = flushed_ = records_.size();
}

std::string SimulatedStore::ImageOf(std::uint64_t from, std::uint64_t to) const {
  std::string image;
  for (std::uint64_t ticket = from + 1; ticket <= to; ++ticket) {
    const Record& record = records_[static_cast<std::size_t>(ticket - 1)];
    std::string_view body;
    const auto found = bodies_.find(static_cast<std::uint64_t>(record.key));
    if (record.key != BodyKey::kNone && found != bodies_.end()) body = found->second.bytes.view();
    WriteFrame(image, ticket, record.bytes, body);
  }
  return image;
}

void SimulatedStore::KeepUpTo(std::uint64_t ticket) {
  while (records_.size() > ticket) {
    if (records_.back().key != BodyKey::kNone) Forget(records_.back().key);
    records_.pop_back();
  }
  written_ = records_.size();
}

}  // namespace torntape::store
