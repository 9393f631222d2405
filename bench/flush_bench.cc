// How long a flush takes here, to hold latencies against: 2 KiB written over what was written
// before, and one fdatasync, again and again.
//
//   flush_bench FOLDER [COUNT]

#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "bench/load.h"

int main(int argc, char** argv) {
  using namespace torntape::bench;
  if (argc < 2) Die("usage: flush_bench FOLDER [COUNT]");
  constexpr std::uint64_t kFileBytes = 64u << 20;
  const int count = argc > 2 ? std::max(1, std::atoi(argv[2])) : 2'000;
  const std::string path = std::string(argv[1]) + "/flush";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
  const std::string zeros(kFileBytes, '\0');
  if (::pwrite(file, zeros.data(), zeros.size(), 0) != static_cast<ssize_t>(zeros.size()) ||
      ::fsync(file) != 0) {
    Die("flush_bench: cannot prepare " + path);
  }
  const std::string record(2048 + 200, 'f');
  std::vector<double> flushes_us;
  std::uint64_t at = 0;
  for (int i = 0; i < count; ++i) {
    if (at + record.size() > kFileBytes) at = 0;
    const double began = NowUs();
    if (::pwrite(file, record.data(), record.size(), static_cast<off_t>(at)) < 0 ||
        ::fdatasync(file) != 0) {
      Die("flush_bench: cannot flush");
    }
    flushes_us.push_back(NowUs() - began);
    at += record.size();
  }
  ::unlink(path.c_str());
  fmt::print("{{\"flushes\":{},\"p50_us\":{:.1f},\"p99_us\":{:.1f}}}\n", count,
             Quantile(flushes_us, 0.5), Quantile(flushes_us, 0.99));
}
