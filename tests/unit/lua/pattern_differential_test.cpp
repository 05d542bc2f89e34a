// Our pattern functions against the stock ones, on random cases; tests/fuzz runs many more.
#include "tests/fuzz/differential.h"
#include "tests/unit/lua/pattern_compared.h"

using perigee::test::Compared;
using perigee::test::Dice;
using perigee::test::Differential;

TEST_CASE("find, match, gmatch and gsub answer like the stock ones") {
  constexpr int kCases = 300'000;
  Compared sandbox;
  perigee::test::inside(*sandbox.state, [](lua_State* L) {
    Differential differential(L);
    Dice dice(20'260'102);
    std::string difference;
    for (int i = 0; i < kCases && difference.empty(); ++i) {
      difference = differential.compare(perigee::test::random_case(dice));
    }
    CHECK(difference.empty());
    INFO(difference);
    // The comparison is worth something only if enough of the cases match and enough fail.
    CHECK(differential.matched() > kCases / 4);
    CHECK(differential.raised() > kCases / 20);
  });
}

TEST_CASE("a difference between two libraries is noticed and described") {
  Compared sandbox;
  perigee::test::inside(*sandbox.state, [](lua_State* L) {
    const int failed = luaL_dostring(L,
                                     "local find = string.find "
                                     "string.find = function(s, p) return find(s, p) end");
    REQUIRE(failed == 0);
    Differential differential(L);
    perigee::test::PatternCase test;
    test.subject = "abab";
    test.pattern = "b";
    test.init = 3;
    CHECK(differential.compare(test) ==
          "string.find(\"abab\", \"b\", 3)\n  stock: 4.000000 4.000000\n  ours: 2.000000 2.000000");
  });
}
