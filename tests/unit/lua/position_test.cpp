// Every failure names the innermost line of the plugin, also where the interpreter does not say it,
// and says what to do where its words do not.
#include "tests/unit/lua/sandbox.h"

using perigee::Code;
using perigee::test::kMiB;
using perigee::test::Sandbox;

namespace {

struct Failing {
  const char* name;
  const char* body;  ///< Its second line is the one that fails.
  Code code;
  const char* text;
};

constexpr Failing kFailing[] = {
    {"a library function", "\nlocal x = ('x'):rep(1e9)", Code::ExecutionError, "too large"},
    {"a library function in a tail call of a function",
     "local function f() return ('x'):rep(1e9) end\nlocal x = f()", Code::ExecutionError,
     "too large"},
    {"a library function called by pcall", "local ok, e = pcall(string.rep, 'x', 1e9)\nerror(e, 0)",
     Code::ExecutionError, "too large"},
    {"a comparison in sort", "\ntable.sort({1, 2, 'x'}) local x", Code::ExecutionError,
     "attempt to compare"},
    {"a block over the limit", "local s = ('x'):rep(600000)\nlocal x = s .. s",
     Code::MemoryExceeded, "one value"},
    {"a block over the limit, caught",
     "local s = ('x'):rep(600000) pcall(function()\nlocal x = s .. s end) while true do\n end",
     Code::MemoryExceeded, "one value"},
    {"a block over the limit in a coroutine",
     "local s = ('x'):rep(600000) coroutine.wrap(function()\nlocal x = s .. s end)()",
     Code::MemoryExceeded, "one value"},
    {"a block over the limit after a coroutine yielded",
     "local s = ('x'):rep(600000) coroutine.wrap(function() coroutine.yield() end)()\n"
     "local x = s .. s",
     Code::MemoryExceeded, "one value"},
    {"much live memory", "local t = {}\nwhile true do t = {t} end", Code::MemoryExceeded, "live"},
    {"fuel spent in bytecode", "\nwhile true do end", Code::Timeout, "timed out"},
    {"fuel spent in a library function", "local s = ('x'):rep(60000) while true do\ns:upper() end",
     Code::Timeout, "timed out"},
    {"fuel spent in a coroutine", "coroutine.wrap(function()\nwhile true do end end)()",
     Code::Timeout, "timed out"},
    {"recursion", "local function f()\nreturn 1 + f() end f()", Code::ExecutionError,
     "stack overflow"},
    {"recursion of a metamethod",
     "local t = setmetatable({}, {__index = function(t, k)\nlocal v = t[k] return v end}) t.x = "
     "t.x",
     Code::ExecutionError, "stack overflow"},
    {"recursion in a coroutine",
     "local t = setmetatable({}, {__index = function(t, k)\nlocal v = t[k] return v end})\n"
     "coroutine.wrap(function() return t.x end)()",
     Code::ExecutionError, "stack overflow"},
    {"an error in a coroutine", "coroutine.wrap(function()\nerror({}) end)()", Code::ExecutionError,
     "type table"},
    {"an error in a coroutine in a coroutine",
     "local inner = coroutine.wrap(function()\nerror({}) end)\ncoroutine.wrap(inner)()",
     Code::ExecutionError, "type table"},
    {"an error after another one was caught",
     "pcall(coroutine.wrap(function() error({}) end))\nerror({})", Code::ExecutionError,
     "type table"},
    {"a coroutine that is dead",
     "local co = coroutine.wrap(function() error({}) end) pcall(co)\nco()", Code::ExecutionError,
     "cannot resume dead coroutine"},
};

}  // namespace

TEST_CASE("every failure names the innermost line of the plugin") {
  for (const Failing& failing : kFailing) {
    DYNAMIC_SECTION(failing.name) {
      Sandbox sandbox;
      const auto result = sandbox.body(failing.body);
      REQUIRE_FALSE(result);
      INFO(result.error().describe());
      CHECK(result.error().code == failing.code);
      CHECK_THAT(result.error().message, Catch::Contains(failing.text));
      CHECK(result.error().where.file == "test.lua");
      CHECK(result.error().where.line == 2);
    }
  }
}

TEST_CASE("a hook that ends in the call that fails is named by its first line") {
  Sandbox sandbox;
  const auto result = sandbox.run("\n\nreturn function()\n\n  return ('x'):rep(1e9)\nend");
  REQUIRE_FALSE(result);
  CHECK(result.error().where.file == "test.lua");
  CHECK(result.error().where.line == 3);
}

TEST_CASE("a failure in a module names the module") {
  Sandbox sandbox;
  sandbox.state->set_module_loader(
      [](std::string_view) -> perigee::Result<perigee::lua::ModuleSource> {
        return perigee::lua::ModuleSource{"part.lua", "\n\nlocal s = ('x'):rep(600000) s = s .. s"};
      });
  const auto result = sandbox.body("require 'part'");
  REQUIRE_FALSE(result);
  CHECK(result.error().where.file == "part.lua");
  CHECK(result.error().where.line == 3);
}

TEST_CASE("a path that the interpreter shortens is shown in full") {
  const std::string file = "/srv/hub/with/a/long/path/to/the/plugins/of/this/host/linkifier.lua";
  for (const char* body : {"error('gone')", "local x = {} + 1", "while true do end"}) {
    Sandbox sandbox;
    const auto function = sandbox.state->run_chunk(
        file, "return function()\n" + std::string(body) + " end", perigee::test::kSmall, "p");
    const auto result = sandbox.state->call(function.value(), {}, perigee::test::kSmall, "enrich");
    REQUIRE_FALSE(result);
    CHECK(result.error().where.file == file);
    CHECK(result.error().where.line == 2);
    CHECK_THAT(result.error().message, !Catch::Contains("..."));
  }
}

TEST_CASE("a library function that other hosts have is answered with what to use") {
  const std::pair<const char*, const char*> kCases[] = {
      {"print('x')", "plugins write to the log with ctx.log.info(text)"},
      {"io.open('x')", "plugins have no files"},
      {"loadstring('x')", "plugins cannot compile text; put the code into a module"},
      {"ctx.log.info('x')",
       "ctx is the first argument of a hook; hand it on to the functions that need it"},
      {"local function f() return 1 + f() end f()",
       "a function or metamethod calls itself without end; in an __index use rawget"},
      {"undefined()", ""},
      {"error('my own words')", ""},
  };
  for (const auto& [body, hint] : kCases) {
    Sandbox sandbox;
    const auto result = sandbox.body(body);
    REQUIRE_FALSE(result);
    CHECK(result.error().hint == hint);
  }
}
