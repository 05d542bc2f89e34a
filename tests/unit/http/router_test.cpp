#include "host/http/router.h"

#include <catch2/catch.hpp>

using namespace perigee::http;

namespace {

/// The pattern that a request finds, with its parameters: "/a/:x [1]".
std::string find(const Router& router, std::string_view method, std::string_view path) {
  Request request;
  request.method = method;
  request.path = path;
  const Route* route = router.find(request);
  if (route == nullptr) return "none";
  std::string found = route->pattern;
  for (const auto parameter : request.parameters) {
    if (!parameter.empty()) found.append(" [").append(parameter).append("]");
  }
  return found;
}

Router sample() {
  Router router;
  for (const char* pattern : {"/a", "/a/:x", "/a/:x/b", "/a/:x/b/:y", "/"}) {
    router.add({.method = "GET", .pattern = pattern, .handle = {}});
  }
  router.add({.method = "POST", .pattern = "/a", .handle = {}});
  return router;
}

}  // namespace

TEST_CASE("a route is found by method and pattern, and the placeholders are filled raw") {
  const Router router = sample();
  CHECK(find(router, "GET", "/a") == "/a");
  CHECK(find(router, "GET", "/") == "/");
  CHECK(find(router, "GET", "/a/ch%5F1") == "/a/:x [ch%5F1]");
  CHECK(find(router, "GET", "/a/1/b") == "/a/:x/b [1]");
  CHECK(find(router, "GET", "/a/1/b/2") == "/a/:x/b/:y [1] [2]");
  CHECK(find(router, "POST", "/a") == "/a");
}

TEST_CASE("case, trailing slashes, empty segments and other methods do not match") {
  const Router router = sample();
  for (const auto* path :
       {"/A", "/a/", "/a//b", "/a/1/c", "/a/1/b/", "/a/1/b/2/3", "", "a", "//a"}) {
    CAPTURE(path);
    CHECK(find(router, "GET", path) == "none");
  }
  CHECK(find(router, "HEAD", "/a") == "none");
  CHECK(find(router, "OPTIONS", "/a") == "none");
  CHECK(find(router, "POST", "/a/1") == "none");
}
