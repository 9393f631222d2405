#include "tests/end_to_end/hand_started.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace torntape::testing {
namespace {

// The relay that a link's second end dials.
struct Dialled {
  std::string link;
  std::string relay;
};
const std::map<std::string, std::vector<Dialled>>& DialledBy() {
  static const std::map<std::string, std::vector<Dialled>> kDialled = {
      {"RYKA", {}},
      {"RYLB", {{"KA-LB", "RYKA"}}},
      {"RYMC", {{"LB-MC", "RYLB"}}},
      {"RYND", {{"LB-ND", "RYLB"}, {"MC-ND", "RYMC"}}}};
  return kDialled;
}

}  // namespace

Child& HandStarted::Relay(const std::string& name, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"router", network_,      "--station",
                                        name,     "--port-file", PortFile(name)};
  for (const Dialled& dialled : DialledBy().at(name)) {
    arguments.push_back("--peer");
    arguments.push_back(dialled.link + "=" + PortFile(dialled.relay));
  }
  arguments.insert(arguments.end(), more.begin(), more.end());
  // That of an earlier one of this name tells nothing any more.
  std::filesystem::remove(PortFile(name));
  stations_[name] = std::make_unique<Child>(arguments);
  Child& relay = *stations_[name];
  EXPECT_TRUE(relay.ErrorsHave("listening on 127.0.0.1:")) << relay.errors();
  for (const Dialled& dialled : DialledBy().at(name)) {
    EXPECT_TRUE(relay.ErrorsHave("link " + dialled.link + " up with")) << relay.errors();
  }
  return relay;
}

std::vector<std::string> HandStarted::PeerOf(const std::string& post) const {
  const std::string relay = post.substr(0, 4);
  return {"--peer", relay + "-" + post + "=" + Address(relay)};
}

Child& HandStarted::Post(const std::string& name, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"post", network_, "--station", name};
  const auto peer = PeerOf(name);
  arguments.insert(arguments.end(), peer.begin(), peer.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  stations_[name] = std::make_unique<Child>(arguments);
  Child& post = *stations_[name];
  EXPECT_TRUE(post.ErrorsHave(" up with ")) << post.errors();
  return post;
}

void HandStarted::FourRelays() {
  for (const char* name : {"RYKA", "RYLB", "RYMC", "RYND"}) Relay(name);
}

std::string HandStarted::Address(const std::string& name) const {
  const std::string line = ReadFile(PortFile(name));
  return line.substr(0, line.find('\n'));
}

std::string HandStarted::Port(const std::string& name) const {
  const std::string address = Address(name);
  return address.substr(address.rfind(':') + 1);
}

}  // namespace torntape::testing
