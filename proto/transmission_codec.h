#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "proto/checks.h"
#include "proto/frame.h"
#include "proto/wire.h"

// The hot frames, by hand: a relay spends most of its time between these functions, and the
// generated classes would cost ten times as much (parse of a whole cable 1.1 to 1.6 us, of its
// heading by hand 0.14 us). Tests hold them against those classes. Only proto/ uses this.
namespace torntape::proto {

// The field of a TransmissionFrame, Receipt or Credit inside a Frame, as the contract numbers them.
inline constexpr std::uint32_t kTransmissionField = 3;
inline constexpr std::uint32_t kReceiptField = 4;
inline constexpr std::uint32_t kCreditField = 5;

// Appends all but the bytes of the body.
void WriteTransmission(const TransmissionFrame& frame, std::string& out);
void WriteReceipt(const Receipt& receipt, wire::Writer& writer);
void WriteCredit(const Credit& credit, wire::Writer& writer);

// Each says with false that `fault` holds what is wrong.
bool ReadTransmission(std::string_view bytes, TransmissionFrame& frame, Fault& fault);
bool ReadReceipt(std::string_view bytes, Receipt& receipt, Fault& fault);
bool ReadCredit(std::string_view bytes, Credit& credit, Fault& fault);

}  // namespace torntape::proto
