#include "proto/json.h"

#include "proto/event_codec.h"
#include "proto/message_json.h"
#include "torntape/v1/event.pb.h"

namespace torntape::proto {

std::string EventToJson(const cable::Event& event, std::string_view addressee_name) {
  v1::Event message;
  ToContract(event, addressee_name, message);
  return MessageToJson(message);
}

}  // namespace torntape::proto
