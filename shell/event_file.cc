#include "shell/event_file.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "proto/json.h"

namespace torntape::shell {

std::string_view AddresseeNameOf(const network::Network& network, const cable::Event& event) {
  const auto place = static_cast<std::size_t>(event.addressee);
  return place < network.addressees.size() ? std::string_view(network.addressees[place].name)
                                           : std::string_view{};
}

Result<std::unique_ptr<EventFile>> EventFile::Open(const std::string& path,
                                                   const network::Network& network) {
  std::FILE* file = std::fopen(path.c_str(), "we");
  if (file == nullptr) {
    return Failure(fmt::format("cannot write events to {}: {}", path, std::strerror(errno)));
  }
  return std::unique_ptr<EventFile>(new EventFile(path, file, network));
}

EventFile::~EventFile() { std::fclose(file_); }

void EventFile::OnEvent(const cable::Event& event) {
  if (failed_) return;
  lines_ += proto::EventToJson(event, AddresseeNameOf(network_, event));
  lines_ += '\n';
}

Result<void> EventFile::Flush() {
  if (failed_ || lines_.empty()) return {};
  failed_ = std::fwrite(lines_.data(), 1, lines_.size(), file_) != lines_.size() ||
            std::fflush(file_) != 0;
  lines_.clear();
  if (!failed_) return {};
  return Failure(fmt::format("cannot write events to {}: {}; it goes on without", path_,
                             std::strerror(errno)));
}

}  // namespace torntape::shell
