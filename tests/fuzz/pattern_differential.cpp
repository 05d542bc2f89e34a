// Compares the plugins' pattern functions with the stock ones on random cases.
//   pattern_differential [seed [count]]
// Prints every tenth of the way, stops at the tenth difference, and exits with 1 if there was any.
#include <cstdio>
#include <cstdlib>

#include "host/base/clock.h"
#include "tests/fuzz/differential.h"
#include "tests/fuzz/stock.h"

namespace {

bool compare(lua_State* L, unsigned long long seed, unsigned long long count) {
  perigee::test::add_stock_libraries(L);
  perigee::test::Differential differential(L);
  perigee::test::Dice dice(seed);
  int differences = 0;
  for (unsigned long long i = 1; i <= count && differences < 10; ++i) {
    const std::string difference = differential.compare(perigee::test::random_case(dice));
    if (!difference.empty()) std::printf("case %llu: %s\n", i, difference.c_str());
    differences += difference.empty() ? 0 : 1;
    if (i % (count / 10 + 1) == 0) std::printf("%llu cases\n", i);
    std::fflush(stdout);
  }
  std::printf("seed %llu: %llu cases, %llu matched, %llu raised errors, %d differ\n", seed, count,
              static_cast<unsigned long long>(differential.matched()),
              static_cast<unsigned long long>(differential.raised()), differences);
  return differences == 0;
}

}  // namespace

int main(int argc, char** argv) {
  const unsigned long long seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const unsigned long long count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  const perigee::SystemClock clock;
  const auto state = perigee::lua::State::create({}, clock).value();
  bool same = false;
  perigee::test::inside(*state, [&](lua_State* L) { same = compare(L, seed, count); });
  return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
