#include "host/cli/http_client.h"

#include <curl/curl.h>

#include <memory>

namespace perigee::cli {
namespace {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t append_body(const char* bytes, std::size_t one, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(bytes, one * count);
  return one * count;
}

std::unique_ptr<curl_slist, FreeList> headers_of(const ClientRequest& request) {
  curl_slist* list = nullptr;
  if (!request.token.empty()) {
    list = curl_slist_append(list, ("Authorization: Bearer " + request.token).c_str());
  }
  if (!request.body.empty()) list = curl_slist_append(list, "Content-Type: application/json");
  list = curl_slist_append(list, "Expect:");
  return std::unique_ptr<curl_slist, FreeList>(list);
}

}  // namespace

std::string base_url(const std::string& host, int port) {
  const bool needs_brackets = host.find(':') != std::string::npos && !host.starts_with('[');
  return "http://" + (needs_brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string url_escape(const std::string& text) {
  const std::unique_ptr<char, void (*)(void*)> escaped(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), curl_free);
  PERIGEE_CHECK(escaped, "libcurl has no memory");
  return escaped.get();
}

Result<ClientResponse> send_request(const ClientRequest& request) {
  const std::unique_ptr<CURL, CloseHandle> handle(curl_easy_init());
  PERIGEE_CHECK(handle, "libcurl has no handle");
  CURL* curl = handle.get();
  const auto headers = headers_of(request);
  ClientResponse response;
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");  // the token must not pass through one
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  if (!request.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response.body);
  if (const CURLcode code = curl_easy_perform(curl); code != CURLE_OK) {
    return fail(Code::ConnectionFailed,
                "no answer from " + request.url + ": " + curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  return response;
}

}  // namespace perigee::cli
