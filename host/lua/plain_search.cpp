#include "host/lua/plain_search.h"

#include <algorithm>
#include <cstring>

#include "host/lua/byte_set.h"
#include "host/lua/weights.h"

namespace perigee::lua::pattern {

bool has_specials(std::string_view pattern) {
  static constexpr ByteSet kSpecials = [] {
    ByteSet set;
    for (const char c : std::string_view("^$*+?.([%-")) set.add(static_cast<unsigned char>(c));
    return set;
  }();
  for (const char c : pattern) {
    if (kSpecials.has(static_cast<unsigned char>(c))) return true;
  }
  return false;
}

std::size_t find_plain(std::string_view subject, std::string_view needle, std::size_t from,
                       Meter meter) {
  if (needle.empty()) return from;
  const std::size_t stride = std::max(weights::kSearchWindow, needle.size());
  for (; subject.size() - from >= needle.size(); from += stride) {
    const std::string_view window = subject.substr(from, stride + needle.size() - 1);
    const std::size_t read = window.size() + 2 * needle.size();  // memmem looks at the needle first
    meter.charge(meter.context, read / weights::kSearchedBytesPerStep + 1);
    const void* hit = memmem(window.data(), window.size(), needle.data(), needle.size());
    if (hit != nullptr) {
      return static_cast<std::size_t>(static_cast<const char*>(hit) - subject.data());
    }
    if (subject.size() - from < stride) break;
  }
  return std::string_view::npos;
}

}  // namespace perigee::lua::pattern
