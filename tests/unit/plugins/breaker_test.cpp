#include "host/plugins/breaker.h"

#include <catch2/catch.hpp>

#include "tests/support/fake_clock.h"

using perigee::plugins::Breaker;
using perigee::test::FakeClock;
using namespace std::chrono_literals;

TEST_CASE("the third failure in a row opens the breaker") {
  FakeClock clock;
  Breaker breaker(clock);
  CHECK_FALSE(breaker.is_open());
  CHECK_FALSE(breaker.on_failure());
  CHECK_FALSE(breaker.on_failure());
  CHECK_FALSE(breaker.is_open());
  CHECK(breaker.on_failure());
  CHECK(breaker.is_open());
  CHECK(breaker.failures() == 3);
}

TEST_CASE("a success between failures starts the count anew") {
  FakeClock clock;
  Breaker breaker(clock);
  breaker.on_failure();
  breaker.on_failure();
  breaker.on_success();
  CHECK(breaker.failures() == 0);
  breaker.on_failure();
  breaker.on_failure();
  CHECK_FALSE(breaker.is_open());
}

TEST_CASE("the breaker stays open for a minute, and then three new failures are needed") {
  FakeClock clock;
  Breaker breaker(clock);
  for (int i = 0; i < 3; ++i) breaker.on_failure();
  CHECK(breaker.open_until() == clock.steady_now() + 60s);
  clock.advance(59'999ms);
  CHECK(breaker.is_open());
  clock.advance(1ms);
  CHECK_FALSE(breaker.is_open());
  breaker.on_failure();
  breaker.on_failure();
  CHECK_FALSE(breaker.is_open());
  breaker.on_failure();
  CHECK(breaker.is_open());
}

TEST_CASE("a further failure while the breaker is open lengthens the pause") {
  FakeClock clock;
  Breaker breaker(clock);
  for (int i = 0; i < 3; ++i) breaker.on_failure();
  clock.advance(30s);
  breaker.on_failure();
  clock.advance(30s);
  CHECK(breaker.is_open());
  clock.advance(30s);
  CHECK_FALSE(breaker.is_open());
}

TEST_CASE("a late success and a reset close the breaker") {
  FakeClock clock;
  Breaker breaker(clock);
  for (int i = 0; i < 3; ++i) breaker.on_failure();
  breaker.on_success();
  CHECK_FALSE(breaker.is_open());
  for (int i = 0; i < 3; ++i) breaker.on_failure();
  breaker.reset();
  CHECK_FALSE(breaker.is_open());
}

TEST_CASE("plugins have breakers of their own") {
  FakeClock clock;
  Breaker broken(clock);
  Breaker sound(clock);
  for (int i = 0; i < 3; ++i) broken.on_failure();
  CHECK_FALSE(sound.is_open());
}
