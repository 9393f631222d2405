#pragma once

namespace torntape::shell {

// Has large blocks of this process taken from the system, each by itself, and given back when they
// are freed. Left alone, the allocator takes a large block that was freed for a sign that more of
// them will come, and cuts those from the heap. What is small and lasts comes to lie behind them,
// and the holes that they leave fit nothing: of a relay that writes what it must remember again,
// some hundred KiB with each segment of its store, the heap grew by a third within half an hour
// while what was in it stayed the same. Does nothing where the allocator has no such setting.
void KeepLargeBlocksApart();

}  // namespace torntape::shell
