#include "host/cli/http_client.h"

#include <memory>

#include "host/cli/curl_library.h"

namespace perigee::cli {
namespace {

std::size_t append_body(const char* bytes, std::size_t one, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(bytes, one * count);
  return one * count;
}

using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

Headers headers_of(const CurlLibrary& curl, const ClientRequest& request) {
  curl_slist* list = nullptr;
  if (!request.token.empty()) {
    list = curl.slist_append(list, ("Authorization: Bearer " + request.token).c_str());
  }
  if (!request.body.empty()) list = curl.slist_append(list, "Content-Type: application/json");
  list = curl.slist_append(list, "Expect:");
  return {list, curl.slist_free_all};
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").contains(c);
}

}  // namespace

std::string base_url(const std::string& host, int port) {
  const bool needs_brackets = host.find(':') != std::string::npos && !host.starts_with('[');
  return "http://" + (needs_brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string url_escape(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    if (is_unreserved(c)) {
      escaped += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      escaped += {'%', kHex[byte >> 4], kHex[byte & 0x0F]};
    }
  }
  return escaped;
}

Result<ClientResponse> send_request(const ClientRequest& request) {
  const auto library = curl_library();
  if (!library) return std::unexpected(library.error());
  const CurlLibrary& curl = **library;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> owned(curl.easy_init(),
                                                                  curl.easy_cleanup);
  CURL* handle = owned.get();
  PERIGEE_CHECK(handle != nullptr, "libcurl has no handle");
  const auto headers = headers_of(curl, request);
  ClientResponse response;
  curl.easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl.easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http");
  curl.easy_setopt(handle, CURLOPT_NOPROXY, "*");  // the token must not pass through one
  curl.easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl.easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl.easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl.easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  if (!request.body.empty()) {
    curl.easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl.easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  curl.easy_setopt(handle, CURLOPT_WRITEFUNCTION, append_body);
  curl.easy_setopt(handle, CURLOPT_WRITEDATA, &response.body);
  if (const CURLcode code = curl.easy_perform(handle); code != CURLE_OK) {
    return fail(Code::ConnectionFailed,
                "no answer from " + request.url + ": " + curl.easy_strerror(code));
  }
  long status = 0;
  curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  return response;
}

}  // namespace perigee::cli
