#include "link/connect.h"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

#include <fmt/format.h>

#include "link/link_stream.h"

namespace torntape::link {

std::shared_ptr<LinkStream> MakeLinkStream(boost::asio::ip::tcp::socket socket,
                                           const SessionOptions& options,
                                           std::shared_ptr<void> seat) {
  boost::system::error_code ignored;
  socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  // What lies in the kernel unsent cannot be overtaken by a FLASH (design, "Urgency").
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &options.unsent_bytes_max,
               sizeof options.unsent_bytes_max);
  const auto peer = socket.remote_endpoint(ignored);
  return std::make_shared<LinkStream>(Stream::Socket(std::move(socket)), options,
                                      FormatEndpoint(peer), std::move(seat));
}

std::string FormatEndpoint(const boost::asio::ip::tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return endpoint.address().is_v6() ? fmt::format("[{}]:{}", address, endpoint.port())
                                    : fmt::format("{}:{}", address, endpoint.port());
}

}  // namespace torntape::link
