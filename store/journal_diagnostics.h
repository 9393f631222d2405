#pragma once

#include <cstdint>
#include <string>

#include "base/diagnostic.h"
#include "store/journal_reader.h"

// All that is said of custody on disk, J701 to J710. The source that belongs to each is a file or
// the folder.
namespace torntape::store {

Diagnostic DiagnosticOf(const JournalFault& fault);
Diagnostic StoreFull(const std::string& trouble);
Diagnostic StoreFailed(const std::string& trouble);
// `version` is what the folder says of itself; 0: nothing that could be read.
Diagnostic NotAStore(std::uint32_t version);
Diagnostic OtherOwner(const std::string& theirs, const std::string& ours);
Diagnostic OtherChannels();
Diagnostic UnreadableRecord();

// "57 of run 1"
std::string FormatSequence(Sequence sequence);

}  // namespace torntape::store
