#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/journal_folder.h"

namespace torntape::testing {

// A disk in memory that a test can cut off, fill, break and damage. It outlives the stores on it.
class MemoryDisk {
 public:
  struct File {
    std::string bytes;
    std::string flushed;  // what a loss of power leaves
    std::int64_t age_seconds = 0;
  };

  std::map<std::string, File> files;
  std::uint64_t bytes_max = std::uint64_t{1} << 40;
  std::size_t write_most = std::size_t{1} << 40;  // bytes that one write takes
  bool fail_writes = false;
  // The process ends in the middle of a write, when so many more bytes are written; zeros that are
  // written ahead do not count.
  std::optional<std::uint64_t> bytes_until_crash;
  bool fail_flushes = false;
  int flush_count = 0;

  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [name, file] : files) sum += file.bytes.size();
    return sum;
  }
  // Whatever was not flushed is gone. (Names are kept: the journal flushes them apart.)
  void LosePower() {
    for (auto& [name, file] : files) file.bytes = file.flushed;
  }
  std::string& Bytes(const std::string& name) { return files.at(name).bytes; }
  void FlipBit(const std::string& name, std::size_t bit) {
    char& byte = files.at(name).bytes[bit / 8];
    byte = static_cast<char>(byte ^ (1 << bit % 8));
  }
  std::vector<std::string> Segments() const {
    std::vector<std::string> names;
    for (const auto& [name, file] : files) {
      if (name.ends_with(".journal")) names.push_back(name);
    }
    return names;
  }

  std::unique_ptr<store::JournalFolder> Open();
};

namespace memory_disk {

inline tl::unexpected<store::IoError> Failed(bool no_room, const std::string& text) {
  return tl::unexpected<store::IoError>(store::IoError{no_room, text});
}

class OpenFile final : public store::JournalFile {
 public:
  OpenFile(MemoryDisk& disk, MemoryDisk::File& file) : disk_(disk), file_(file) {}

  store::IoResult<std::size_t> WriteSome(std::uint64_t at, std::string_view bytes) override {
    if (disk_.fail_writes) return Failed(false, "cannot write: the test says so");
    bytes = bytes.substr(0, disk_.write_most);
    const bool ahead = std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
    if (disk_.bytes_until_crash && !ahead) {
      disk_.fail_writes = bytes.size() > *disk_.bytes_until_crash;
      bytes = bytes.substr(0, *disk_.bytes_until_crash);
      *disk_.bytes_until_crash -= bytes.size();
      if (bytes.empty()) return Failed(false, "cannot write: the process has ended");
    }
    const std::uint64_t have = file_.bytes.size();
    const std::uint64_t used = disk_.bytes();
    const std::uint64_t room = have + (disk_.bytes_max > used ? disk_.bytes_max - used : 0);
    if (at >= room) return Failed(true, "cannot write: the disk is full");
    bytes = bytes.substr(0, room - at);
    if (at + bytes.size() > have) file_.bytes.resize(at + bytes.size());
    std::copy(bytes.begin(), bytes.end(), file_.bytes.begin() + static_cast<std::ptrdiff_t>(at));
    return bytes.size();
  }
  store::IoResult<std::size_t> ReadSome(std::uint64_t at, std::span<char> into) override {
    if (at >= file_.bytes.size()) return std::size_t{0};
    const std::size_t size = std::min<std::size_t>(into.size(), file_.bytes.size() - at);
    std::copy_n(file_.bytes.begin() + static_cast<std::ptrdiff_t>(at), size, into.begin());
    return size;
  }
  store::IoResult<void> Flush() override {
    if (disk_.fail_flushes) return Failed(false, "cannot flush: the test says so");
    ++disk_.flush_count;
    file_.flushed = file_.bytes;
    return {};
  }
  store::IoResult<std::uint64_t> Size() override { return file_.bytes.size(); }
  store::IoResult<void> Truncate(std::uint64_t size) override {
    file_.bytes.resize(size);
    return {};
  }
  void BeginFlush(std::uint64_t, std::uint64_t) override {}

 private:
  MemoryDisk& disk_;
  MemoryDisk::File& file_;
};

class OpenFolder final : public store::JournalFolder {
 public:
  explicit OpenFolder(MemoryDisk& disk) : disk_(disk) {}

  store::IoResult<std::vector<std::string>> List() override {
    std::vector<std::string> names;
    for (const auto& [name, file] : disk_.files) names.push_back(name);
    return names;
  }
  store::IoResult<std::unique_ptr<store::JournalFile>> Open(const std::string& name) override {
    const auto found = disk_.files.find(name);
    if (found == disk_.files.end()) return Failed(false, "there is no " + name);
    return std::make_unique<OpenFile>(disk_, found->second);
  }
  store::IoResult<std::unique_ptr<store::JournalFile>> Create(const std::string& name) override {
    disk_.files[name] = {};
    return Open(name);
  }
  store::IoResult<void> Rename(const std::string& from, const std::string& to) override {
    auto moved = disk_.files.extract(from);
    if (moved.empty()) return Failed(false, "there is no " + from);
    moved.key() = to;
    disk_.files.erase(to);
    disk_.files.insert(std::move(moved));
    return {};
  }
  store::IoResult<void> Remove(const std::string& name) override {
    disk_.files.erase(name);
    return {};
  }
  store::IoResult<void> FlushNames() override { return {}; }
  std::uint64_t FreeBytes() override {
    return disk_.bytes_max > disk_.bytes() ? disk_.bytes_max - disk_.bytes() : 0;
  }
  std::int64_t AgeSeconds(const std::string& name) override {
    const auto found = disk_.files.find(name);
    return found == disk_.files.end() ? 0 : found->second.age_seconds;
  }
  std::string PathOf(const std::string& name) const override {
    return name.empty() ? "custody" : "custody/" + name;
  }

 private:
  MemoryDisk& disk_;
};

}  // namespace memory_disk

inline std::size_t CountLines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

inline std::unique_ptr<store::JournalFolder> MemoryDisk::Open() {
  return std::make_unique<memory_disk::OpenFolder>(*this);
}

}  // namespace torntape::testing
