#pragma once

#include <string>
#include <string_view>

#include "proto/checks.h"
#include "proto/frame.h"

// The frames that come once or seldom, through the generated classes. Only proto/ uses it.
namespace torntape::proto {

// Appends the frame without its prefix.
void WriteColdFrame(const Hello& hello, std::string& out);
void WriteColdFrame(const Welcome& welcome, std::string& out);
void WriteColdFrame(const Reject& reject, std::string& out);
void WriteColdFrame(const Ping& ping, std::string& out);
void WriteColdFrame(const Pong& pong, std::string& out);

// Reads the content of the frame's field `field`. False: `fault` says what is wrong.
bool ReadColdFrame(std::uint32_t field, std::string_view bytes, Frame& frame, Fault& fault);

}  // namespace torntape::proto
