# The functions that a folder's CMakeLists.txt is written with, so that it reads as a list:
#
#   torntape_library(cable SOURCES cable.cc HEADERS cable.h DEPENDS torntape::base)
#   torntape_program(torntape SOURCES main.cc DEPENDS torntape::cli)
#   torntape_proto(proto_generated ROOT . FILES torntape/v1/link.proto)
#   torntape_test(cable_test SOURCES cable_test.cc DEPENDS torntape::cable)
#   torntape_fuzz(cable_fuzz SOURCES cable_fuzz.cc DEPENDS torntape::cable)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# Bounds of containers are checked in every build. A fused multiply-add rounds differently from a
# multiplication and an addition, so contraction would let two machines disagree about one run.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_compile_options(-ffp-contract=off)
if(TORNTAPE_SANITIZE)
  add_compile_options(-fsanitize=${TORNTAPE_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TORNTAPE_SANITIZE})
endif()
if(TORNTAPE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "TORNTAPE_FUZZ needs clang, for libFuzzer: cmake --preset fuzz")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# All fuzz targets, by one name.
add_custom_target(fuzz_targets)

# What all of our own code is compiled with; generated code is spared.
function(torntape_own_code target)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                           -Wsign-conversion)
  # std::stable_sort of libstdc++ 12 calls what C++17 deprecates, and clang blames us for it.
  target_compile_options(${target} PRIVATE
    $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
  # g++ says itself that under sanitizers this warning is not to be trusted: it meets <regex>.
  if(TORNTAPE_SANITIZE)
    target_compile_options(${target} PRIVATE
      $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  endif()
  if(TORNTAPE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# Most of the time that a stranger's first build takes goes into reading the same headers for each
# file. With TORNTAPE_PRECOMPILE they are read once for each kind of file: `code` for all libraries
# but `contracts`, which see protobuf, and `sockets`, which see Asio; and `test`. Off where the
# linter or a second compiler must see each file as it is.
function(torntape_precompile)
  set(common <algorithm> <array> <cstdint> <functional> <map> <memory> <optional> <span> <string>
             <string_view> <utility> <vector> <fmt/format.h>)
  torntape_precompile_kind(code LIBRARIES fmt::fmt HEADERS ${common})
  torntape_precompile_kind(contracts
    LIBRARIES fmt::fmt protobuf::libprotobuf
    HEADERS ${common} <google/protobuf/descriptor.h> <google/protobuf/extension_set.h>
            <google/protobuf/generated_message_reflection.h> <google/protobuf/message.h>
            <google/protobuf/repeated_field.h> <google/protobuf/unknown_field_set.h>)
  torntape_precompile_kind(sockets
    LIBRARIES fmt::fmt torntape::asio
    HEADERS ${common} <boost/asio/buffer.hpp> <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp>
            <boost/asio/post.hpp> <boost/asio/steady_timer.hpp> <boost/asio/write.hpp>)
  if(BUILD_TESTING)
    torntape_precompile_kind(test
      LIBRARIES fmt::fmt GTest::gmock
      HEADERS ${common} <gmock/gmock.h> <gtest/gtest.h>)
  endif()
endfunction()

function(torntape_precompile_kind kind)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LIBRARIES;HEADERS")
  set(target torntape_${kind}_headers)
  set(source ${PROJECT_BINARY_DIR}/precompiled/${kind}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "// Only its precompiled headers are used.\n")
  add_library(${target} OBJECT ${source})
  torntape_own_code(${target})
  if(kind STREQUAL test)
    target_compile_options(${target} PRIVATE -O0)
  endif()
  target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES})
  # So that ccache can tell what a file that uses them depends on.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
endfunction()

# Lets a target use the headers of this kind, which were read once.
function(torntape_use_precompiled target kind)
  if(TORNTAPE_PRECOMPILE)
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
    target_precompile_headers(${target} REUSE_FROM torntape_${kind}_headers)
    target_link_libraries(${target} PRIVATE fmt::fmt)  # or g++ would not take them
  endif()
endfunction()

# A folder of the house: target torntape_<name>, used as torntape::<name>. DEPENDS reach those who
# link it, PRIVATE_DEPENDS serve only its .cc files. tests/tidy holds both against the arrows.
# PRECOMPILED names the kind of headers that were read once for it, if not `code`.
function(torntape_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "PRECOMPILED" "SOURCES;HEADERS;DEPENDS;PRIVATE_DEPENDS")
  if(NOT ARG_PRECOMPILED)
    set(ARG_PRECOMPILED code)
  endif()
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "torntape_library(${name}): what is ${ARG_UNPARSED_ARGUMENTS}?")
  endif()
  if("${ARG_SOURCES}" MATCHES "\\.h(;|$)")
    message(FATAL_ERROR "torntape_library(${name}): headers belong under HEADERS")
  endif()
  set(target torntape_${name})
  set(scope PUBLIC)
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES} ${ARG_HEADERS})
    torntape_own_code(${target})
    torntape_use_precompiled(${target} ${ARG_PRECOMPILED})
    target_link_libraries(${target} PRIVATE ${ARG_PRIVATE_DEPENDS})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(torntape::${name} ALIAS ${target})
  target_include_directories(${target} ${scope} ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} ${scope} ${ARG_DEPENDS})
  list(FILTER ARG_HEADERS INCLUDE REGEX "\\.h$")
  foreach(header ${ARG_HEADERS})
    cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR}
               OUTPUT_VARIABLE folder)
    set_property(GLOBAL APPEND PROPERTY TORNTAPE_HEADERS ${folder}/${header})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY TORNTAPE_LIBRARIES ${target} ${ARG_PRIVATE_DEPENDS})
endfunction()

# Where a build shall be fast rather than check each file alone, these files of a library are
# compiled as one: their headers are read once, and small functions of one are inlined in another.
function(torntape_compile_together name group)
  if(TORNTAPE_PRECOMPILE)
    set_target_properties(torntape_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    set_source_files_properties(${ARGN} PROPERTIES UNITY_GROUP ${group})
  endif()
endfunction()

# The program. It lies at the top of the build folder, where the README says it is.
function(torntape_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;DEPENDS")
  add_executable(${name} ${ARG_SOURCES})
  torntape_own_code(${name})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  install(TARGETS ${name} RUNTIME)
endfunction()

# Code that protoc makes from FILES (paths below ROOT), as target torntape_<name>. Includes read
# "torntape/v1/link.pb.h" and are SYSTEM: our warnings are not the generator's law.
# DESCRIPTOR_SET names a file, below the build folder, for the descriptors of all FILES.
function(torntape_proto name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "ROOT;DESCRIPTOR_SET" "FILES")
  cmake_path(ABSOLUTE_PATH ARG_ROOT NORMALIZE)
  string(REGEX REPLACE "/$" "" ARG_ROOT ${ARG_ROOT})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/generated)
  set(generated)
  list(TRANSFORM ARG_FILES PREPEND ${ARG_ROOT}/ OUTPUT_VARIABLE protos)
  foreach(file ${ARG_FILES})
    string(REGEX REPLACE "\\.proto$" "" stem ${file})
    add_custom_command(
      OUTPUT ${out}/${stem}.pb.cc ${out}/${stem}.pb.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${out}
      COMMAND protobuf::protoc --proto_path=${ARG_ROOT} --cpp_out=${out} ${file}
      DEPENDS ${protos} protobuf::protoc
      COMMENT "protoc ${file}"
      VERBATIM)
    list(APPEND generated ${out}/${stem}.pb.cc)
  endforeach()
  set(target torntape_${name})
  add_library(${target} STATIC ${generated})
  add_library(torntape::${name} ALIAS ${target})
  target_include_directories(${target} SYSTEM PUBLIC ${out})
  target_link_libraries(${target} PUBLIC protobuf::libprotobuf)
  target_compile_options(${target} PRIVATE -w)
  if(ARG_DESCRIPTOR_SET)
    set(set_file ${CMAKE_CURRENT_BINARY_DIR}/${ARG_DESCRIPTOR_SET})
    add_custom_command(
      OUTPUT ${set_file}
      COMMAND protobuf::protoc --proto_path=${ARG_ROOT} --descriptor_set_out=${set_file}
              ${ARG_FILES}
      DEPENDS ${protos} protobuf::protoc
      COMMENT "protoc ${ARG_DESCRIPTOR_SET}"
      VERBATIM)
    target_sources(${target} PRIVATE ${set_file})
  endif()
endfunction()

# What every test of C++ is built with: GoogleTest and RapidCheck, the repository for golden files,
# and the place of the program for those that start it.
function(torntape_test_code target)
  torntape_own_code(${target})
  # What a test itself does is little; what it calls is optimised in its library. This halves the
  # time that a stranger's first build takes.
  if(TORNTAPE_PRECOMPILE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
  target_compile_definitions(${target} PRIVATE
    TORNTAPE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    TORNTAPE_PROGRAM="${PROJECT_BINARY_DIR}/torntape")
  set_target_properties(${target} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
endfunction()

# The folder of tests/ that a test belongs to is its label: `ctest -L cable`.
function(torntape_test_label out)
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR}/tests
             OUTPUT_VARIABLE label)
  set(${out} ${label} PARENT_SCOPE)
endfunction()

# Each TEST becomes a test of its own, found when ctest starts and not when the program is linked:
# a build needs to run nothing. The working folder is the repository. TIMEOUT is seconds a case.
function(torntape_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "TIMEOUT" "SOURCES;DEPENDS")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 180)  # a deadline for a busy machine under sanitizers; nothing takes that long
  endif()
  add_executable(${name} ${ARG_SOURCES})
  torntape_test_code(${name})
  torntape_use_precompiled(${name} test)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gtest_main GTest::gmock
                                        rapidcheck_gtest)
  torntape_test_label(label)
  include(GoogleTest)
  gtest_discover_tests(${name}
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    NO_PRETTY_VALUES
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS ${label})
endfunction()

# A fuzz target: SOURCES define LLVMFuzzerTestOneInput. With TORNTAPE_FUZZ it is a libFuzzer
# program; otherwise a program that replays a corpus. Both are a test over
# tests/fuzz/corpus/<name>/, so whatever fuzzing once found stays found, on every compiler.
function(torntape_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;DEPENDS")
  add_executable(${name} ${ARG_SOURCES})
  torntape_test_code(${name})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
  add_dependencies(fuzz_targets ${name})
  set(corpus ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
  if(TORNTAPE_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_test(NAME fuzz.${name} COMMAND ${name} -runs=0 ${corpus})
  else()
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.cc)
    add_test(NAME fuzz.${name} COMMAND ${name} ${corpus})
  endif()
  set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 120 LABELS fuzz)
endfunction()

# A test that is a Python script: torntape_script_test(tidy SCRIPT tidy.py ARGUMENTS ...).
function(torntape_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "SCRIPT;TIMEOUT" "ARGUMENTS")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  torntape_test_label(label)
  add_test(NAME ${label}.${name}
           COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_SCRIPT} ${ARG_ARGUMENTS}
           WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${label}.${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS ${label})
endfunction()

# Every header of every library, each first and alone in a file of its own, so that none leans on
# what its users happen to include before it. Nothing links the objects.
function(torntape_headers_alone)
  get_property(headers GLOBAL PROPERTY TORNTAPE_HEADERS)
  get_property(libraries GLOBAL PROPERTY TORNTAPE_LIBRARIES)
  set(sources)
  foreach(header ${headers})
    set(source ${PROJECT_BINARY_DIR}/headers_alone/${header}.cc)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n")
    list(APPEND sources ${source})
  endforeach()
  add_library(headers_alone OBJECT ${sources})
  torntape_own_code(headers_alone)
  target_compile_options(headers_alone PRIVATE -O0 -g0)
  list(REMOVE_DUPLICATES libraries)
  target_link_libraries(headers_alone PRIVATE ${libraries})
endfunction()
