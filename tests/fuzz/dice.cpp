#include "tests/fuzz/dice.h"

namespace perigee::test {

Dice::Dice(std::string_view bytes) : state_(0xCBF29CE484222325U) {
  for (const char c : bytes) {  // FNV-1a
    state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  }
}

std::uint32_t Dice::roll(std::uint32_t sides) {
  state_ += 0x9E3779B97F4A7C15U;  // splitmix64
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return static_cast<std::uint32_t>(((z ^ (z >> 31U)) >> 32U) * sides >> 32U);
}

}  // namespace perigee::test
