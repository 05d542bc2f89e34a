#include <cstdint>

#include "host/hub/url_host.h"

namespace perigee::hub {
namespace {

// Parameters of RFC 3492.
constexpr std::uint32_t kBase = 36;
constexpr std::uint32_t kTMin = 1;
constexpr std::uint32_t kTMax = 26;
constexpr std::uint32_t kSkew = 38;
constexpr std::uint32_t kDamp = 700;
constexpr std::uint32_t kInitialBias = 72;
constexpr std::uint32_t kInitialCodePoint = 0x80;

constexpr std::uint64_t kMaxDelta = 0x7FFFFFFF;

std::uint32_t digit_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0') + 26;
  const int letter = c | 0x20;
  return letter >= 'a' && letter <= 'z' ? static_cast<std::uint32_t>(letter - 'a') : kBase;
}

std::uint32_t adapted_bias(std::uint64_t delta, std::uint64_t length, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / length;
  std::uint32_t k = 0;
  for (; delta > ((kBase - kTMin) * kTMax) / 2; k += kBase) delta /= kBase - kTMin;
  return k + static_cast<std::uint32_t>((kBase - kTMin + 1) * delta / (delta + kSkew));
}

/// Reads one variable-length integer off the front. False when it is cut short or too large.
bool take_delta(std::string_view& text, std::uint32_t bias, std::uint64_t& delta) {
  std::uint64_t weight = 1;
  for (std::uint32_t k = kBase;; k += kBase) {
    if (text.empty()) return false;
    const std::uint32_t digit = digit_value(text.front());
    text.remove_prefix(1);
    if (digit == kBase) return false;
    delta += digit * weight;
    if (delta > kMaxDelta) return false;
    const std::uint32_t threshold = k <= bias ? kTMin : k >= bias + kTMax ? kTMax : k - bias;
    if (digit < threshold) return true;
    weight *= kBase - threshold;
    if (weight > kMaxDelta) return false;
  }
}

}  // namespace

// Only whether it decodes is asked, so the decoded letters need no places: a label of any length
// costs one pass.
bool is_punycode(std::string_view text) {
  const std::size_t delimiter = text.rfind('-');
  std::uint64_t length = delimiter == text.npos ? 0 : delimiter;
  for (char c : text.substr(0, length)) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  if (length > 0) text.remove_prefix(length + 1);
  if (text.empty()) return false;

  std::uint64_t code_point = kInitialCodePoint;
  std::uint64_t place = 0;
  std::uint32_t bias = kInitialBias;
  while (!text.empty()) {
    const std::uint64_t before = place;
    if (!take_delta(text, bias, place)) return false;
    ++length;
    bias = adapted_bias(place - before, length, before == 0);
    code_point += place / length;
    place %= length;
    if (code_point > 0x10FFFF || !is_name_code_point(static_cast<char32_t>(code_point))) {
      return false;
    }
    ++place;
  }
  return true;
}

}  // namespace perigee::hub
