// The reader of e-mails under arbitrary bytes. The first byte chooses the profile that the cable is
// to have.
//
// Held: a cable to be or an error that says something; what was read can be written as a text and
// looked at; and what is a cable by the strict rules can be written as an e-mail that is one.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "cable/cable.h"
#include "cable/mail.h"

namespace torntape::cable {
namespace {

ConversionRules RulesOf(std::uint8_t choice) {
  ConversionRules rules;
  rules.to = static_cast<Profile>(choice % 3);
  if (choice / 4 % 2 == 0) rules.number = ChannelNumber::Parse("BDA0043");
  return rules;
}

void CheckMail(std::string_view text, const ConversionRules& rules) {
  (void)LooksLikeMail(text);
  const Result<Draft> draft = ReadMail(text, rules);
  if (!draft) {
    TORNTAPE_ASSERT(!draft.error().message.empty());
    return;
  }
  const std::string written = WriteDraft(*draft);
  const ReadResult read = ReadCable(written);
  TORNTAPE_ASSERT(read.cable.has_value() != HasErrors(read.diagnostics));
  if (!read.cable) return;
  Diagnostics diagnostics;
  TORNTAPE_ASSERT(LooksLikeMail(WriteMail(*read.cable, diagnostics)));
}

}  // namespace
}  // namespace torntape::cable

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > (64u << 10)) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  torntape::cable::CheckMail(text, torntape::cable::RulesOf(data[0]));
  return 0;
}
