#include "proto/message_json.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include "base/assert.h"

namespace torntape::proto {

std::string MessageToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = false;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = false;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  TORNTAPE_ASSERT(status.ok());
  return json;
}

std::string MessageFromJson(std::string_view json, google::protobuf::Message& message) {
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &message);
  return status.ok() ? std::string() : std::string(status.message());
}

}  // namespace torntape::proto
