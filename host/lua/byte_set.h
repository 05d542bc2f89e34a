// Sets of bytes for the pattern matcher: one bit per byte value, and the sets that Lua patterns
// name by a letter. Classification is ASCII and fixed, as in LuaJIT; no locale is ever asked.
#pragma once

#include <array>
#include <cstdint>

namespace perigee::lua {

/// A set of byte values, 32 bytes large.
struct ByteSet {
  std::array<std::uint64_t, 4> words{};

  constexpr bool has(unsigned char byte) const {
    return ((words[byte >> 6U] >> (byte & 63U)) & 1U) != 0;
  }
  constexpr void add(unsigned char byte) { words[byte >> 6U] |= std::uint64_t{1} << (byte & 63U); }
  /// Adds every byte from first to last, both included; nothing when first > last.
  constexpr void add_range(unsigned char first, unsigned char last) {
    constexpr std::uint64_t kAll = ~std::uint64_t{0};
    for (unsigned word = first >> 6U; word <= last >> 6U; ++word) {
      std::uint64_t bits = kAll;
      if (word == first >> 6U) bits &= kAll << (first & 63U);
      if (word == last >> 6U) bits &= kAll >> (63U - (last & 63U));
      words[word] |= bits;
    }
  }
  constexpr void add(const ByteSet& other) {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] |= other.words[i];
  }
  constexpr void invert() {
    for (std::uint64_t& word : words) word = ~word;
  }
};

/// The sets that are known beforehand.
struct KnownSets {
  std::array<ByteSet, 128> classes{};  ///< by letter; empty for those that stand for themselves
  ByteSet letters;                     ///< those that do not
  std::array<ByteSet, 256> singles{};
  ByteSet any;
};

extern const KnownSets kKnownSets;

/// The set behind `%letter`, such as the digits for 'd' and everything else for 'D', or null when
/// the letter names no class and therefore stands for itself.
inline const ByteSet* class_set(unsigned char letter) {
  return kKnownSets.letters.has(letter) ? &kKnownSets.classes[letter] : nullptr;
}

/// The set of this byte alone.
inline const ByteSet& single_set(unsigned char byte) {
  return kKnownSets.singles[byte];
}

/// The set of all bytes.
inline const ByteSet& any_set() {
  return kKnownSets.any;
}

}  // namespace perigee::lua
