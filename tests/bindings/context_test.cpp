// ctx: its own members, its log, and what it says about what it has not.
#include <string>
#include <utility>

#include "tests/bindings/helpers.h"

using perigee::Array;
using perigee::Code;
using perigee::Object;
using perigee::Result;
using perigee::Value;
namespace log_level = perigee::log;

namespace {

using perigee::test::Plugin;
constexpr perigee::lua::Budget kBudget = perigee::test::kPluginBudget;

}  // namespace

TEST_CASE("ctx has the plugin's name and configuration") {
  Plugin plugin(Object{{"base_url", "https://tracker.example/"}, {"list", Array{}}});
  CHECK(plugin.eval("ctx.plugin") == R"("issue-links")");
  CHECK(plugin.eval("ctx.config") == R"({"base_url":"https://tracker.example/","list":[]})");
}

TEST_CASE("a configuration too large for the border makes no ctx") {
  perigee::test::FakeClock clock;
  auto state = perigee::lua::State::create({}, clock).value();
  perigee::bindings::ContextOptions options;
  options.config = std::string(2 * perigee::limits::kMiB, 'x');
  const auto ctx = perigee::bindings::make_context(*state, std::move(options));
  REQUIRE_FALSE(ctx);
  CHECK(ctx.error().code == Code::InvalidInput);
}

TEST_CASE("ctx.null is JSON null and ctx.array keeps a list a list") {
  Plugin plugin;
  CHECK(plugin.eval("{a = ctx.null, b = {ctx.null}}") == R"({"a":null,"b":[null]})");
  CHECK(plugin.eval("ctx.array()") == "[]");
  CHECK(plugin.eval("{a = ctx.array({}), b = {}}") == R"({"a":[],"b":{}})");
  CHECK(plugin.eval("ctx.array(ctx.array({1, 2}))") == "[1,2]");
  CHECK_THAT(plugin.eval("(function() local t = ctx.array() t.x = 1 return t end)()"),
             Catch::Contains("a list has the keys 1 to n only"));
  CHECK_THAT(plugin.eval("ctx.array(5)"), Catch::Contains("table expected"));
  CHECK_THAT(plugin.eval("ctx.array(setmetatable({}, {}))"),
             Catch::Contains("has a metatable already"));
}

TEST_CASE("log lines reach the host with their level and the plugin's name") {
  Plugin plugin;
  REQUIRE(plugin.run("ctx.log.debug('a') ctx.log.info('b') ctx.log.warn('c\\n') ctx.log.error(4)"));
  using perigee::log::Level;
  REQUIRE(plugin.lines.size() == 4);
  CHECK(plugin.lines[0] == std::pair(Level::Debug, std::string("[issue-links] a")));
  CHECK(plugin.lines[1] == std::pair(Level::Info, std::string("[issue-links] b")));
  CHECK(plugin.lines[2] == std::pair(Level::Warn, std::string("[issue-links] c\\n")));
  CHECK(plugin.lines[3] == std::pair(Level::Error, std::string("[issue-links] 4")));
  CHECK(plugin.state->last_cost().host_calls == 4);
}

TEST_CASE("a flood of log lines is cut in each run anew") {
  Plugin plugin;
  for (int run = 0; run < 2; ++run) {
    plugin.lines.clear();
    REQUIRE(plugin.run("for i = 1, 1000 do ctx.log.info('line ' .. i) end"));
    REQUIRE(plugin.lines.size() == perigee::limits::kLogLines + 1);
    CHECK_THAT(plugin.lines.back().second, Catch::Contains("the rest is dropped"));
  }
}

TEST_CASE("a long log line is cut") {
  Plugin plugin;
  REQUIRE(plugin.run("ctx.log.info(('x'):rep(100000))"));
  CHECK(plugin.lines.at(0).second.size() < perigee::limits::kLogBytes + 100);
}

TEST_CASE("a log line must be a text") {
  Plugin plugin;
  CHECK_THAT(plugin.eval("ctx.log.info({})"), Catch::Contains("string expected"));
}

TEST_CASE("a failure of the host inside a call is an error of the run, not of the process") {
  perigee::test::FakeClock clock;
  auto state = perigee::lua::State::create({}, clock).value();
  perigee::bindings::ContextOptions options;
  options.log_sink = [](perigee::log::Level, std::string_view) {
    throw std::runtime_error("disk full");
  };
  const auto ctx = perigee::bindings::make_context(*state, std::move(options)).value();
  const auto function = state->run_chunk(
      "p.lua", "return function(ctx) local ok, e = pcall(ctx.log.info, 'x') return e end", kBudget,
      "p");
  const perigee::lua::Argument arguments[] = {ctx};
  const auto result = state->call(function.value(), arguments, kBudget, "enrich");
  REQUIRE(result);
  CHECK(result->as_string() == "info: the host failed: disk full");
}

TEST_CASE("an unknown member of ctx says so and guesses") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.logg") == "p.lua:1: ctx.logg does not exist, did you mean \"log\"?");
  CHECK(plugin.eval("ctx.log.inf") ==
        "p.lua:1: ctx.log.inf does not exist, did you mean \"info\"?");
  CHECK(plugin.eval("ctx.dbb") == "p.lua:1: ctx.dbb does not exist, did you mean \"db\"?");
  CHECK(plugin.eval("ctx.zzzzzzzz") == "p.lua:1: ctx.zzzzzzzz does not exist");
  CHECK_THAT(plugin.eval("ctx[1]"), Catch::Contains("does not exist"));
}

TEST_CASE("a member that needs a grant says so") {
  Plugin plugin;
  for (const char* name : {"db", "state", "tasks", "skills", "issues", "messages", "tools",
                           "routes", "dispatch", "http"}) {
    CHECK(plugin.eval("ctx." + std::string(name)) ==
          "p.lua:1: ctx." + std::string(name) + " is not available: the plugin is not granted \"" +
              name + "\"; add grants = { \"" + name + "\" } to its table");
  }
}

TEST_CASE("a grant that perigee.lua leaves out is told from one that was never asked for") {
  perigee::test::FakeClock clock;
  auto state = perigee::lua::State::create({}, clock).value();
  perigee::bindings::ContextOptions options;
  options.plugin = "p";
  options.declared = {"db", "http"};
  options.grants = {"http"};
  const auto ctx = perigee::bindings::make_context(*state, std::move(options)).value();
  const auto message = [&](const std::string& name) {
    const auto function =
        state->run_chunk("p.lua", "return function(ctx) return ctx." + name + " end", kBudget, "p");
    const perigee::lua::Argument arguments[] = {ctx};
    return state->call(function.value(), arguments, kBudget, "enrich").error().message;
  };
  CHECK(message("db") ==
        "p.lua:1: ctx.db is not available: the plugin is not granted \"db\"; plugins[\"p\"].grants "
        "in perigee.lua leaves it out");
  CHECK(message("state") ==
        "p.lua:1: ctx.state is not available: the plugin is not granted \"state\"; add grants = { "
        "\"state\" } to its table");
  CHECK(message("http") == "p.lua:1: ctx.http is not available: this host does not have it");
}

TEST_CASE("a plugin that logs in each run is quiet until the period is over") {
  Plugin plugin;
  const int runs = perigee::limits::kLogLinesPerPeriod / 50 + 5;
  for (int i = 0; i < runs; ++i) {
    REQUIRE(plugin.run("for i = 1, 50 do ctx.log.info('line') end"));
  }
  CHECK(plugin.lines.size() == perigee::limits::kLogLinesPerPeriod + 1);
  CHECK_THAT(plugin.lines.back().second, Catch::Contains("more than 1000 lines in 60 s"));
  plugin.clock.advance(perigee::limits::kLogPeriod);
  plugin.lines.clear();
  REQUIRE(plugin.run("ctx.log.info('again')"));
  CHECK(plugin.lines.size() == 1);
}

TEST_CASE("ctx belongs to the host") {
  Plugin plugin;
  CHECK_THAT(plugin.eval("(function() ctx.mine = 1 end)()"), Catch::Contains("ctx is the host's"));
  CHECK_THAT(plugin.eval("(function() ctx.log.mine = 1 end)()"),
             Catch::Contains("ctx.log is the host's"));
  CHECK(plugin.eval("getmetatable(ctx)") == "false");
  CHECK_THAT(plugin.eval("setmetatable(ctx, {})"), Catch::Contains("protected metatable"));
}

TEST_CASE("a host call in an endless loop is paid for") {
  Plugin plugin;
  const auto result = plugin.run("while true do pcall(ctx.log.info, 'x') end");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::Timeout);
}
