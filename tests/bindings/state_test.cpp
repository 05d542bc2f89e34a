// ctx.state as a plugin sees it.
#include <catch2/catch.hpp>

#include "bindings/context.h"
#include "host/base/json.h"
#include "host/store/plugin_state.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

using namespace perigee;

namespace {

constexpr lua::Budget kBudget = {5'000'000, std::chrono::milliseconds(60'000)};

struct Free : store::WorkGuard {
  bool work(std::uint64_t) override { return true; }
};

/// A plugin "scheduler" with state; several may share a folder.
class Plugin {
 public:
  Plugin(const test::TempDir& folder, test::FakeClock& clock)
      : database(store::PluginDatabase::open({.file = folder.path() / "own.sqlite3"}).value()),
        state(lua::State::create({}, clock).value()) {
    Free free;
    store::PluginState(*database, "scheduler", clock).open(free).value();
    ctx = bindings::make_context(
              *state,
              {.plugin = "scheduler", .grants = {"state"}, .database = database, .clock = &clock})
              .value();
  }
  std::string eval(const std::string& body) {
    const auto function =
        state->run_chunk("p.lua", "return function(ctx) " + body + " end", kBudget, "scheduler");
    const lua::Argument arguments[] = {ctx};
    const auto result = state->call(function.value(), arguments, kBudget, "enrich");
    return result ? to_json(*result) : result.error().message;
  }

  std::shared_ptr<store::PluginDatabase> database;
  std::unique_ptr<lua::State> state;
  lua::Ref ctx;
};

}  // namespace

TEST_CASE("stored keys are those that other programs derive") {
  CHECK(store::state_key("scheduler", "run:1") ==
        "junior:plugin_state:a02ba163f3a02db22fdd14b310119f1a:325fb97585f5a4f2ff7feaa71ce3a48e");
  CHECK(store::state_key("scheduler:run", "1") ==
        "junior:plugin_state:6cc3b71d2aefefbb10dec5454b129af5:6b86b273ff34fce19d6b804eff5a3f57");
  CHECK(store::state_key("scheduler", "junior:scheduler:tasks") == "junior:scheduler:tasks");
  CHECK(store::state_key("scheduler", "junior:scheduler") == "junior:scheduler");
  CHECK(store::state_key("scheduler", "junior:schedulers").starts_with("junior:plugin_state:"));
}

TEST_CASE("values outlive the state that stored them") {
  test::TempDir folder;
  test::FakeClock clock;
  {
    Plugin plugin(folder, clock);
    CHECK(plugin.eval("return ctx.state.set('k', { a = { 1, 'zwei', true }, n = 0.5 })") == "true");
    CHECK(plugin.eval("return ctx.state.set('empty', ctx.array())") == "true");
  }
  Plugin again(folder, clock);
  CHECK(again.eval("return ctx.state.get('k')") == R"({"a":[1,"zwei",true],"n":0.5})");
  CHECK(again.eval("return ctx.state.get('empty')") == "[]");
  CHECK(again.eval("return ctx.state.get('nothing') == nil") == "true");
  CHECK(again.eval("return { ctx.state.delete('k'), ctx.state.delete('k') }") == "[true,false]");
  CHECK(again.eval("return ctx.state.get('k') == nil") == "true");
}

TEST_CASE("nil and null delete, so that absent and null read the same") {
  test::TempDir folder;
  test::FakeClock clock;
  Plugin plugin(folder, clock);
  CHECK(plugin.eval("ctx.state.set('k', 1) ctx.state.set('k', ctx.null)"
                    " return { ctx.state.get('k') == nil, ctx.state.set_if_absent('k', 2) }") ==
        "[true,true]");
}

TEST_CASE("values expire by the host's clock") {
  test::TempDir folder;
  test::FakeClock clock;
  Plugin plugin(folder, clock);
  CHECK(plugin.eval("ctx.state.set('k', 'v', 1.5) ctx.state.set('for ever', 1)"
                    " return ctx.state.set_if_absent('k', 'w')") == "false");
  clock.advance(std::chrono::milliseconds(1499));
  CHECK(plugin.eval("return ctx.state.get('k')") == R"("v")");
  clock.advance(std::chrono::milliseconds(1));
  CHECK(plugin.eval("return ctx.state.get('k') == nil") == "true");
  CHECK(plugin.eval("return ctx.state.list()") == R"(["for ever"])");
  CHECK(plugin.eval("return ctx.state.set_if_absent('k', 'w')") == "true");
}

TEST_CASE("counters count, and refuse what is no whole number") {
  test::TempDir folder;
  test::FakeClock clock;
  Plugin plugin(folder, clock);
  CHECK(plugin.eval(
            "return { ctx.state.incr('n'), ctx.state.incr('n', 10), ctx.state.incr('n', -4) }") ==
        "[1,11,7]");
  CHECK(plugin.eval("return ctx.state.get('n')") == "7");
  CHECK_THAT(plugin.eval("ctx.state.set('t', 'text') ctx.state.incr('t')"),
             Catch::Contains("the value of \"t\" is no whole number"));
  CHECK_THAT(plugin.eval("ctx.state.incr('n', 2^53)"), Catch::Contains("beyond 2^53"));
  CHECK(plugin.eval("return ctx.state.get('n')") == "7");
}

TEST_CASE("keys are listed by prefix, in order") {
  test::TempDir folder;
  test::FakeClock clock;
  Plugin plugin(folder, clock);
  plugin.eval(
      "for _, key in ipairs({ 'run:2', 'run:1', 'rum', 'run', 'run:ü' }) do"
      " ctx.state.set(key, 1) end");
  CHECK(plugin.eval("return ctx.state.list('run:')") == R"(["run:1","run:2","run:ü"])");
  CHECK(plugin.eval("return #ctx.state.list()") == "5");
}

TEST_CASE("wrong keys, values and times are refused by name") {
  test::TempDir folder;
  test::FakeClock clock;
  Plugin plugin(folder, clock);
  CHECK_THAT(plugin.eval("ctx.state.get(' ')"), Catch::Contains("a key must not be blank"));
  CHECK_THAT(plugin.eval("ctx.state.get(('k'):rep(513))"),
             Catch::Contains("at most 512 characters"));
  CHECK(plugin.eval("return ctx.state.set(('k'):rep(512), 1)") == "true");
  CHECK_THAT(plugin.eval("ctx.state.set('k', function() end)"), Catch::Contains("function"));
  CHECK_THAT(plugin.eval("ctx.state.set('k', ('x'):rep(70000))"), Catch::Contains("65536 bytes"));
  CHECK_THAT(plugin.eval("ctx.state.set('k', 1, 0)"), Catch::Contains("seconds above 0"));
  CHECK_THAT(plugin.eval("ctx.state.set('k', 1, 0/0)"), Catch::Contains("seconds above 0"));
}

TEST_CASE("a lock is taken at once or not at all, and comes back however its function ends") {
  test::TempDir folder;
  test::FakeClock clock;
  Plugin plugin(folder, clock);
  Plugin other(folder, clock);
  CHECK(plugin.eval("return ctx.state.with_lock('l', 60, function(x) return x end, 7)") == "7");
  CHECK_THAT(plugin.eval("ctx.state.with_lock('l', 60, function() ctx.state.with_lock('l', 60,"
                         " function() end) end)"),
             Catch::Contains("the lock \"l\" is held already"));
  CHECK_THAT(plugin.eval("ctx.state.with_lock('l', 60, function() error('inside') end)"),
             Catch::Contains("inside"));
  CHECK_THAT(plugin.eval("ctx.state.with_lock('l', 60, function() while true do end end)"),
             Catch::Contains("timed out"));
  CHECK(other.eval("return ctx.state.with_lock('l', 60, function() return 'mine' end)") ==
        R"("mine")");
}

TEST_CASE("a lock ends by itself, and its late holder does not give back somebody else's") {
  test::TempDir folder;
  test::FakeClock clock;
  Free free;
  const auto database =
      store::PluginDatabase::open({.file = folder.path() / "own.sqlite3"}).value();
  store::PluginState first(*database, "scheduler", clock);
  store::PluginState second(*database, "scheduler", clock);
  first.open(free).value();
  REQUIRE(first.lock("l", std::chrono::seconds(1), free).value());
  REQUIRE_FALSE(second.lock("l", std::chrono::seconds(1), free).value());
  clock.advance(std::chrono::seconds(1));
  REQUIRE(second.lock("l", std::chrono::seconds(1), free).value());
  first.unlock("l");
  CHECK_FALSE(first.lock("l", std::chrono::seconds(1), free).value());
}
