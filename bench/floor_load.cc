// Load for floor_relay: one inlet and an outlet for each destination, as relay_load has them.
//
//   floor_load port=PORT [mode=flow|single] [cables=N] [destinations=N] ...

#include <arpa/inet.h>
#include <cstdint>
#include <memory>
#include <netinet/tcp.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "bench/floor_frames.h"
#include "bench/load.h"

namespace {

using namespace torntape::bench;

constexpr std::size_t kReadBytes = 512u << 10;

class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      Die("floor_load: cannot connect");
    }
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(socket_); }

  int socket() const { return socket_; }
  std::string& out() { return out_; }
  void Write() {
    for (std::size_t at = 0; at < out_.size();) {
      const ssize_t gone = ::write(socket_, out_.data() + at, out_.size() - at);
      if (gone <= 0) Die("floor_load: the relay has gone");
      at += static_cast<std::size_t>(gone);
    }
    out_.clear();
  }
  template <typename Take>
  void Read(Take take) {
    const ssize_t came = ::read(socket_, in_.data() + held_, in_.size() - held_);
    if (came <= 0) Die("floor_load: the relay has gone");
    held_ += static_cast<std::size_t>(came);
    const std::size_t used = TakeFloorFrames(std::string_view(in_).substr(0, held_), take);
    std::memmove(in_.data(), in_.data() + used, held_ - used);
    held_ -= used;
  }

 private:
  int socket_;
  std::string in_ = std::string(kReadBytes, '\0');
  std::size_t held_ = 0;
  std::string out_;
};

class FloorLoad {
 public:
  explicit FloorLoad(const LoadOptions& options)
      : options_(options), account_(options), inlet_(options.port), body_(options.bytes, 'T') {
    if (options.mode == "single") options_.window = 1;
    for (int i = 0; i < options.destinations; ++i) {
      outlets_.push_back(std::make_unique<Connection>(options.port));
      AppendFloorNumber(FloorKind::kOpen, 0, outlets_.back()->out());
      outlets_.back()->Write();
      outlets_.back()->Read([](FloorKind, std::string_view) {});
    }
  }

  void Run() {
    account_.Begin();
    std::vector<pollfd> polled{{inlet_.socket(), POLLIN, 0}};
    for (const auto& outlet : outlets_) polled.push_back({outlet->socket(), POLLIN, 0});
    Pump();
    while (account_.delivered() < options_.deliveries() || receipted_ < options_.cables) {
      if (::poll(polled.data(), polled.size(), -1) < 0) Die("floor_load: cannot poll");
      for (std::size_t i = 0; i < outlets_.size(); ++i) {
        if (polled[i + 1].revents != 0) Deliver(*outlets_[i]);
      }
      if (polled[0].revents != 0) {
        inlet_.Read(
            [this](FloorKind, std::string_view content) { receipted_ = FloorNumber(content); });
      }
      Pump();
    }
    account_.Print();
  }

 private:
  void Deliver(Connection& outlet) {
    outlet.Read([&](FloorKind, std::string_view content) {
      account_.Delivered();
      if (options_.mode == "single") account_.Latency();
      AppendFloorNumber(FloorKind::kDelivered, FloorNumber(content), outlet.out());
    });
    outlet.Write();
  }
  void Pump() {
    if (options_.mode == "single" && account_.delivered() < sent_) return;
    account_.Sent();
    while (sent_ < options_.cables && sent_ - receipted_ < options_.window) {
      AppendFloorHead(FloorKind::kCable, body_.size(), inlet_.out());
      inlet_.out().append(body_);
      ++sent_;
    }
    inlet_.Write();
  }

  LoadOptions options_;
  Account account_;
  Connection inlet_;
  std::string body_;
  std::vector<std::unique_ptr<Connection>> outlets_;
  std::uint64_t sent_ = 0;
  std::uint64_t receipted_ = 0;
};

}  // namespace

int main(int argc, char** argv) { FloorLoad(ParseLoadOptions(argc, argv)).Run(); }
