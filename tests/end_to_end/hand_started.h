#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/end_to_end/child.h"

namespace torntape::testing {

inline const std::string kNetwork = "configs/networks/four-relays.yaml";
inline const std::string kCableOne = "configs/cables/brindlemoor-0417-01.cable";
inline const std::string kCableTwo = "configs/cables/brindlemoor-0417-02.cable";

// Stations of the four relays' network as processes that somebody starts one by one, each on a port
// that the system gives and writes into a port file.
class HandStarted {
 public:
  explicit HandStarted(std::string network = kNetwork) : network_(std::move(network)) {}

  // Starts a relay and waits until it takes connections. Relays that it dials must run.
  Child& Relay(const std::string& name, const std::vector<std::string>& more = {});
  // Starts a post and waits until its link is up.
  Child& Post(const std::string& name, const std::vector<std::string>& more = {});
  // All four relays, in the order in which they can dial each other.
  void FourRelays();

  Child& operator[](const std::string& name) { return *stations_.at(name); }
  std::string PortFile(const std::string& name) const { return scratch_ / (name + ".port"); }
  // "127.0.0.1:40311"
  std::string Address(const std::string& name) const;
  std::string Port(const std::string& name) const;
  // Arguments that name the post's relay.
  std::vector<std::string> PeerOf(const std::string& post) const;
  const Scratch& scratch() const { return scratch_; }

 private:
  std::string network_;
  Scratch scratch_;
  std::map<std::string, std::unique_ptr<Child>> stations_;
};

}  // namespace torntape::testing
