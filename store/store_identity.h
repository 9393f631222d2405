#pragma once

#include "base/result.h"
#include "store/journal_folder.h"
#include "store/journal_format.h"

// Who a store's folder belongs to, from and to its file. The errors are for a person.
namespace torntape::store {

Result<StoreIdentity> ReadIdentityOf(JournalFolder& folder);
// Written aside and renamed, so that a crash leaves the whole of it or nothing.
Result<void> WriteIdentityTo(JournalFolder& folder, const StoreIdentity& identity);

}  // namespace torntape::store
