// libcurl, loaded when something is first sent. Most commands and the host itself send nothing, and
// with the two dozen libraries that it brings it takes half of the time in which a host starts and
// a quarter of its memory. Headers come from the package; the functions come from here alone.
#pragma once

#include <curl/curl.h>

#include "host/base/error.h"

// With GCC these are macros that check types for the linked functions.
#undef curl_easy_setopt
#undef curl_easy_getinfo

namespace perigee::cli {

struct CurlLibrary {
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_send) easy_send;
  decltype(&curl_easy_recv) easy_recv;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
};

/// The functions, which stay until the process ends. Errors: ConnectionFailed when the library is
/// not on this machine.
Result<const CurlLibrary*> curl_library();

}  // namespace perigee::cli
