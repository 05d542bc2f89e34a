// Random numbers for tests: from a seed, the same on every machine and with every library. Nothing
// about them is unpredictable.
#pragma once

#include <cstdint>
#include <string_view>

namespace perigee::test {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2 + 1) {}
  /// A seed that depends on every byte, so that what follows from an input is the same each time.
  explicit Dice(std::string_view bytes);
  /// A number from 0 to sides - 1.
  std::uint32_t roll(std::uint32_t sides);
  bool one_in(std::uint32_t sides) { return roll(sides) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace perigee::test
