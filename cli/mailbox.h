#pragma once

#include <string>
#include <string_view>
#include <vector>

// Several e-mails in one file: an mbox (RFC 4155), with lines that begin like the separator quoted
// by one ">" more.
namespace torntape::cli {

// An e-mail as an entry of a mailbox: its separator, its lines with LF alone, and a blank line.
std::string AsMailboxEntry(std::string_view mail);

bool LooksLikeMailbox(std::string_view text);
// The e-mails of a mailbox, as they were before.
std::vector<std::string> SplitMailbox(std::string_view text);

}  // namespace torntape::cli
