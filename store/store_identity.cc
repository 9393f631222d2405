#include "store/store_identity.h"

#include <string>

#include "base/diagnostic.h"
#include "store/journal_diagnostics.h"

namespace torntape::store {
namespace {

constexpr std::size_t kIdentityBytesMax = 4096;

}  // namespace

Result<StoreIdentity> ReadIdentityOf(JournalFolder& folder) {
  const std::string name(kIdentityName);
  auto file = folder.Open(name);
  if (!file) return Failure(file.error().text);
  std::string text;
  if (auto read = ReadUpTo(**file, 0, kIdentityBytesMax, text); !read) {
    return Failure(read.error().text);
  }
  std::uint32_t version = 0;
  auto identity = ReadStoreIdentity(text, version);
  if (identity) return *identity;
  return Failure(RenderDiagnostic(NotAStore(version), folder.PathOf(name), ""));
}

Result<void> WriteIdentityTo(JournalFolder& folder, const StoreIdentity& identity) {
  const std::string name(kIdentityName);
  const std::string aside = name + ".new";
  auto file = folder.Create(aside);
  if (!file) return Failure(file.error().text);
  IoResult<void> done = WriteAll(**file, 0, WriteStoreIdentity(identity));
  if (done) done = (*file)->Flush();
  if (done) done = folder.Rename(aside, name);
  if (done) done = folder.FlushNames();
  if (!done) return Failure(done.error().text);
  return {};
}

}  // namespace torntape::store
