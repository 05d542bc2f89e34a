// Memory: soft limit, hard limit, single blocks, and running out of it at every possible point.
#include <thread>

#include "tests/unit/lua/sandbox.h"

using perigee::Code;
using perigee::lua::MemoryLimits;
using perigee::test::kMiB;
using perigee::test::kSmall;
using perigee::test::Sandbox;

namespace {

constexpr perigee::lua::Budget kLarge = {200'000'000, std::chrono::milliseconds(60'000)};

}  // namespace

TEST_CASE("a plugin that keeps more than the soft limit is stopped") {
  for (const char* hog : {
           "local t = {} for i = 1, 1e9 do t[i] = {i} end",
           "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end",
           "local t = {} while true do pcall(function() t[#t + 1] = ('x'):rep(100000) .. #t end) "
           "end",
           "local s = 'x' local t = {} for i = 1, 1e9 do t[i] = s .. i end",
       }) {
    Sandbox sandbox;
    const auto result = sandbox.body(hog, kLarge);
    REQUIRE_FALSE(result);
    INFO(result.error().message);
    CHECK(result.error().code == Code::MemoryExceeded);
    CHECK_THAT(result.error().message, Catch::StartsWith("needs too much memory: "));
    CHECK_THAT(result.error().hint, Catch::Contains(R"(set plugins["tester"].limits.)"));
    CHECK(sandbox.state->dead());
    CHECK(sandbox.state->last_cost().peak_bytes <= perigee::test::kSmallMemory.hard);
  }
}

TEST_CASE("garbage does not count: only live data is judged") {
  Sandbox sandbox;
  const auto result = sandbox.body(
      "local keep = {} for i = 1, 20000 do keep[i] = {i} end "
      "for i = 1, 3000 do local s = ('x'):rep(50000) .. i end return #keep",
      kLarge);
  REQUIRE(result);
  CHECK(*result == perigee::Value(20000));
  CHECK(sandbox.state->last_cost().collections > 0);
  CHECK_FALSE(sandbox.state->dead());
}

TEST_CASE("one block over the limit ends the run, caught or not") {
  for (const char* body : {"return #(s .. s)", "pcall(function() return s .. s end) return 1",
                           "pcall(function() return s .. s end) while true do end"}) {
    Sandbox sandbox;
    const auto result = sandbox.body("local s = ('x'):rep(600000) " + std::string(body));
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Code::MemoryExceeded);
    CHECK_THAT(result.error().message, Catch::Contains("one value of"));
    CHECK(sandbox.state->dead());
  }
}

TEST_CASE("allocations cost fuel") {
  Sandbox sandbox;
  sandbox.eval("('x'):rep(64000):len()");
  CHECK(sandbox.state->last_cost().fuel >= 2000);
}

TEST_CASE("a run out of memory at any allocation leaves the host whole") {
  constexpr std::string_view kScript =
      "return function(message)\n"
      "  local words = {}\n"
      "  for word in message.text:gmatch('%a+') do words[#words + 1] = word:upper() end\n"
      "  pcall(function() error({ message = table.concat(words, ',') }) end)\n"
      "  local co = coroutine.wrap(function(a) local b = coroutine.yield(a .. 'x') return b end)\n"
      "  local first = co('one')\n"
      "  local ok, text = xpcall(function() error('boom') end, function(m) return m .. '!' end)\n"
      "  table.sort(words, function(a, b) return a > b end)\n"
      "  return { words = words, first = first, second = co('two'), text = text,\n"
      "           n = tostring(1.5) .. tostring(words), s = string.format('%q %d', 'a', 3) }\n"
      "end";
  const perigee::Value message =
      perigee::Object{{"text", perigee::Value("some words of a message")}};
  const perigee::lua::Argument arguments[] = {&message};
  bool completed = false;
  std::uint64_t granted = 0;
  for (; !completed; ++granted) {
    REQUIRE(granted < 5000);
    Sandbox sandbox(MemoryLimits{4 * kMiB, 6 * kMiB, kMiB, granted});
    const auto function = sandbox.load(kScript);
    if (function) {
      const auto result = sandbox.state->call(*function, arguments, kSmall, "enrich");
      completed = result.has_value();
      if (completed) {
        CHECK(result->find("first")->as_string() == "onex");
        CHECK(result->find("words")->as_array().size() == 5);
      } else {
        CHECK(result.error().code == Code::MemoryExceeded);
        CHECK(sandbox.state->dead());
      }
    } else {
      CHECK(function.error().code == Code::MemoryExceeded);
      CHECK(sandbox.state->dead());
    }
  }
  CHECK(granted > 50);
}

TEST_CASE("a run that fits needs no more memory the thousandth time") {
  Sandbox sandbox;
  const auto function =
      sandbox.load("return function() local t = {} for i = 1, 100 do t[i] = {i} end return #t end");
  std::size_t live = 0;
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(sandbox.state->call(function.value(), {}, kSmall, "enrich"));
    if (i == 500) live = sandbox.state->last_cost().live_bytes;
  }
  CHECK(sandbox.state->last_cost().live_bytes < live + 256 * perigee::limits::kKiB);
}
