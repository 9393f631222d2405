#pragma once

#include <string>
#include <string_view>

namespace google::protobuf {
class Message;
}

namespace torntape::proto {

// Any message of the contracts as one line of JSON: names as in the .proto, fields in the order of
// their numbers, those with default values left out. REQUIRES: every string in it is UTF-8.
// Only proto/ uses it.
std::string MessageToJson(const google::protobuf::Message& message);

// The inverse. Empty, or why the text is not this message.
std::string MessageFromJson(std::string_view json, google::protobuf::Message& message);

}  // namespace torntape::proto
