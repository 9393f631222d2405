#include "nodes/shell/folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "proto/files.h"

namespace torntape::nodes {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 64u << 20;

Result<void> MakeFolder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return Failure(fmt::format("cannot make {}: {}", path.string(), error.message()));
  return {};
}

bool IsBeingWritten(const std::string& name) {
  return name.starts_with('.') || name.ends_with(".tmp") || name.ends_with(".part");
}

// `name` in `folder`, or with a number behind it if there is such a file already.
fs::path FreePath(const fs::path& folder, const std::string& name) {
  fs::path path = folder / name;
  std::error_code ignored;
  for (int n = 2; fs::exists(path, ignored); ++n) path = folder / fmt::format("{}.{}", name, n);
  return path;
}

Result<void> WriteWhole(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return {};
  return Failure(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
}

}  // namespace

Result<InFolder> InFolder::Open(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return Failure(fmt::format("{} is no folder", path));
  for (const char* subfolder : {"filed", "refused"}) {
    if (auto made = MakeFolder(fs::path(path) / subfolder); !made) {
      return tl::unexpected(made.error());
    }
  }
  return InFolder(path);
}

Result<InFolder::Listed> InFolder::List() {
  Listed listed;
  std::map<std::string, Look> now;
  std::error_code error;
  for (fs::directory_iterator at(path_, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    std::string name = at->path().filename().string();
    if (!at->is_regular_file(gone) || IsBeingWritten(name)) continue;
    const Look look{at->file_size(gone), at->last_write_time(gone)};
    if (gone) continue;
    const auto before = last_.find(name);
    const bool at_rest = before != last_.end() && before->second == look;
    now.emplace(name, look);
    if (at_rest) {
      listed.names.push_back(std::move(name));
    } else {
      listed.growing = true;
    }
  }
  last_ = std::move(now);
  if (error) return Failure(fmt::format("cannot read {}: {}", path_, error.message()));
  std::sort(listed.names.begin(), listed.names.end());
  return listed;
}

Result<std::string> InFolder::Read(const std::string& name) const {
  return proto::MakeDiskFileReader(kFileBytesMax)->Read(PathOf(name));
}

Result<void> InFolder::Settle(const std::string& name, const std::string& why) const {
  const fs::path to = FreePath(fs::path(path_) / (why.empty() ? "filed" : "refused"), name);
  std::error_code error;
  fs::rename(PathOf(name), to, error);
  if (error) {
    return Failure(
        fmt::format("cannot move {} to {}: {}", PathOf(name), to.string(), error.message()));
  }
  if (why.empty()) return {};
  return WriteWhole(to.string() + ".why", why);
}

Result<OutFolder> OutFolder::Open(const std::string& path) {
  if (auto made = MakeFolder(path); !made) return tl::unexpected(made.error());
  return OutFolder(path);
}

Result<void> OutFolder::Write(const std::string& name, const std::string& text) const {
  const fs::path unfinished = fs::path(path_) / (name + ".tmp");
  if (auto written = WriteWhole(unfinished, text); !written) return written;
  const fs::path to = FreePath(path_, name);
  std::error_code error;
  fs::rename(unfinished, to, error);
  if (error) return Failure(fmt::format("cannot write {}: {}", to.string(), error.message()));
  return {};
}

}  // namespace torntape::nodes
