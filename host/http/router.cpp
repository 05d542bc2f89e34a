#include "host/http/router.h"

#include <algorithm>

namespace perigee::http {
namespace {

std::string_view take_segment(std::string_view& path) {
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return segment;
}

bool matches(std::string_view pattern, Request& request) {
  std::string_view path = request.path;
  const auto slashes = std::ranges::count(pattern, '/');
  if (slashes != std::ranges::count(path, '/')) return false;
  std::size_t parameter = 0;
  for (auto left = slashes + 1; left > 0; --left) {
    const std::string_view expected = take_segment(pattern);
    const std::string_view actual = take_segment(path);
    if (!expected.starts_with(':')) {
      if (expected != actual) return false;
      continue;
    }
    if (actual.empty()) return false;
    PERIGEE_CHECK(parameter < request.parameters.size(), "pattern with too many placeholders");
    request.parameters[parameter++] = actual;
  }
  return true;
}

}  // namespace

const Route* Router::find(Request& request) const {
  for (const Route& route : routes_) {
    if (route.method == request.method && matches(route.pattern, request)) return &route;
  }
  return nullptr;
}

}  // namespace perigee::http
