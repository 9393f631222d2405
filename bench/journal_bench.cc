// What custody on disk costs beside the least that a journal must do, in one run and interleaved:
//
//   journal_bench FOLDER [RUNS]
//
// FOLDER should lie on the disk that matters. "bare" writes the same bytes into a file written
// before, one write and one fdatasync a batch, with no checksum, no index and no reuse. "store" is
// store::DiskStore as a station has it: framed, summed, found again, segments used again and again.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "store/disk_store.h"

namespace {

using namespace torntape;

constexpr std::size_t kRecordBytes = 150;  // as that of a cable to three stations
constexpr std::size_t kBodyBytes = 2048;
constexpr std::size_t kBareHead = 24;
constexpr std::uint64_t kFileBytes = 256u << 20;
constexpr std::size_t kLag = 2000;  // cables under way: released so much later than appended

struct Figure {
  double per_second = 0;
  double cpu_us = 0;   // a record
  double flushes = 0;  // a record
  double commit_p50_us = 0;
};

class Stopwatch {
 public:
  Stopwatch() : wall_(std::chrono::steady_clock::now()), cpu_(Cpu()) {}
  double wall_us() const {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - wall_)
        .count();
  }
  double cpu_us() const { return Cpu() - cpu_; }

 private:
  static double Cpu() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto us = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return us(usage.ru_utime) + us(usage.ru_stime);
  }
  std::chrono::steady_clock::time_point wall_;
  double cpu_;
};

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "journal_bench: %s\n", why.c_str());
  std::exit(2);
}

class Bare {
 public:
  explicit Bare(const std::string& path) {
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (descriptor_ < 0) Die("cannot make " + path);
    const std::string zeros(4u << 20, '\0');
    for (std::uint64_t at = 0; at < kFileBytes; at += zeros.size()) Write(at, zeros);
    if (::fsync(descriptor_) != 0) Die("cannot flush " + path);
  }
  ~Bare() { ::close(descriptor_); }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;

  Figure Run(std::size_t records, std::size_t batch) {
    const std::string record(kRecordBytes, 'r');
    const std::string body(kBodyBytes, 'b');
    std::string buffer;
    std::vector<double> commits;
    const Stopwatch watch;
    for (std::size_t done = 0; done < records; done += batch) {
      for (std::size_t i = 0; i < batch; ++i) {
        buffer.append(kBareHead, 'h').append(record).append(body);
      }
      const Stopwatch commit;
      if (at_ + buffer.size() > kFileBytes) at_ = 0;
      Write(at_, buffer);
      if (::fdatasync(descriptor_) != 0) Die("cannot flush");
      commits.push_back(commit.wall_us());
      at_ += buffer.size();
      buffer.clear();
    }
    const auto count = static_cast<double>(records);
    return {count / watch.wall_us() * 1e6, watch.cpu_us() / count,
            static_cast<double>(commits.size()) / count, Median(commits)};
  }

 private:
  void Write(std::uint64_t at, const std::string& bytes) const {
    const auto written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (written != static_cast<ssize_t>(bytes.size())) Die("cannot write");
  }
  int descriptor_ = -1;
  std::uint64_t at_ = 0;
};

class Stored final : public store::StoreListener {
 public:
  explicit Stored(const std::string& path) {
    store::DiskStore::Options options;
    options.owner = "RYKA";
    options.epoch_if_new = 1;
    options.journal.history_bytes_max = 64u << 20;
    options.report = [](const Diagnostic& diagnostic, const std::string& source) {
      Die(RenderDiagnostic(diagnostic, source, ""));
    };
    auto opened = store::DiskStore::Open(path, options);
    if (!opened) Die(opened.error().message);
    store_ = std::move(*opened);
    store_->SetListener(*this);
    class Nothing final : public store::RecoveryListener {
      void Recovered(std::string_view) override {}
    } nothing;
    store_->Recover(nothing);
  }
  void Committed(store::Ticket) override { ++committed_; }
  void BodyRead(store::BodyKey, std::string_view, SharedBytes) override {}

  Figure Run(std::size_t records, std::size_t batch) {
    const std::string record(kRecordBytes, 'r');
    const SharedBytes body(std::string(kBodyBytes, 'b'));
    std::vector<double> commits;
    const std::uint64_t flushes = store_->journal().flush_count();
    const Stopwatch watch;
    for (std::size_t done = 0; done < records; done += batch) {
      for (std::size_t i = 0; i < batch; ++i) {
        store_->Append(record, store::BodyKey{++key_}, body);
        if (key_ > kLag) store_->Release(store::BodyKey{key_ - kLag});
      }
      const Stopwatch commit;
      if (store_->TakeRenewalWish(wish_) && wish_.standing != 0) store_->AppendStanding("standing");
      store_->Commit();
      commits.push_back(commit.wall_us());
    }
    const auto count = static_cast<double>(records);
    return {count / watch.wall_us() * 1e6, watch.cpu_us() / count,
            static_cast<double>(store_->journal().flush_count() - flushes) / count,
            Median(commits)};
  }

 private:
  std::unique_ptr<store::DiskStore> store_;
  store::RenewalWish wish_;
  std::uint64_t key_ = 0;
  std::uint64_t committed_ = 0;
};

void Compare(Bare& bare, Stored& stored, std::size_t batch, int runs) {
  const std::size_t records = std::min<std::size_t>(100'000, 2'000 * batch) / batch * batch;
  std::vector<Figure> of_bare;
  std::vector<Figure> of_store;
  for (int run = 0; run < runs; ++run) {
    of_bare.push_back(bare.Run(records, batch));
    of_store.push_back(stored.Run(records, batch));
  }
  const auto tell = [&](const char* name, const std::vector<Figure>& figures) {
    std::vector<double> rates;
    std::vector<double> cpu;
    std::vector<double> commits;
    for (const Figure& figure : figures) {
      rates.push_back(figure.per_second);
      cpu.push_back(figure.cpu_us);
      commits.push_back(figure.commit_p50_us);
    }
    const auto [least, most] = std::minmax_element(rates.begin(), rates.end());
    fmt::print("| {} | {} | {:.0f} ({:.0f}-{:.0f}) | {:.2f} | {:.0f} | {:.4f} |\n", batch, name,
               Median(rates), *least, *most, Median(cpu), Median(commits), figures.front().flushes);
    return Median(rates);
  };
  const double floor = tell("bare", of_bare);
  const double rate = tell("store", of_store);
  fmt::print("| {} | store : bare | {:.2f} | | | |\n", batch, rate / floor);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) Die("usage: journal_bench FOLDER [RUNS]");
  const std::string folder = argv[1];
  const int runs = argc > 2 ? std::max(1, std::atoi(argv[2])) : 5;
  std::filesystem::create_directories(folder);
  Bare bare(folder + "/bare");
  Stored stored(folder + "/store");
  fmt::print(
      "| records a flush | journal | records/s (spread) | CPU us a record | "
      "commit p50 us | flushes a record |\n|---|---|---|---|---|---|\n");
  stored.Run(60'000, 64);  // until segments are used again
  for (const std::size_t batch : {1u, 8u, 64u, 512u}) Compare(bare, stored, batch, runs);
  std::filesystem::remove_all(folder + "/store");
  std::filesystem::remove(folder + "/bare");
  return 0;
}
