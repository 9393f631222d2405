#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "proto/frame.h"
#include "proto/frame_reader.h"

namespace torntape::proto {

// Appends a whole frame, prefix and all, to `out`. Of an event batch over its limits it makes
// several frames; a reject's detail is cut. REQUIRES: everything else within the limits of frame.h
// and of cable/transmission.h.
void AppendFrame(const Frame& frame, std::string& out);

// Appends everything of a transmission's frame but the bytes of its body, which must follow on the
// wire: a gathered write sends them from where they lie. The body is the frame's last field.
void AppendTransmissionHead(const TransmissionFrame& frame, std::string& out);

// How many bytes of credit a transmission costs: the same number at both ends (design decision 9).
std::uint64_t CreditCost(const cable::Transmission& transmission);

// Decodes what follows a prefix. Hand-written for transmissions, receipts and credit (tests hold it
// against the generated classes); the body is copied once, out of the read buffer. Every limit of
// cable/transmission.h is enforced; the error says which field was wrong.
Result<Frame> DecodeFrame(std::string_view payload);

}  // namespace torntape::proto
