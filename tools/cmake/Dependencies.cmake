# Everything from outside the project. All of it is in Debian 12; a missing package is named.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# perigee_package(<target> <pkg-config module> <debian package>)
function(perigee_package target module package)
  pkg_check_modules(${target} IMPORTED_TARGET GLOBAL ${module})
  if(NOT ${target}_FOUND)
    message(FATAL_ERROR "${module} not found: install ${package} (tools/run does it for you)")
  endif()
endfunction()

perigee_package(LUAJIT luajit libluajit-5.1-dev)
perigee_package(SQLITE3 sqlite3 libsqlite3-dev)
perigee_package(LIBUV libuv libuv1-dev)
perigee_package(SIMDJSON simdjson libsimdjson-dev)
perigee_package(FMT fmt libfmt-dev)
perigee_package(SPDLOG spdlog libspdlog-dev)
perigee_package(RE2 re2 libre2-dev)
perigee_package(CRYPTO libcrypto libssl-dev)
perigee_package(LIBARCHIVE libarchive libarchive-dev)
perigee_package(CURL libcurl libcurl4-openssl-dev)
# The headers alone: these libraries are loaded when something is sent or backed up.
add_library(curl_headers INTERFACE)
target_include_directories(curl_headers SYSTEM INTERFACE ${CURL_INCLUDE_DIRS})
add_library(archive_headers INTERFACE)
target_include_directories(archive_headers SYSTEM INTERFACE ${LIBARCHIVE_INCLUDE_DIRS})
find_package(CLI11 REQUIRED)

# llhttp comes as the C sources that Debian's node-llhttp installs; the path is not a stable
# interface, so the search is explicit.
find_path(LLHTTP_SOURCE_DIR NAMES llhttp.c PATHS /usr/share/llhttp NO_DEFAULT_PATH)
find_path(LLHTTP_INCLUDE_DIR NAMES llhttp.h NO_DEFAULT_PATH
  PATHS /usr/share/include/llhttp /usr/share/llhttp /usr/include/llhttp)
if(NOT LLHTTP_SOURCE_DIR OR NOT LLHTTP_INCLUDE_DIR)
  message(FATAL_ERROR "llhttp sources not found: install node-llhttp (tools/run does it for you)")
endif()
add_library(llhttp STATIC EXCLUDE_FROM_ALL
  ${LLHTTP_SOURCE_DIR}/llhttp.c ${LLHTTP_SOURCE_DIR}/api.c ${LLHTTP_SOURCE_DIR}/http.c)
target_include_directories(llhttp SYSTEM PUBLIC ${LLHTTP_INCLUDE_DIR})
# Without strict mode its line ends inside chunked bodies are taken on trust.
target_compile_definitions(llhttp PUBLIC LLHTTP_STRICT_MODE=1)
set_target_properties(llhttp PROPERTIES POSITION_INDEPENDENT_CODE ON)
