#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cable/conversion.h"

// A cable as an e-mail with the headers of military message handling, and back (spec 10: RFC 6477,
// priority after RFC 6758).
namespace torntape::cable {

// The domain of the addresses, which are made from plain language: "EMB BRINDLEMOOR" is
// emb.brindlemoor there. Reserved for examples (RFC 2606): such a message is not sent by mistake.
inline constexpr std::string_view kMailDomain = "cable.example";

// The message, with CR LF as line ends. Who is addressed keeps the station that serves him as a
// comment, so that ReadMail finds it again. What e-mail has no place for is a warning: channel
// number and pilots, which belong to the circuit, stations that are called and address nobody,
// the accounting symbol and the corrections.
std::string WriteMail(const Cable& cable, Diagnostics& diagnostics);

// True if a text begins with the header of an e-mail that WriteMail could have written.
bool LooksLikeMail(std::string_view text);

// A cable of the profile `rules.to` from such a message. The error says what the message lacks:
// precedence, identifier, date or originator, or a station for each addressee.
Result<Draft> ReadMail(std::string_view text, const ConversionRules& rules);
inline constexpr std::size_t kMailBytesMax = 8u << 20;

}  // namespace torntape::cable
