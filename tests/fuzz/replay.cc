// Stands in for libFuzzer where the compiler has none: gives every file of a corpus to the fuzz
// target once. A corpus that is missing or empty is an error, for such a test could never fail.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::filesystem::path> FilesOf(const std::filesystem::path& corpus) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void Replay(const std::filesystem::path& path) {
  // Said before and not after, so that the last line names the file that crashed.
  std::cout << path.string() << std::endl;
  std::ifstream file(path, std::ios::binary);
  const std::string input{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  // A copy of exactly its size lets the address sanitizer see a read past its end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

int ReplayCorpus(const std::filesystem::path& corpus) {
  const std::vector<std::filesystem::path> files = FilesOf(corpus);
  if (files.empty()) {
    std::cerr << corpus.string() << ": holds no files; put at least one input there\n";
    return 1;
  }
  for (const std::filesystem::path& file : files) Replay(file);
  std::cout << files.size() << " inputs replayed\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " CORPUS\n";
    return 2;
  }
  try {
    return ReplayCorpus(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << argv[1] << ": " << error.what() << '\n';
    return 1;
  }
}
