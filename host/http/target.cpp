#include "host/http/target.h"

#include <algorithm>
#include <vector>

#include "host/http/request.h"

namespace perigee::http {
namespace {

/// "." or ".." with any of the dots percent-encoded: 1 or 2, else 0.
int dots(std::string_view segment) {
  int count = 0;
  while (!segment.empty()) {
    if (segment.starts_with('.')) {
      segment.remove_prefix(1);
    } else if (equals_lower(segment.substr(0, 3), "%2e")) {
      segment.remove_prefix(3);
    } else {
      return 0;
    }
    ++count;
  }
  return count <= 2 ? count : 0;
}

/// Whether normalising could change the path at all.
bool is_plain(std::string_view path) {
  return path.find('\\') == std::string_view::npos && path.find("/.") == std::string_view::npos &&
         path.find("/%2") == std::string_view::npos;
}

std::string resolve_dots(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  for (bool more = true; more;) {
    const std::size_t end = std::min(path.find_first_of("/\\"), path.size());
    more = end < path.size();
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(more ? end + 1 : end);
    const int up = dots(segment);
    if (up == 0) {
      segments.push_back(segment);
      continue;
    }
    if (up == 2 && !segments.empty()) segments.pop_back();
    if (!more) segments.push_back({});  // a trailing dot segment leaves a trailing slash
  }
  std::string out;
  for (const std::string_view segment : segments) out.append("/").append(segment);
  return out.empty() ? "/" : out;
}

}  // namespace

std::optional<Target> parse_target(std::string_view target, std::string& storage) {
  Target parsed;
  target = target.substr(0, target.find('#'));
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_lower(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    parsed.authority = target.substr(0, end);
    if (parsed.authority.empty()) return std::nullopt;
    target.remove_prefix(end);
    if (!target.starts_with('/')) {
      parsed.path = "/";
      if (target.starts_with('?')) parsed.query = target.substr(1);
      return parsed;
    }
    break;
  }
  if (!target.starts_with('/')) return std::nullopt;
  const std::size_t mark = std::min(target.find('?'), target.size());
  parsed.path = target.substr(0, mark);
  if (mark < target.size()) parsed.query = target.substr(mark + 1);
  if (!is_plain(parsed.path)) {
    storage = resolve_dots(parsed.path);
    parsed.path = storage;
  }
  return parsed;
}

}  // namespace perigee::http
