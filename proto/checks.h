#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cable/transmission.h"

// What may stand in the fields of a frame, said once for the hand-written and the generated
// readers. Only proto/ uses it.
namespace torntape::proto {

// Names of networks, links and addressees.
inline constexpr std::size_t kNameBytesMax = 128;

// The first fault found in a frame, and the field it was found in. The reader that notices it calls
// Set; each reader around it puts its own field in front on the way out.
class Fault {
 public:
  // Always false, so that a reader can end with `return fault.Set(...)`.
  bool Set(std::string field, std::string what) {
    field_ = std::move(field);
    what_ = std::move(what);
    return false;
  }
  bool Within(std::string_view outer) {
    field_ = field_.empty() ? std::string(outer) : std::string(outer) + "." + field_;
    return false;
  }
  bool Within(std::string_view outer, std::size_t index) {
    return Within(std::string(outer) + "[" + std::to_string(index) + "]");
  }
  // "transmission.called[3].indicator: "RYLBD7" is not four to eight letters"
  Error ToError() const { return {field_.empty() ? what_ : field_ + ": " + what_}; }

 private:
  std::string field_;
  std::string what_;
};

// Printable ASCII and the bell, which stands before the routing line of a FLASH (spec 1.5).
bool IsLine(std::string_view text);
// Lines like that, each ended by one LF; or nothing.
bool IsLines(std::string_view text);
// UTF-8 without control characters: names and texts for people.
bool IsPlainText(std::string_view text);

// Each says what is wrong with a value, or is silent.
bool CheckLine(std::string_view text, std::string_view field, Fault& fault);
bool CheckLines(std::string_view text, std::string_view field, Fault& fault);
bool CheckName(std::string_view text, std::string_view field, Fault& fault);
bool CheckText(std::string_view text, std::size_t size_max, std::string_view field, Fault& fault);
bool CheckIdentification(const cable::MessageIdentification& identification, Fault& fault);

// Reads a value, or says why it cannot be one.
bool ReadIndicator(std::string_view text, std::string_view field, cable::RoutingIndicator& out,
                   Fault& fault);
bool ReadDesignator(std::string_view text, std::string_view field, cable::ChannelDesignator& out,
                    Fault& fault);
bool ReadNumber(std::string_view text, std::string_view field, cable::ChannelNumber& out,
                Fault& fault);
// Numbers of the contract, counted from 1; 0 is "not said", which is refused.
bool ReadPrecedence(std::uint64_t number, std::string_view field, cable::Precedence& out,
                    Fault& fault);
bool ReadRole(std::uint64_t number, std::string_view field, cable::Role& out, Fault& fault);
bool ReadClassification(std::uint64_t number, std::string_view field, cable::Classification& out,
                        Fault& fault);
// A number that must not exceed `limit`.
template <typename Number>
bool ReadBounded(std::uint64_t number, std::uint64_t limit, std::string_view field, Number& out,
                 Fault& fault) {
  if (number > limit) {
    return fault.Set(std::string(field),
                     std::to_string(number) + " is more than " + std::to_string(limit));
  }
  out = static_cast<Number>(number);
  return true;
}
// A letter A to Z, or nothing, which gives NUL.
bool ReadLetter(std::string_view text, std::string_view field, char& out, Fault& fault);
// 16 bytes, the most significant first.
bool ReadDigest(std::string_view bytes, std::string_view field, Digest& out, Fault& fault);
std::string DigestBytes(const Digest& digest);

// Inverse of ReadPrecedence, ReadRole, ReadClassification.
template <typename Enumeration>
constexpr std::uint32_t ContractNumber(Enumeration value) {
  return static_cast<std::uint32_t>(value) + 1;
}

}  // namespace torntape::proto
