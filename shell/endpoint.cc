#include "shell/endpoint.h"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include "base/diagnostic.h"

namespace torntape::shell {
namespace {

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
};

std::optional<HostAndPort> Split(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;  // an address of version 6 without its brackets
  }
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return HostAndPort{host.empty() ? "127.0.0.1" : std::string(host), port};
}

// A station that was started just now writes its port file in a moment: who names a file that is
// not there is given a little time. "relay.example:7001" is no file to wait for.
bool IsFileInAMoment(const std::string& path) {
  constexpr auto kPatience = std::chrono::seconds(5);
  constexpr auto kLook = std::chrono::milliseconds(20);
  // Only what is written like a file's name is waited for: a slip in an address is told at once.
  const bool may_come =
      path.find(':') == std::string::npos && path.find_first_of("./") != std::string::npos;
  std::error_code no_file;
  for (auto waited = kLook * 0; waited < kPatience; waited += kLook) {
    if (std::filesystem::is_regular_file(path, no_file)) return true;
    if (!may_come) return false;
    std::this_thread::sleep_for(kLook);
  }
  return false;
}

Result<std::string> FirstLineOf(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) {
    return Failure(fmt::format("cannot read the port file {}", Quoted(path)));
  }
  return line;
}

}  // namespace

std::string FormatEndpoint(const Endpoint& endpoint) {
  const bool bracketed = endpoint.address.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", bracketed ? "[" : "", endpoint.address, bracketed ? "]" : "",
                     endpoint.port);
}

Result<Endpoint> FindEndpoint(std::string_view text) {
  std::string owned(text);
  std::string port_file;
  if (IsFileInAMoment(owned)) {
    auto line = FirstLineOf(owned);
    if (!line) return tl::unexpected(line.error());
    port_file = std::move(owned);
    owned = std::move(*line);
  }
  const auto parts = Split(owned);
  if (!parts) {
    return Failure(
        fmt::format("{} is neither ADDRESS:PORT, such as 127.0.0.1:7001, nor a port "
                    "file that is there, or comes within five seconds",
                    Quoted(owned)));
  }
  boost::system::error_code error;
  const auto numeric = boost::asio::ip::make_address(parts->host, error);
  if (!error) return Endpoint{numeric.to_string(), parts->port, std::move(port_file)};
  boost::asio::io_context io;
  boost::asio::ip::tcp::resolver resolver(io);
  const auto found = resolver.resolve(parts->host, "", error);
  if (error || found.empty()) {
    return Failure(
        fmt::format("no address is known for {}: {}", Quoted(parts->host), error.message()));
  }
  return Endpoint{found.begin()->endpoint().address().to_string(), parts->port,
                  std::move(port_file)};
}

std::optional<Endpoint> ReadPortFile(const std::string& path) {
  const auto line = FirstLineOf(path);
  const auto parts = line ? Split(*line) : std::nullopt;
  if (!parts) return std::nullopt;
  boost::system::error_code error;
  const auto numeric = boost::asio::ip::make_address(parts->host, error);
  if (error) return std::nullopt;
  return Endpoint{numeric.to_string(), parts->port, path};
}

Result<void> WritePortFile(const std::string& path, const Endpoint& endpoint) {
  const std::string unfinished = path + ".tmp";
  std::error_code error;
  {
    std::ofstream file(unfinished);
    file << FormatEndpoint(endpoint) << '\n';
    file.flush();
    if (!file) return Failure(fmt::format("cannot write {}: {}", unfinished, std::strerror(errno)));
  }
  std::filesystem::rename(unfinished, path, error);
  if (error) return Failure(fmt::format("cannot write {}: {}", path, error.message()));
  return {};
}

void RemovePortFile(const std::string& path, const Endpoint& endpoint) {
  const std::optional<Endpoint> there = ReadPortFile(path);
  if (!there || there->address != endpoint.address || there->port != endpoint.port) return;
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

}  // namespace torntape::shell
