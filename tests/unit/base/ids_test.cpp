#include "host/base/ids.h"

#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "tests/support/fake_clock.h"

using perigee::IdGenerator;
using perigee::test::FakeClock;

TEST_CASE("ids of one generator rise strictly within a millisecond") {
  FakeClock clock;
  IdGenerator ids(clock, perigee::system_random());
  std::string last = ids.next("msg_");
  for (int i = 0; i < 10'000; ++i) {
    const std::string next = ids.next("msg_");
    REQUIRE(last < next);
    last = next;
  }
}

TEST_CASE("ids keep rising when the clock is set back") {
  FakeClock clock;
  IdGenerator ids(clock, perigee::system_random());
  const std::string before = ids.next("msg_");
  clock.advance(std::chrono::hours(-1));
  CHECK(before < ids.next("msg_"));
}

TEST_CASE("ids rise above an id that was observed in a stored database") {
  FakeClock clock;
  IdGenerator earlier(clock, perigee::system_random());
  clock.advance(std::chrono::hours(1));
  const std::string stored = earlier.next("msg_");
  clock.advance(std::chrono::hours(-1));
  IdGenerator ids(clock, perigee::system_random());
  ids.observe(stored);
  CHECK(stored < ids.next("msg_"));
}

TEST_CASE("an id that was stored with a short random part does not overtake new ones") {
  FakeClock clock;
  IdGenerator earlier(clock, perigee::system_random());
  const std::string stored = earlier.next("msg_").substr(0, 12) + "zz";
  IdGenerator ids(clock, perigee::system_random());
  ids.observe(stored);
  CHECK(stored < ids.next("msg_"));
}

TEST_CASE("uuids have the form of version 4") {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  const auto random = perigee::system_random();
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string plain = perigee::make_uuid(random);
    const std::string ordered = perigee::make_ordered_uuid(random, perigee::SystemClock().now());
    CHECK(std::regex_match(plain, form));
    CHECK(std::regex_match(ordered, form));
    seen.insert(plain);
    seen.insert(ordered);
  }
  CHECK(seen.size() == 200);
}

TEST_CASE("tokens are 64 lower-case hex digits") {
  CHECK(
      std::regex_match(perigee::make_token(perigee::system_random()), std::regex("[0-9a-f]{64}")));
}
