#pragma once

#include <memory>

#include <boost/asio/ip/tcp.hpp>

#include "link/session.h"

namespace torntape::link {

// What Listener and Dialler do alike with a socket that has just been connected: sets its options
// (no delay, a small unsent buffer) and makes a stream of it. Only link/ uses it.
std::shared_ptr<LinkStream> MakeLinkStream(boost::asio::ip::tcp::socket socket,
                                           const SessionOptions& options,
                                           std::shared_ptr<void> seat = nullptr);

// "127.0.0.1:40311", "[::1]:40311"
std::string FormatEndpoint(const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace torntape::link
