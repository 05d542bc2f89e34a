# Language level, warnings, sanitizers and the compiler cache, for every target of the project.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
# Assertions stay in optimised builds: they guard data, and cost nothing that a benchmark shows.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")

find_program(PERIGEE_CCACHE ccache)
if(PERIGEE_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER "${PERIGEE_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${PERIGEE_CCACHE}")
endif()

add_library(perigee_options INTERFACE)
target_compile_options(perigee_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wnull-dereference -Wformat=2 -Werror -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these inside the standard library when it inlines; clang-tidy covers ours.
  target_compile_options(perigee_options INTERFACE
    -Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict -Wno-dangling-pointer)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(perigee_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()

set(PERIGEE_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined or thread")
if(PERIGEE_SANITIZE)
  add_compile_options(-fsanitize=${PERIGEE_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PERIGEE_SANITIZE})
endif()
