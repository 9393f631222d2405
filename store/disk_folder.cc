// The journal's files on the disks of this machine.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "store/direct_writer.h"
#include "store/journal_folder.h"

namespace torntape::store {
namespace {

constexpr mode_t kFolderMode = 0700;  // cables are nobody else's business
constexpr mode_t kFileMode = 0600;
constexpr const char* kLockName = "lock";

tl::unexpected<IoError> Failed(const std::string& what, int error) {
  return tl::unexpected<IoError>(IoError{error == ENOSPC || error == EDQUOT,
                                         fmt::format("{}: {}", what, std::strerror(error))});
}

// Calls again while a signal came between.
template <typename Call>
auto Again(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

// A descriptor that is closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }

 private:
  int value_;
};

class DiskFile final : public JournalFile {
 public:
  DiskFile(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)), direct_(path_) {}

  IoResult<void> Append(JournalBuffer& buffer) override {
    return direct_.usable() ? direct_.Append(*this, buffer) : JournalFile::Append(buffer);
  }
  IoResult<std::size_t> WriteSome(std::uint64_t at, std::string_view bytes) override {
    const ssize_t written = Again([&] {
      return ::pwrite(descriptor_.get(), bytes.data(), bytes.size(), static_cast<off_t>(at));
    });
    if (written < 0) return Failed("cannot write to " + path_, errno);
    if (written == 0) return Failed("cannot write to " + path_, ENOSPC);
    return static_cast<std::size_t>(written);
  }
  IoResult<std::size_t> ReadSome(std::uint64_t at, std::span<char> into) override {
    const ssize_t read = Again([&] {
      return ::pread(descriptor_.get(), into.data(), into.size(), static_cast<off_t>(at));
    });
    if (read < 0) return Failed("cannot read " + path_, errno);
    return static_cast<std::size_t>(read);
  }
  IoResult<void> Flush() override {
    if (Again([&] { return ::fdatasync(descriptor_.get()); }) == 0) return {};
    return Failed("cannot flush " + path_, errno);
  }
  IoResult<std::uint64_t> Size() override {
    struct stat facts{};
    if (::fstat(descriptor_.get(), &facts) == 0) return static_cast<std::uint64_t>(facts.st_size);
    return Failed("cannot look at " + path_, errno);
  }
  IoResult<void> Truncate(std::uint64_t size) override {
    if (Again([&] { return ::ftruncate(descriptor_.get(), static_cast<off_t>(size)); }) == 0) {
      return {};
    }
    return Failed("cannot shorten " + path_, errno);
  }
  void BeginFlush(std::uint64_t at, std::uint64_t size) override {
    ::sync_file_range(descriptor_.get(), static_cast<off_t>(at), static_cast<off_t>(size),
                      SYNC_FILE_RANGE_WRITE);
  }

 private:
  Descriptor descriptor_;
  std::string path_;
  DirectWriter direct_;
};

class DiskFolder final : public JournalFolder {
 public:
  DiskFolder(std::string path, Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  IoResult<std::vector<std::string>> List() override {
    DIR* folder = ::opendir(path_.c_str());
    if (folder == nullptr) return Failed("cannot list " + path_, errno);
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(folder)) {
      if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    }
    ::closedir(folder);
    std::sort(names.begin(), names.end());
    return names;
  }
  IoResult<std::unique_ptr<JournalFile>> Open(const std::string& name) override {
    // Who only looks, as a tool does, may have no right to write.
    Descriptor descriptor(::open(PathOf(name).c_str(), O_RDWR | O_CLOEXEC));
    if (descriptor.get() < 0 && (errno == EACCES || errno == EROFS)) {
      descriptor = Descriptor(::open(PathOf(name).c_str(), O_RDONLY | O_CLOEXEC));
    }
    if (descriptor.get() < 0) return Failed("cannot open " + PathOf(name), errno);
    return std::make_unique<DiskFile>(std::move(descriptor), PathOf(name));
  }
  IoResult<std::unique_ptr<JournalFile>> Create(const std::string& name) override {
    Descriptor descriptor(
        ::open(PathOf(name).c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode));
    if (descriptor.get() < 0) return Failed("cannot make " + PathOf(name), errno);
    return std::make_unique<DiskFile>(std::move(descriptor), PathOf(name));
  }
  IoResult<void> Rename(const std::string& from, const std::string& to) override {
    if (::rename(PathOf(from).c_str(), PathOf(to).c_str()) == 0) return {};
    return Failed("cannot rename " + PathOf(from), errno);
  }
  IoResult<void> Remove(const std::string& name) override {
    if (::unlink(PathOf(name).c_str()) == 0) return {};
    return Failed("cannot remove " + PathOf(name), errno);
  }
  IoResult<void> FlushNames() override {
    const Descriptor folder(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() >= 0 && ::fsync(folder.get()) == 0) return {};
    return Failed("cannot flush " + path_, errno);
  }
  std::uint64_t FreeBytes() override {
    struct statvfs facts{};
    if (::statvfs(path_.c_str(), &facts) != 0) return 0;
    return static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize;
  }
  std::int64_t AgeSeconds(const std::string& name) override {
    struct stat facts{};
    if (::stat(PathOf(name).c_str(), &facts) != 0) return 0;
    return static_cast<std::int64_t>(::time(nullptr) - facts.st_mtime);
  }
  std::string PathOf(const std::string& name) const override {
    return name.empty() ? path_ : path_ + "/" + name;
  }

 private:
  std::string path_;
  Descriptor lock_;
};

}  // namespace

IoResult<std::unique_ptr<JournalFolder>> OpenDiskFolder(const std::string& path, Access access) {
  if (access == Access::kLook) {
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0) return Failed("cannot open " + path, errno);
    if (!S_ISDIR(facts.st_mode)) return Failed("cannot open " + path, ENOTDIR);
    return std::make_unique<DiskFolder>(path, Descriptor());
  }
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) return Failed("cannot make the folder " + parent.string(), error.value());
  if (::mkdir(path.c_str(), kFolderMode) != 0 && errno != EEXIST) {
    return Failed("cannot make the folder " + path, errno);
  }
  const std::string name = path + "/" + kLockName;
  Descriptor lock(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode));
  if (lock.get() < 0) return Failed("cannot open " + name, errno);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Failed("cannot lock " + name, errno);
    return tl::unexpected<IoError>(IoError{
        false, path + " is in use by another process; a store belongs to one station at a time"});
  }
  return std::make_unique<DiskFolder>(path, std::move(lock));
}

IoResult<void> JournalFile::Append(JournalBuffer& buffer) {
  return WriteAll(*this, buffer.at(), buffer.bytes());
}

IoResult<void> WriteAll(JournalFile& file, std::uint64_t at, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = file.WriteSome(at, bytes);
    if (!written) return tl::unexpected(written.error());
    at += *written;
    bytes.remove_prefix(*written);
  }
  return {};
}

IoResult<void> ReadUpTo(JournalFile& file, std::uint64_t at, std::size_t size, std::string& into) {
  into.resize(size);
  std::size_t have = 0;
  while (have < size) {
    const auto read = file.ReadSome(at + have, std::span(into).subspan(have));
    if (!read) return tl::unexpected(read.error());
    if (*read == 0) break;
    have += *read;
  }
  into.resize(have);
  return {};
}

}  // namespace torntape::store
