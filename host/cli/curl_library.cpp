#include "host/cli/curl_library.h"

#include <dlfcn.h>

namespace perigee::cli {
namespace {

constexpr const char* kFile = "libcurl.so.4";

Result<CurlLibrary> load() {
  void* library = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return fail(Code::ConnectionFailed,
                std::string("nothing can be sent without libcurl: ") + dlerror(),
                "install the package libcurl4");
  }
  CurlLibrary functions{};
  std::string missing;
  const auto find = [&]<class Function>(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    if (function == nullptr) missing = name;
  };
  find(functions.easy_init, "curl_easy_init");
  find(functions.easy_cleanup, "curl_easy_cleanup");
  find(functions.easy_setopt, "curl_easy_setopt");
  find(functions.easy_perform, "curl_easy_perform");
  find(functions.easy_getinfo, "curl_easy_getinfo");
  find(functions.easy_send, "curl_easy_send");
  find(functions.easy_recv, "curl_easy_recv");
  find(functions.easy_strerror, "curl_easy_strerror");
  find(functions.slist_append, "curl_slist_append");
  find(functions.slist_free_all, "curl_slist_free_all");
  if (missing.empty()) return functions;
  return fail(Code::ConnectionFailed, std::string(kFile) + " has no " + missing,
              "install the package libcurl4 of this system");
}

}  // namespace

Result<const CurlLibrary*> curl_library() {
  static const Result<CurlLibrary> library = load();
  if (!library) return std::unexpected(library.error());
  return &*library;
}

}  // namespace perigee::cli
