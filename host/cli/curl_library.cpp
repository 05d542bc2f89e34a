#include "host/cli/curl_library.h"

#include "host/base/library.h"

namespace perigee::cli {
namespace {

Result<CurlLibrary> load() {
  Library library("libcurl.so.4", "libcurl4");
  CurlLibrary functions{};
  library.find(functions.easy_init, "curl_easy_init");
  library.find(functions.easy_cleanup, "curl_easy_cleanup");
  library.find(functions.easy_setopt, "curl_easy_setopt");
  library.find(functions.easy_perform, "curl_easy_perform");
  library.find(functions.easy_getinfo, "curl_easy_getinfo");
  library.find(functions.easy_send, "curl_easy_send");
  library.find(functions.easy_recv, "curl_easy_recv");
  library.find(functions.easy_strerror, "curl_easy_strerror");
  library.find(functions.slist_append, "curl_slist_append");
  library.find(functions.slist_free_all, "curl_slist_free_all");
  if (auto loaded = library.finish(Code::ConnectionFailed); !loaded) return fail(std::move(loaded));
  return functions;
}

}  // namespace

Result<const CurlLibrary*> curl_library() {
  static const Result<CurlLibrary> library = load();
  if (!library) return std::unexpected(library.error());
  return &*library;
}

}  // namespace perigee::cli
