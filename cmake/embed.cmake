# Makes a C++ source that holds the bytes of a file:
#   cmake -DINPUT=file -DOUTPUT=file.cc -DHEADER=folder/file.h -DNAMESPACE=a::b -DFUNCTION=Bytes \
#         -P embed.cmake
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
file(WRITE ${OUTPUT} "// Made by cmake/embed.cmake.
#include \"${HEADER}\"

namespace ${NAMESPACE} {
namespace {
const char kBytes[] = {
${bytes}
};
}  // namespace

std::string_view ${FUNCTION}() { return {kBytes, sizeof kBytes}; }

}  // namespace ${NAMESPACE}
")
