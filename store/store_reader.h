#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/journal_folder.h"
#include "store/journal_format.h"
#include "store/journal_reader.h"

namespace torntape::store {

// Looks at a store without touching it: for tools. What a station writes meanwhile may show as a
// torn end.
class StoreReader {
 public:
  // What is known of a segment once it is read.
  struct Segment {
    std::uint64_t number = 0;
    std::string name;
    std::uint64_t bytes = 0;  // on disk
    std::uint64_t used = 0;   // up to the end of its last record
    bool needed = false;      // recovery would read it; else it is history
    std::uint64_t records = 0;
    std::uint64_t bodies = 0;
    Sequence last = 0;
    std::vector<JournalFault> faults;
  };
  using Sink =
      std::function<void(const Segment& segment, std::uint64_t offset, const Frame& frame)>;

  static Result<StoreReader> Open(std::unique_ptr<JournalFolder> folder);
  static Result<StoreReader> Open(const std::string& path);

  const StoreIdentity& identity() const { return identity_; }
  // Reads all segments, or those that recovery needs, oldest first, and gives every sound record.
  // The segments with what is wrong; a missing one has faults and no bytes.
  Result<std::vector<Segment>> Read(bool with_history, const Sink& sink);
  std::string PathOf(const std::string& name) const { return folder_->PathOf(name); }

 private:
  struct Listed {
    std::uint64_t number = 0;
    std::optional<SegmentHeader> header;
  };

  StoreReader(std::unique_ptr<JournalFolder> folder, StoreIdentity identity)
      : folder_(std::move(folder)), identity_(std::move(identity)) {}
  Result<std::vector<Listed>> List();
  Result<Segment> ReadOne(const SegmentPlace& place, const Sink& sink);

  std::unique_ptr<JournalFolder> folder_;
  StoreIdentity identity_;
};

}  // namespace torntape::store
