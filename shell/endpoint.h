#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace torntape::shell {

// Where a station takes connections: a numeric address and a port.
struct Endpoint {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  // The port file that says so, if one does: a station that is started again writes another port.
  std::string port_file{};
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// "127.0.0.1:7001", "[::1]:7001".
std::string FormatEndpoint(const Endpoint& endpoint);

// Reads "127.0.0.1:7001", "[::1]:7001", ":7001" (this machine), "relay.example:7001" (asks the
// system for its address), or the name of a port file, which holds one of these. A
// port file, "ryka.port", may come up to five seconds later: the station that writes it may just be
// starting.
Result<Endpoint> FindEndpoint(std::string_view text);

// What a port file says now; nothing while it is not there or holds no numeric endpoint.
std::optional<Endpoint> ReadPortFile(const std::string& path);

// Writes a port file, whole or not at all, for those who wait for it.
Result<void> WritePortFile(const std::string& path, const Endpoint& endpoint);
// Takes it away when nobody listens there any more; not if it speaks of another place by now.
void RemovePortFile(const std::string& path, const Endpoint& endpoint);

}  // namespace torntape::shell
