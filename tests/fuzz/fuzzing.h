// What the fuzz targets share. A target is one function over bytes which aborts when a property
// does not hold; it keeps nothing from one input to the next that could change an answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/dice.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace perigee::test {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Cuts bytes into pieces of 1 to `most` bytes, the same ones each time.
inline std::vector<std::string_view> pieces(std::string_view bytes, std::uint32_t most) {
  Dice dice(bytes);
  std::vector<std::string_view> cut;
  while (!bytes.empty()) {
    cut.push_back(bytes.substr(0, 1 + dice.roll(most)));
    bytes.remove_prefix(cut.back().size());
  }
  return cut;
}

}  // namespace perigee::test
