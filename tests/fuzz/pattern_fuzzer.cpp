// libFuzzer target: the plugins' pattern functions against the stock ones.
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "host/base/clock.h"
#include "tests/fuzz/differential.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/stock.h"

namespace {

/// One state for all inputs: none of the functions compared leaves anything behind in it.
class Harness {
 public:
  Harness() : state_(perigee::lua::State::create({}, clock_).value()) {
    perigee::test::inside(*state_, [this](lua_State* L) {
      perigee::test::add_stock_libraries(L);
      differential_ = std::make_unique<perigee::test::Differential>(L);
    });
  }

  std::string compare(const perigee::test::PatternCase& test) {
    std::string difference;
    perigee::test::inside(*state_, [&](lua_State*) { difference = differential_->compare(test); });
    return difference;
  }

 private:
  perigee::SystemClock clock_;
  std::unique_ptr<perigee::lua::State> state_;
  std::unique_ptr<perigee::test::Differential> differential_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Harness harness;
  const auto test = perigee::test::case_from_bytes({data, size});
  if (!test) return -1;
  const std::string difference = harness.compare(*test);
  if (!difference.empty()) {
    std::fprintf(stderr, "%s\n", difference.c_str());
    std::abort();
  }
  return 0;
}
