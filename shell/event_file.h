#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cable/event.h"
#include "network/network.h"

namespace torntape::shell {

// The name of an event's addressee in the directory of its network; "" if it has none.
std::string_view AddresseeNameOf(const network::Network& network, const cable::Event& event);

// Writes a station's events to a file, one line of JSON each (proto/json.h).
class EventFile final : public cable::EventListener {
 public:
  // Makes the file anew. `network` outlives it.
  static Result<std::unique_ptr<EventFile>> Open(const std::string& path,
                                                 const network::Network& network);
  ~EventFile() override;
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;

  void OnEvent(const cable::Event& event) override;
  // The turn is over: writes what it brought. The error comes once, as when the disk is full;
  // nothing more is written behind it, so that the file has no gap.
  Result<void> Flush();

 private:
  EventFile(std::string path, std::FILE* file, const network::Network& network)
      : path_(std::move(path)), file_(file), network_(network) {}

  std::string path_;
  std::FILE* file_;
  const network::Network& network_;
  std::string lines_;
  bool failed_ = false;
};

}  // namespace torntape::shell
