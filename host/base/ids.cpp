#include "host/base/ids.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "host/base/error.h"

namespace perigee {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::uint64_t kBase = 36;
constexpr int kPartLength = 8;
constexpr std::uint64_t kPartEnd = 2821109907456;  // 36^8

void append_base36(std::string& out, std::uint64_t value) {
  std::array<char, kPartLength> digits;
  for (int i = kPartLength; i-- > 0;) {
    digits[static_cast<std::size_t>(i)] = kDigits[value % kBase];
    value /= kBase;
  }
  out.append(digits.data(), digits.size());
}

std::uint64_t parse_base36(std::string_view text) {
  std::uint64_t value = 0;
  for (char c : text) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) return 0;
    value = value * kBase + digit;
  }
  return value;
}

std::uint64_t random_bits(const RandomSource& random) {
  std::uint64_t bits = 0;
  random(&bits, sizeof bits);
  return bits;
}

std::string format_uuid(std::array<unsigned char, 16> bytes) {
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 0x0f];
  }
  return text;
}

}  // namespace

RandomSource system_random() {
  return [](void* out, std::size_t size) {
    auto* p = static_cast<unsigned char*>(out);
    while (size > 0) {
      const ssize_t n = getrandom(p, size, 0);
      PERIGEE_CHECK(n > 0 || errno == EINTR, "getrandom failed");
      if (n <= 0) continue;
      p += n;
      size -= static_cast<std::size_t>(n);
    }
  };
}

IdGenerator::IdGenerator(const Clock& clock, RandomSource random)
    : clock_(clock), random_(std::move(random)) {}

std::string IdGenerator::next(std::string_view prefix) {
  const auto now = static_cast<std::uint64_t>(clock_.now().time_since_epoch().count());
  if (now > millisecond_) {
    millisecond_ = now;
    counter_ = random_bits(random_) % (kPartEnd / 2);  // the upper half is room to rise
  } else if (++counter_ >= kPartEnd) {
    ++millisecond_;
    counter_ = 0;
  }
  std::string id;
  id.reserve(prefix.size() + 2 * kPartLength);
  id += prefix;
  append_base36(id, millisecond_);
  append_base36(id, counter_);
  return id;
}

void IdGenerator::observe(std::string_view id) {
  const auto tail = id.substr(id.rfind('_') + 1);
  if (tail.size() < kPartLength) return;
  // The reference leaves its random part unpadded, so anything of that millisecond may be greater.
  const std::uint64_t millisecond = parse_base36(tail.substr(0, kPartLength));
  if (millisecond < millisecond_) return;
  millisecond_ = millisecond;
  counter_ = kPartEnd - 1;
}

std::string make_uuid(const RandomSource& random) {
  std::array<unsigned char, 16> bytes;
  random(bytes.data(), bytes.size());
  return format_uuid(bytes);
}

std::string make_ordered_uuid(const RandomSource& random, WallTime now) {
  std::array<unsigned char, 16> bytes;
  random(bytes.data(), bytes.size());
  const auto millisecond = static_cast<std::uint64_t>(now.time_since_epoch().count());
  for (std::size_t i = 0; i < 6; ++i) {
    bytes[i] = static_cast<unsigned char>(millisecond >> (8 * (5 - i)));
  }
  return format_uuid(bytes);
}

std::string make_token(const RandomSource& random, std::size_t bytes) {
  std::string raw(bytes, '\0');
  random(raw.data(), raw.size());
  std::string text;
  text.reserve(2 * bytes);
  for (char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0x0f];
  }
  return text;
}

}  // namespace perigee
