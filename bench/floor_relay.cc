// The least that a relay with custody must do, as a bound for ours: one thread, one journal, one
// flush for all that was read, receipts and deliveries only behind it. No routing, no precedence,
// no recovery, nothing checked.
//
//   floor_relay FOLDER
//
// Prints "listening on PORT". The journal is two files that are written before their use and used
// in turn, opened so that each write is a flush (bench/floor_frames.h has the frames).

#include <array>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "bench/floor_frames.h"
#include "bench/load.h"

namespace {

using torntape::bench::AppendFloorHead;
using torntape::bench::AppendFloorNumber;
using torntape::bench::Die;
using torntape::bench::FloorKind;
using torntape::bench::FloorNumber;
using torntape::bench::TakeFloorFrames;

constexpr std::uint64_t kFileBytes = 256u << 20;
constexpr std::size_t kReadBytes = 512u << 10;

class FloorJournal {
 public:
  explicit FloorJournal(const std::string& folder) {
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const std::string path = fmt::format("{}/floor-{}", folder, i);
      const int plain = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      const std::string zeros(4u << 20, '\0');
      for (std::uint64_t at = 0; at < kFileBytes; at += zeros.size()) Write(plain, at, zeros);
      if (::fsync(plain) != 0) Die("floor_relay: cannot flush " + path);
      ::close(plain);
      files_[i] = ::open(path.c_str(), O_WRONLY | O_DSYNC);
      if (files_[i] < 0) Die("floor_relay: cannot open " + path);
    }
  }

  std::string& buffer() { return buffer_; }
  void Commit() {
    if (at_ + buffer_.size() > kFileBytes) {
      current_ = 1 - current_;
      at_ = 0;
    }
    Write(files_[current_], at_, buffer_);
    at_ += buffer_.size();
    buffer_.clear();
  }

 private:
  static void Write(int file, std::uint64_t at, const std::string& bytes) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (written != static_cast<ssize_t>(bytes.size())) Die("floor_relay: cannot write");
  }
  std::array<int, 2> files_{};
  std::size_t current_ = 0;
  std::uint64_t at_ = 0;
  std::string buffer_;
};

struct Peer {
  int socket = -1;
  std::string in = std::string(kReadBytes, '\0');
  std::size_t held = 0;
  std::string out;
  std::size_t written = 0;
  bool waits_to_write = false;
  bool is_outlet = false;
  std::uint64_t taken = 0;
  std::uint64_t receipted = 0;
};

class FloorRelay {
 public:
  explicit FloorRelay(const std::string& folder) : journal_(folder) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, generic, &size) != 0) {
      Die("floor_relay: cannot listen");
    }
    poll_ = ::epoll_create1(0);
    Watch(EPOLL_CTL_ADD, listener_, EPOLLIN, nullptr);
    fmt::print("listening on {}\n", ntohs(address.sin_port));
    std::fflush(stdout);
  }

  [[noreturn]] void Run() {
    std::array<epoll_event, 64> events;
    for (;;) {
      const int count = ::epoll_wait(poll_, events.data(), events.size(), -1);
      took_ = false;
      for (int i = 0; i < count; ++i) Handle(events[static_cast<std::size_t>(i)]);
      if (took_) EndTurn();  // what was delivered is written with the next that came
    }
  }

 private:
  void Watch(int what, int socket, std::uint32_t events, Peer* peer) const {
    epoll_event event{};
    event.events = events;
    event.data.ptr = peer;
    ::epoll_ctl(poll_, what, socket, &event);
  }

  void Handle(const epoll_event& event) {
    auto* const peer = static_cast<Peer*>(event.data.ptr);
    if (peer == nullptr) return Accept();
    if ((event.events & EPOLLOUT) != 0) Write(*peer);
    if ((event.events & EPOLLIN) != 0) Read(*peer);
  }

  void Accept() {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    peers_.push_back(std::make_unique<Peer>());
    peers_.back()->socket = socket;
    Watch(EPOLL_CTL_ADD, socket, EPOLLIN, peers_.back().get());
  }

  void Read(Peer& peer) {
    const ssize_t came =
        ::read(peer.socket, peer.in.data() + peer.held, peer.in.size() - peer.held);
    if (came <= 0) {
      ::close(peer.socket);
      std::erase(outlets_, &peer);
      std::erase_if(peers_, [&peer](const auto& one) { return one.get() == &peer; });
      return;
    }
    peer.held += static_cast<std::size_t>(came);
    const std::size_t used = TakeFloorFrames(
        std::string_view(peer.in).substr(0, peer.held),
        [&](FloorKind kind, std::string_view content) { Take(peer, kind, content); });
    std::memmove(peer.in.data(), peer.in.data() + used, peer.held - used);
    peer.held -= used;
  }

  void Take(Peer& peer, FloorKind kind, std::string_view content) {
    switch (kind) {
      case FloorKind::kCable: {
        ++peer.taken;
        took_ = true;
        AppendFloorNumber(kind, ++last_, journal_.buffer());
        journal_.buffer().append(content);
        for (Peer* outlet : outlets_) {
          AppendFloorHead(FloorKind::kDelivery, sizeof last_ + content.size(), outlet->out);
          outlet->out.append(reinterpret_cast<const char*>(&last_), sizeof last_);
          outlet->out.append(content);
        }
        return;
      }
      case FloorKind::kDelivered:
        AppendFloorNumber(kind, FloorNumber(content), journal_.buffer());
        return;
      case FloorKind::kOpen:
        peer.is_outlet = true;
        outlets_.push_back(&peer);
        AppendFloorNumber(kind, 0, peer.out);
        return Write(peer);
      default:
        Die("floor_relay: a frame that no end sends");
    }
  }

  void EndTurn() {
    journal_.Commit();
    for (const auto& peer : peers_) {
      if (peer->taken != peer->receipted) {
        AppendFloorNumber(FloorKind::kReceipt, peer->taken, peer->out);
        peer->receipted = peer->taken;
      }
      if (!peer->out.empty() && !peer->waits_to_write) Write(*peer);
    }
  }

  void Write(Peer& peer) const {
    while (peer.written < peer.out.size()) {
      const ssize_t gone =
          ::write(peer.socket, peer.out.data() + peer.written, peer.out.size() - peer.written);
      if (gone <= 0) break;
      peer.written += static_cast<std::size_t>(gone);
    }
    const bool all = peer.written == peer.out.size();
    if (all) {
      peer.out.clear();
      peer.written = 0;
    }
    if (peer.waits_to_write == !all) return;
    peer.waits_to_write = !all;
    Watch(EPOLL_CTL_MOD, peer.socket, EPOLLIN | (all ? 0u : EPOLLOUT), &peer);
  }

  FloorJournal journal_;
  int listener_ = -1;
  int poll_ = -1;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::vector<Peer*> outlets_;
  std::uint64_t last_ = 0;
  bool took_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) Die("usage: floor_relay FOLDER");
  FloorRelay(argv[1]).Run();
}
