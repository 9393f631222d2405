#pragma once

#include <string>

#include "base/instant.h"
#include "cable/transmission.h"
#include "proto/checks.h"
#include "proto/frame.h"

namespace google::protobuf {
class Duration;
class Timestamp;
template <typename Element>
class RepeatedPtrField;
}  // namespace google::protobuf

namespace torntape::v1 {
class Called;
class MessageIdentification;
class Pilot;
}  // namespace torntape::v1

// Between the generated classes and plain values, for the frames that are too rare to be read by
// hand and for JSON. Only proto/ uses it.
namespace torntape::proto {

template <typename Element>
using Repeated = google::protobuf::RepeatedPtrField<Element>;

void ToContract(const cable::MessageIdentification& value, v1::MessageIdentification& out);
void ToContract(std::span<const cable::Called> value, Repeated<v1::Called>& out);
void ToContract(std::span<const cable::ChannelNumber> value, Repeated<std::string>& out);
void ToContract(const cable::Pilot& value, v1::Pilot& out);
void ToContract(Instant value, google::protobuf::Timestamp& out);
void ToContract(Duration value, google::protobuf::Duration& out);

// False: `fault` says what is wrong. An identification without calling station is "none".
bool FromContract(const v1::MessageIdentification& value, cable::MessageIdentification& out,
                  Fault& fault);
bool FromContract(const Repeated<v1::Called>& value, cable::CalledList& out, Fault& fault);
bool FromContract(const Repeated<std::string>& value, cable::Trace& out, Fault& fault);
bool FromContract(const google::protobuf::Timestamp& value, Instant& out, Fault& fault);
bool FromContract(const google::protobuf::Duration& value, Duration& out, Fault& fault);
// Empty is "none".
bool FromContract(const std::string& value, std::string_view field, cable::RoutingIndicator& out,
                  Fault& fault);
bool FromContract(const std::string& value, std::string_view field, cable::ChannelNumber& out,
                  Fault& fault);

// `bytes` as text that any reader of UTF-8 takes: what is none becomes U+FFFD.
std::string ToUtf8(std::string_view bytes);
// At most `size_max` bytes of `text`, made UTF-8 and cut between characters.
std::string CutUtf8(std::string_view text, std::size_t size_max);

}  // namespace torntape::proto
