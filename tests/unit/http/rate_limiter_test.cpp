#include "host/http/rate_limiter.h"

#include <catch2/catch.hpp>

#include "tests/support/fake_clock.h"

using namespace perigee;
using namespace perigee::http;
using namespace std::chrono_literals;
using test::FakeClock;

namespace {

constexpr RateLimits kSmall{.enabled = true, .client = {3, 1000ms}, .global = {5, 1000ms}};

}  // namespace

TEST_CASE("a client has its limit, and the numbers count down") {
  const FakeClock clock;
  RateLimiter limiter(clock, kSmall);
  for (const int remaining : {2, 1, 0}) {
    const auto decision = limiter.check("Bearer a");
    REQUIRE(decision->allowed);
    CHECK(decision->limit == 3);
    CHECK(decision->remaining == remaining);
  }
  const auto refused = limiter.check("Bearer a");
  CHECK_FALSE(refused->allowed);
  CHECK(refused->remaining == 0);
  CHECK(refused->limit == 3);
}

TEST_CASE("buckets fill continuously") {
  FakeClock clock;
  RateLimiter limiter(clock, kSmall);
  for (int i = 0; i < 3; ++i) limiter.check("Bearer a");
  clock.advance(300ms);
  CHECK_FALSE(limiter.check("Bearer a")->allowed);  // 0.9 of a token
  clock.advance(40ms);
  CHECK(limiter.check("Bearer a")->allowed);
  CHECK_FALSE(limiter.check("Bearer a")->allowed);
  clock.advance(10s);
  CHECK(limiter.check("Bearer a")->remaining == 2);  // never above the limit
}

TEST_CASE("tokens have buckets of their own, and all without one share one") {
  const FakeClock clock;
  RateLimiter limiter(clock, {.enabled = true, .client = {1, 1000ms}, .global = {100, 1000ms}});
  CHECK(limiter.check("Bearer a")->allowed);
  CHECK(limiter.check("Bearer b")->allowed);
  CHECK(limiter.check(std::nullopt)->allowed);
  CHECK_FALSE(limiter.check(std::nullopt)->allowed);
  CHECK_FALSE(limiter.check("Bearer a")->allowed);
  CHECK(limiter.clients() == 3);
}

TEST_CASE("the global bucket refuses first, with its own limit, and spares the client's") {
  FakeClock clock;
  RateLimiter limiter(clock, {.enabled = true, .client = {3, 60s}, .global = {2, 1000ms}});
  limiter.check("Bearer a");
  limiter.check("Bearer b");
  const auto refused = limiter.check("Bearer a");
  CHECK_FALSE(refused->allowed);
  CHECK(refused->limit == 2);
  clock.advance(1s);
  CHECK(limiter.check("Bearer a")->remaining == 1);  // two of three used, not three
}

TEST_CASE("a client's refusal still costs a global token") {
  const FakeClock clock;
  RateLimiter limiter(clock, {.enabled = true, .client = {1, 1000ms}, .global = {3, 1000ms}});
  limiter.check("Bearer a");
  CHECK(limiter.check("Bearer a")->limit == 1);
  CHECK(limiter.check("Bearer a")->limit == 1);
  CHECK(limiter.check("Bearer b")->limit == 3);  // the global bucket is empty
}

TEST_CASE("reset is the second at which the bucket is full, before this request") {
  const FakeClock clock;  // 2026-01-02T03:04:05.678Z
  RateLimiter limiter(clock, {.enabled = true, .client = {2, 10s}, .global = {100, 1000ms}});
  CHECK(limiter.check("Bearer a")->reset == 1767323046);  // full: now, rounded up
  CHECK(limiter.check("Bearer a")->reset == 1767323051);  // one missing: 5 s
  const auto refused = limiter.check("Bearer a");
  CHECK(refused->reset == 1767323056);
  CHECK(refused->retry_after == 11);
}

TEST_CASE("a limiter that is off decides nothing") {
  const FakeClock clock;
  RateLimiter limiter(clock, {.enabled = false});
  CHECK(limiter.check("Bearer a") == std::nullopt);
}

TEST_CASE("idle clients are forgotten, busy ones are not") {
  FakeClock clock;
  RateLimiter limiter(clock, kSmall);
  limiter.check("Bearer idle");
  clock.advance(1500ms);
  limiter.check("Bearer busy");
  clock.advance(1s);
  limiter.forget_idle();
  CHECK(limiter.clients() == 1);
}

TEST_CASE("beyond the number of clients that are remembered, new ones share a bucket") {
  FakeClock clock;
  RateLimiter limiter(clock, {.enabled = true, .client = {1, 60s}, .global = {1'000'000, 1ms}});
  for (std::size_t i = 0; i < RateLimiter::kMaxClients; ++i) {
    limiter.check("Bearer " + std::to_string(i));
  }
  CHECK(limiter.check("Bearer x")->allowed);
  CHECK_FALSE(limiter.check("Bearer y")->allowed);
  CHECK(limiter.clients() == RateLimiter::kMaxClients + 1);
}
