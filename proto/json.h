#pragma once

#include <string>
#include <string_view>

#include "cable/event.h"

namespace torntape::proto {

// One event as one line of JSON, without line end: for --json, event files (*.jsonl) and watchers.
// Names and order of the fields are those of torntape.v1.Event; fields that say nothing are left
// out; the same event gives the same bytes on every machine.
// `addressee_name` is put in where the caller knows the directory.
std::string EventToJson(const cable::Event& event, std::string_view addressee_name = {});

}  // namespace torntape::proto
