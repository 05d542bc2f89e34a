#include "host/base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace perigee {
namespace {

/// The bytes at the front that make one code point, or that one U+FFFD stands for.
struct Sequence {
  std::size_t length;
  bool well_formed;
};

/// An ill-formed sequence ends before the byte that cannot continue it, as in every decoder of the
/// web, so that the lengths of repaired texts agree.
Sequence first_sequence(std::string_view s) {
  const auto at = [&s](std::size_t i) {
    return static_cast<unsigned char>(s[i]);
  };
  const unsigned char lead = at(0);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The second byte rules out overlong forms, surrogates and what is above U+10FFFF.
  unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= s.size() || at(i) < low || at(i) > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true};
}

/// Length of the stretch of ASCII at the front, in whole words of eight bytes.
std::size_t ascii_words(std::string_view s) {
  std::size_t length = 0;
  for (std::uint64_t word = 0; length + sizeof word <= s.size(); length += sizeof word) {
    std::memcpy(&word, s.data() + length, sizeof word);
    if ((word & 0x8080808080808080) != 0) break;
  }
  return length;
}

/// U+0080 to U+009F, which some terminals obey as they obey an escape.
bool is_c1_control(std::string_view s) {
  return s.size() > 1 && s[0] == '\xC2' && static_cast<unsigned char>(s[1]) >= 0x80 &&
         static_cast<unsigned char>(s[1]) < 0xA0;
}

void append_escape(std::string& out, unsigned char byte) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\x";
  out += kHex[byte >> 4];
  out += kHex[byte & 0x0F];
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> older(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(older, previous);
    std::swap(previous, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], older[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    if (const std::size_t ascii = ascii_words(bytes); ascii > 0) {
      bytes.remove_prefix(ascii);
      continue;
    }
    const Sequence sequence = first_sequence(bytes);
    if (!sequence.well_formed) return false;
    bytes.remove_prefix(sequence.length);
  }
  return true;
}

std::string repair_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const Sequence sequence = first_sequence(bytes);
    out += sequence.well_formed ? bytes.substr(0, sequence.length) : "\xEF\xBF\xBD";
    bytes.remove_prefix(sequence.length);
  }
  return out;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80;  // one per code point …
    units += byte >= 0xF0;           // … and one more outside the BMP
  }
  return units;
}

bool is_utf8_boundary(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return offset == text.size();
  return (static_cast<unsigned char>(text[offset]) & 0xC0) != 0x80;
}

char32_t next_code_point(std::string_view text, std::size_t& offset) {
  const auto at = [&](std::size_t i) {
    return static_cast<unsigned char>(text[offset + i]);
  };
  const unsigned char lead = at(0);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t code_point = length == 1 ? lead : lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) code_point = (code_point << 6) | (at(i) & 0x3Fu);
  offset += length;
  return code_point;
}

bool is_js_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000 || c == 0xFEFF;
}

bool is_blank(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    if (!is_js_space(next_code_point(text, offset))) return false;
  }
  return true;
}

std::string_view nearest(std::string_view typed, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, typed.size() / 3) + 1;
  for (std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(typed, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string_view> candidates) {
  const std::string_view best = nearest(typed, candidates);
  return best.empty() ? std::string() : "did you mean \"" + std::string(best) + "\"?";
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  std::size_t offset = 0;
  while (offset < text.size()) {
    if (out.size() >= limit) return out + "…";
    const auto byte = static_cast<unsigned char>(text[offset]);
    const Sequence sequence = first_sequence(text.substr(offset));
    if (byte == '\n' || byte == '\t') {
      out += byte == '\n' ? "\\n" : "\\t";
      ++offset;
    } else if (byte < 0x20 || byte == 0x7F || !sequence.well_formed) {
      append_escape(out, byte);
      ++offset;
    } else if (is_c1_control(text.substr(offset))) {
      append_escape(out, static_cast<unsigned char>(text[offset + 1]));
      offset += sequence.length;
    } else {
      out += text.substr(offset, sequence.length);
      offset += sequence.length;
    }
  }
  return out;
}

}  // namespace perigee
