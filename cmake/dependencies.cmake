# Everything that Torntape takes from outside, found on the machine and never downloaded. All of it
# is in Debian 12: scripts/install-packages installs it, docs/decisions/0008 says why each is here.

# Boost: headers only, for Asio. Debian's default is 1.74, whose Asio lacks what link/ uses, and the
# two packages cannot be installed together, so the usual mistake gets a sentence of its own.
find_package(Boost 1.81 CONFIG QUIET)
if(NOT Boost_FOUND)
  find_file(torntape_boost_version boost/version.hpp)
  if(torntape_boost_version)
    file(STRINGS ${torntape_boost_version} found REGEX "define BOOST_LIB_VERSION")
    string(REGEX REPLACE ".*\"([0-9_]+)\".*" "\\1" found "${found}")
    string(REPLACE "_" "." found "${found}")
    message(FATAL_ERROR
            "Torntape needs Boost 1.81 or newer, and this machine has Boost ${found}.\n"
            "On Debian 12: apt-get install libboost1.81-dev   (it replaces libboost1.74-dev).")
  endif()
  message(FATAL_ERROR "Torntape needs Boost 1.81 or newer (Debian 12: libboost1.81-dev).")
endif()

find_package(Threads REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(tl-expected 1.0 REQUIRED)

# torntape::asio is Asio as this project uses it: no deprecated names, and none of the coroutine
# support that docs/decisions/0001 rules out. One process is one thread, so the fences that Asio
# would put around its handlers guard nothing; without them the thread sanitizer has no complaint.
add_library(torntape_asio INTERFACE)
add_library(torntape::asio ALIAS torntape_asio)
target_link_libraries(torntape_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(torntape_asio INTERFACE
  BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_CO_AWAIT
  BOOST_ASIO_DISABLE_FENCED_BLOCK)

# xxHash ships no CMake files in Debian.
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
find_library(XXHASH_LIBRARY xxhash REQUIRED)
add_library(xxhash::xxhash UNKNOWN IMPORTED)
set_target_properties(xxhash::xxhash PROPERTIES
  IMPORTED_LOCATION ${XXHASH_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${XXHASH_INCLUDE_DIR})

if(BUILD_TESTING)
  find_package(Python3 3.9 COMPONENTS Interpreter REQUIRED)
  find_package(GTest 1.12 CONFIG REQUIRED)
  find_package(rapidcheck CONFIG REQUIRED)
endif()
if(TORNTAPE_BENCH)
  find_package(benchmark 1.7 REQUIRED)
endif()
