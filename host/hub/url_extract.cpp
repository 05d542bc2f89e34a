#include <unordered_set>

#include "host/base/text.h"
#include "host/hub/url.h"

namespace perigee::hub {
namespace {

constexpr std::string_view kMark = "://";

/// Where a scheme of "http" or "https" before `mark` starts, or npos. `floor` is not gone below.
std::size_t scheme_start(std::string_view text, std::size_t floor, std::size_t mark) {
  for (std::string_view scheme : {std::string_view("http"), std::string_view("https")}) {
    if (mark - floor < scheme.size()) continue;
    const std::size_t start = mark - scheme.size();
    std::size_t same = 0;
    while (same < scheme.size() && (text[start + same] | 0x20) == scheme[same]) ++same;
    if (same == scheme.size()) return start;
  }
  return text.npos;
}

/// The end of the longest run from `start` without white space, angle brackets and quotes.
std::size_t run_end(std::string_view text, std::size_t start) {
  for (std::size_t next = start; next < text.size();) {
    const std::size_t at = next;
    const char32_t c = next_code_point(text, next);
    if (c == '<' || c == '>' || c == '"' || c == '\'' || is_js_space(c)) return at;
  }
  return text.size();
}

}  // namespace

std::vector<std::string> extract_urls(std::string_view text) {
  std::vector<std::string> urls;
  std::unordered_set<std::string_view> seen;
  std::size_t floor = 0;
  std::size_t from = 0;
  for (std::size_t mark; (mark = text.find(kMark, from)) != text.npos;) {
    from = mark + kMark.size();
    const std::size_t start = scheme_start(text, floor, mark);
    if (start == text.npos) continue;
    const std::size_t end = run_end(text, from);
    if (end == from) continue;
    floor = from = end;
    std::string_view url = text.substr(start, end - start);
    // The slash of the scheme stops this at the latest.
    url = url.substr(0, url.find_last_not_of(".,;:!?)") + 1);
    if (classify_url(url) == UrlVerdict::Ok && seen.insert(url).second) urls.emplace_back(url);
  }
  return urls;
}

}  // namespace perigee::hub
