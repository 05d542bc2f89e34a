#include "host/lua/byte_set.h"

#include <cstddef>

namespace perigee::lua {
namespace {

constexpr ByteSet ranges(std::initializer_list<std::array<unsigned char, 2>> pairs) {
  ByteSet set;
  for (const auto& [first, last] : pairs) set.add_range(first, last);
  return set;
}

constexpr ByteSet inverted(ByteSet set) {
  set.invert();
  return set;
}

constexpr ByteSet of_letter(char letter) {
  switch (letter) {
    case 'a':
      return ranges({{'A', 'Z'}, {'a', 'z'}});
    case 'c':
      return ranges({{0x00, 0x1F}, {0x7F, 0x7F}});
    case 'd':
      return ranges({{'0', '9'}});
    case 'g':
      return ranges({{0x21, 0x7E}});
    case 'l':
      return ranges({{'a', 'z'}});
    case 'p':
      return ranges({{0x21, 0x2F}, {0x3A, 0x40}, {0x5B, 0x60}, {0x7B, 0x7E}});
    case 's':
      return ranges({{0x09, 0x0D}, {' ', ' '}});
    case 'u':
      return ranges({{'A', 'Z'}});
    case 'w':
      return ranges({{'0', '9'}, {'A', 'Z'}, {'a', 'z'}});
    case 'x':
      return ranges({{'0', '9'}, {'A', 'F'}, {'a', 'f'}});
    case 'z':
      return ranges({{0x00, 0x00}});
    default:
      return {};
  }
}

constexpr KnownSets known_sets() {
  KnownSets known;
  for (const char letter : {'a', 'c', 'd', 'g', 'l', 'p', 's', 'u', 'w', 'x', 'z'}) {
    const auto lower = static_cast<unsigned char>(letter);
    const auto upper = static_cast<unsigned char>(letter - 'a' + 'A');
    known.letters.add(lower);
    known.letters.add(upper);
    known.classes[lower] = of_letter(letter);
    known.classes[upper] = inverted(of_letter(letter));
  }
  for (std::size_t i = 0; i < known.singles.size(); ++i) {
    known.singles[i].add(static_cast<unsigned char>(i));
  }
  known.any = inverted({});
  return known;
}

}  // namespace

constinit const KnownSets kKnownSets = known_sets();

}  // namespace perigee::lua
