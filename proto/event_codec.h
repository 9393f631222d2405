#pragma once

#include <string_view>

#include "proto/checks.h"
#include "proto/frame.h"

namespace torntape::v1 {
class Event;
class EventBatch;
}  // namespace torntape::v1

// Events between plain values and the generated classes. Only proto/ uses it.
namespace torntape::proto {

// `addressee_name` goes along where the caller knows the directory; it is not read again.
void ToContract(const cable::Event& event, std::string_view addressee_name, v1::Event& out);
bool FromContract(const v1::Event& event, KeptEvent& out, Fault& fault);

// A batch, or as much of it from `first` on as one batch may hold; says where the next one begins.
std::size_t ToContract(const EventBatch& batch, std::size_t first, v1::EventBatch& out);
// Reads it within its limits.
bool ReadEventBatch(std::string_view bytes, EventBatch& out, Fault& fault);

}  // namespace torntape::proto
