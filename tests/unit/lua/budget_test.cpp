// What ends a run, and that nothing a plugin does can prevent it.
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "tests/unit/lua/sandbox.h"

using perigee::Code;
using perigee::test::kSmall;
using perigee::test::Sandbox;

namespace {

struct Trick {
  const char* name;
  const char* body;
};

// A loop that never ends by itself, and every way known to swallow the error that ends it.
constexpr Trick kTricks[] = {
    {"a plain loop", "while true do end"},
    {"pcall in a loop", "while true do pcall(function() while true do end end) end"},
    {"short bursts in pcall",
     "while true do pcall(function() for i = 1, 30 do local x = i * 2 end end) end"},
    {"pcall and a normal return", "pcall(function() while true do end end) return 'delivered'"},
    {"a tree of pcalls",
     "local function tree(n) if n == 0 then while true do end end "
     "pcall(tree, n - 1) pcall(tree, n - 1) end tree(20) return 'delivered'"},
    {"pcall of pcall", "pcall(pcall, pcall, function() while true do end end) return 'delivered'"},
    {"an xpcall handler that loops",
     "xpcall(function() error('x') end, function() while true do end end) return 'delivered'"},
    {"an xpcall handler that loops after the end",
     "xpcall(function() while true do end end, function() while true do end end) return 1"},
    {"nested xpcall handlers",
     "local function again() return xpcall(error, again, 'x') end "
     "while true do xpcall(function() while true do end end, again) end"},
    {"a handler that catches errors and is entered again",
     "while true do xpcall(error, function() pcall(error) error('again') end) end"},
    {"coroutine.wrap in pcall",
     "while true do pcall(coroutine.wrap(function() while true do end end)) end"},
    {"coroutine.resume",
     "while true do coroutine.resume(coroutine.create(function() while true do end end)) end"},
    {"resume and a normal return",
     "coroutine.resume(coroutine.create(function() while true do end end)) return 'delivered'"},
    {"a gsub callback that catches",
     "while true do ('x'):gsub('x', function() pcall(function() while true do end end) end) end"},
    {"a sort comparator that catches",
     "while true do table.sort({3, 1, 2}, function(a, b) "
     "pcall(function() while true do end end) return a < b end) end"},
    {"an __index that loops",
     "local t = setmetatable({}, {__index = function() while true do end end}) "
     "while true do pcall(function() return t.x end) end"},
    {"a __tostring that loops",
     "local t = setmetatable({}, {__tostring = function() while true do end end}) "
     "while true do pcall(tostring, t) end"},
    {"a __tostring that is tostring",
     "local t = setmetatable({}, {}) getmetatable(t).__tostring = tostring "
     "while true do pcall(tostring, t) end"},
    {"a coroutine in gsub in pcall",
     "while true do pcall(string.gsub, 'x', 'x', coroutine.wrap(function() "
     "while true do end end)) end"},
    {"tail calls in pcall",
     "local function forever() return forever() end while true do pcall(forever) end"},
    {"recursion through __call",
     "local t = setmetatable({}, {}) getmetatable(t).__call = function(self) return self() end "
     "while true do pcall(t) end"},
    {"an error object with a __tostring that loops",
     "pcall(error, setmetatable({}, {__tostring = function() while true do end end})) "
     "while true do end"},
    {"coroutines that resume each other",
     "local function nest() coroutine.wrap(nest)() end while true do pcall(nest) end"},
    {"goto", "::again:: goto again"},
    {"an iterator that never ends", "for _ in function() return 1 end do end"},
    {"errors without end", "while true do pcall(error, 'x') end"},
};

}  // namespace

TEST_CASE("no trick of a plugin outlives its fuel") {
  for (const Trick& trick : kTricks) {
    DYNAMIC_SECTION(trick.name) {
      Sandbox sandbox;
      const auto result = sandbox.body(trick.body);
      REQUIRE_FALSE(result);
      CHECK(result.error().code == Code::Timeout);
      CHECK(sandbox.state->dead());
    }
  }
}

TEST_CASE("a timeout says what was exceeded, by how much, where, and what to do") {
  Sandbox sandbox;
  const auto result =
      sandbox.run("return function()\n  local x = 0\n  while true do x = x + 1 end\nend");
  REQUIRE_FALSE(result);
  const perigee::Error& error = result.error();
  CHECK(error.message ==
        "timed out: it used up its fuel of 1000000 instructions (in 0ms; its time limit of 60000ms "
        "was not reached)");
  CHECK(error.hint ==
        R"(do less in one run, or set plugins["tester"].limits.fuel = 2000000 in perigee.lua)");
  CHECK(error.where.plugin == "tester");
  CHECK(error.where.hook == "enrich");
  CHECK(error.where.file == "test.lua");
  CHECK(error.where.line == 3);
}

TEST_CASE("the clock ends a run that has fuel left") {
  /// Goes on by a millisecond at every look.
  class RunningClock final : public perigee::Clock {
   public:
    perigee::WallTime now() const override { return {}; }
    perigee::SteadyTime steady_now() const override {
      return perigee::SteadyTime(std::chrono::milliseconds(++milliseconds_));
    }

   private:
    mutable int milliseconds_ = 0;
  } clock;
  auto state = perigee::lua::State::create({}, clock).value();
  const auto loop = state->run_chunk("loop.lua", "return function() while true do end end",
                                     {1'000'000, std::chrono::milliseconds(100)}, "spinner");
  const auto result =
      state->call(loop.value(), {}, {100'000'000, std::chrono::milliseconds(50)}, "extract");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::Timeout);
  CHECK_THAT(result.error().message,
             Catch::StartsWith("timed out: it ran for 51ms, its limit is 50ms"));
  CHECK_THAT(result.error().hint, Catch::Contains(R"(plugins["spinner"].limits.wall_ms = 100)"));
  CHECK(state->dead());
}

TEST_CASE("no trick of a plugin outlives an interruption") {
  for (const Trick& trick : kTricks) {
    DYNAMIC_SECTION(trick.name) {
      Sandbox sandbox;
      sandbox.state->interrupt();
      const auto result = sandbox.body(trick.body);
      REQUIRE_FALSE(result);
      CHECK(result.error().code == Code::ShuttingDown);
      CHECK_THAT(result.error().message, Catch::Contains("interrupted"));
      CHECK(sandbox.state->dead());
    }
  }
}

TEST_CASE("a run is interrupted from another thread, long before its limits") {
  /// Stands still, and knows how often it was looked at.
  class CountingClock final : public perigee::Clock {
   public:
    perigee::WallTime now() const override { return {}; }
    perigee::SteadyTime steady_now() const override {
      ++looks_;
      looks_.notify_all();
      return {};
    }
    void await(int looks) const {
      for (int seen = looks_; seen < looks; seen = looks_) looks_.wait(seen);
    }

   private:
    mutable std::atomic<int> looks_ = 0;
  } clock;
  const perigee::lua::Budget endless{UINT64_MAX, std::chrono::hours(1)};
  auto state = perigee::lua::State::create({}, clock).value();
  const auto loop =
      state->run_chunk("loop.lua", "return function()\n while true do end end", endless, "spinner");
  perigee::Result<perigee::Value> result;
  std::thread runner([&] { result = state->call(loop.value(), {}, endless, "enrich"); });
  clock.await(100);
  state->interrupt();
  runner.join();
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::ShuttingDown);
  CHECK(result.error().where.line == 2);
  CHECK(state->dead());
  CHECK(state->call(loop.value(), {}, endless, "enrich").error().code == Code::ShuttingDown);
}

TEST_CASE("a budget of nothing runs nothing") {
  for (const perigee::lua::Budget budget :
       {perigee::lua::Budget{0, std::chrono::milliseconds(100)},
        perigee::lua::Budget{100, std::chrono::milliseconds(0)}}) {
    Sandbox sandbox;
    sandbox.load("ran = 0").value();
    const auto function = sandbox.load("return function() ran = 1 end").value();
    const auto result = sandbox.state->call(function, {}, budget, "enrich");
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Code::Timeout);
  }
}

TEST_CASE("a dead state says why it is and runs nothing more") {
  Sandbox sandbox;
  const auto function = sandbox.load("return function() while true do end end").value();
  CHECK_FALSE(sandbox.state->call(function, {}, kSmall, "enrich"));
  const auto again = sandbox.state->call(function, {}, kSmall, "enrich");
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Code::Timeout);
  CHECK_THAT(again.error().message,
             Catch::StartsWith("not run, since this state is finished: timed out"));
  CHECK_FALSE(sandbox.load("return 1"));
  CHECK_FALSE(sandbox.state->fields(function));
}

TEST_CASE("the fuel of a run is the same every time") {
  std::vector<std::uint64_t> first;
  for (int i = 0; i < 3; ++i) {
    Sandbox sandbox;
    const auto function = sandbox.load(
        "return function() local x = 0 for i = 1, 50000 do x = x + i end return x end");
    std::vector<std::uint64_t> fuel;
    for (int run = 0; run < 3; ++run) {
      CHECK(sandbox.state->call(function.value(), {}, kSmall, "enrich").value() ==
            perigee::Value(std::int64_t{1250025000}));
      fuel.push_back(sandbox.state->last_cost().fuel);
      CHECK(fuel.back() >= 100'000);
      CHECK(fuel.back() < 102'000);
    }
    if (first.empty()) first = fuel;
    CHECK(fuel == first);
  }
}

TEST_CASE("a loop at top level ends as well") {
  Sandbox sandbox;
  const auto loaded = sandbox.load("while true do end");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == Code::Timeout);
  CHECK(loaded.error().where.hook.empty());
}

TEST_CASE("a state may move between threads") {
  Sandbox sandbox;
  const auto function = sandbox.load("n = 0 return function() n = n + 1 return n end").value();
  for (int i = 1; i <= 3; ++i) {
    std::thread([&] {
      CHECK(sandbox.state->call(function, {}, kSmall, "enrich").value() == perigee::Value(i));
    }).join();
  }
}

TEST_CASE("callbacks and coroutines that nest too deeply are an ordinary error") {
  Sandbox sandbox;
  CHECK_THAT(sandbox.eval("select(2, pcall(function() local function nest() "
                          "return coroutine.wrap(nest)() end return nest() end))"),
             Catch::Contains("C stack overflow"));
  CHECK_FALSE(sandbox.state->dead());
}

TEST_CASE("endless recursion is an ordinary error") {
  Sandbox sandbox;
  const auto result =
      sandbox.body("local function down(n) return 1 + down(n + 1) end return down(1)");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::ExecutionError);
  CHECK_THAT(result.error().message, Catch::Contains("stack overflow"));
  CHECK_FALSE(sandbox.state->dead());
  CHECK(sandbox.eval("1 + 1") == "2");
}
