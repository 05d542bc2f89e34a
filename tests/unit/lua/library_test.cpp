// What a plugin finds in its globals, and what it does not.
#include "tests/unit/lua/sandbox.h"

using perigee::Code;
using perigee::Result;
using perigee::lua::ModuleSource;
using perigee::test::kSmall;
using perigee::test::Sandbox;

TEST_CASE("the globals are exactly the allowed ones") {
  Sandbox sandbox;
  const auto names = sandbox.body(
      "local names = {} for name in pairs(_G) do names[#names + 1] = name end "
      "table.sort(names) return table.concat(names, ' ')");
  CHECK(names.value().as_string() ==
        "_G _VERSION assert bit coroutine error getmetatable ipairs math next os pairs pcall "
        "rawequal rawget rawset require select setmetatable string table tonumber tostring type "
        "unpack xpcall");
}

TEST_CASE("nothing dangerous is left in the libraries") {
  Sandbox sandbox;
  for (const char* gone : {"string.dump", "table.foreach", "table.foreachi", "table.getn",
                           "table.maxn", "table.move", "os.execute", "os.exit", "os.getenv",
                           "os.remove", "os.clock", "math.mod", "coroutine.close"}) {
    INFO(gone);
    CHECK(sandbox.eval(gone) == "null");
  }
}

TEST_CASE("the metatable of strings is locked") {
  Sandbox sandbox;
  CHECK(sandbox.eval("getmetatable('')") == "false");
  CHECK(sandbox.eval("('ab'):rep(2)") == R"("abab")");
  CHECK_THAT(sandbox.eval("setmetatable('', {})"), Catch::StartsWith("error"));
}

TEST_CASE("tostring shows no addresses and honours __tostring") {
  Sandbox sandbox;
  CHECK(sandbox.eval("tostring({})") == R"("table")");
  CHECK(sandbox.eval("tostring(type)") == R"("function")");
  CHECK(sandbox.eval("tostring(1.5) .. tostring(true) .. tostring(nil)") == R"("1.5truenil")");
  CHECK(sandbox.eval("tostring(setmetatable({}, {__tostring = function() return 'me' end}))") ==
        R"("me")");
  CHECK_THAT(sandbox.eval("tostring(setmetatable({}, {__tostring = function() end}))"),
             Catch::Contains("'__tostring' must return a string"));
  CHECK_THAT(sandbox.eval("tostring()"), Catch::Contains("value expected"));
}

TEST_CASE("tonumber reads numerals of reasonable length") {
  Sandbox sandbox;
  CHECK(sandbox.eval("{tonumber('12'), tonumber('0x1F'), tonumber('ff', 16), tonumber(7)}") ==
        "[12,31,255,7]");
  CHECK(sandbox.eval("tonumber('x')") == "null");
  CHECK(sandbox.eval("tonumber(('1'):rep(5000))") == "null");
  CHECK_THAT(sandbox.eval("tonumber()"), Catch::StartsWith("error"));
}

TEST_CASE("unpack takes ranges and refuses what does not fit") {
  Sandbox sandbox;
  CHECK(sandbox.eval("{unpack({1, 2, 3})}") == "[1,2,3]");
  CHECK(sandbox.eval("{unpack({1, 2, 3}, 2)}") == "[2,3]");
  CHECK(sandbox.eval("{unpack({1, 2, 3}, 2, 2)}") == "[2]");
  CHECK(sandbox.eval("select('#', unpack({}, 1, 3))") == "3");
  CHECK_THAT(sandbox.eval("unpack({}, 1, 1e6)"), Catch::Contains("too many results"));
  CHECK_THAT(sandbox.eval("unpack({}, -2^62, 2^62)"), Catch::Contains("too many results"));
}

TEST_CASE("pcall and xpcall work as ever") {
  Sandbox sandbox;
  CHECK(sandbox.eval("{pcall(function(a, b) return a + b, nil end, 1, 2)}") == "[true,3]");
  CHECK(sandbox.eval("select(2, pcall(error, 'x'))") == R"("x")");
  CHECK(sandbox.eval("{xpcall(error, function(m) return m .. '!' end, 'x')}") == R"([false,"x!"])");
  CHECK(sandbox.eval("{xpcall(function(...) return ... end, error, 1, 2)}") == "[true,1,2]");
  CHECK_THAT(sandbox.eval("xpcall(error)"), Catch::Contains("bad argument #2 to 'xpcall'"));
  CHECK(sandbox.eval("select(2, pcall(setmetatable({}, {__call = pcall}), type, 1))") == "true");
}

TEST_CASE("misuse of the replaced functions is reported where it happened") {
  const std::pair<const char*, const char*> kCases[] = {
      {"local x = coroutine.resume(1)",
       "bad argument #1 to 'resume' (thread expected, got number)"},
      {"local x = coroutine.wrap()", "bad argument #1 to 'wrap' (function expected, got nil)"},
      {"local x = xpcall(type)", "bad argument #2 to 'xpcall' (function expected, got nil)"},
      {"local x = require()", "require takes the name of a module, not a nil"},
      {"local w = coroutine.wrap(function() error('inside') end) local x = w()", "inside"},
  };
  for (const auto& [body, text] : kCases) {
    Sandbox sandbox;
    const auto result = sandbox.body(body);
    REQUIRE_FALSE(result);
    CHECK(result.error().message == "test.lua:1: " + std::string(text));
  }
}

TEST_CASE("coroutines work as ever") {
  Sandbox sandbox;
  CHECK(sandbox.eval("(function() local co = coroutine.create(function(a) "
                     "local b = coroutine.yield(a + 1) return b * 2 end) "
                     "local _, x = coroutine.resume(co, 1) local _, y = coroutine.resume(co, 5) "
                     "return {x, y, coroutine.status(co)} end)()") == R"([2,10,"dead"])");
  CHECK(sandbox.eval("(function() local out = {} for v in coroutine.wrap(function() "
                     "for i = 1, 3 do coroutine.yield(i) end end) do out[#out + 1] = v end "
                     "return out end)()") == "[1,2,3]");
  CHECK_THAT(sandbox.eval("coroutine.wrap(function() error('inside') end)()"),
             Catch::Contains("inside"));
  CHECK_THAT(sandbox.eval("coroutine.yield(1)"), Catch::Contains("yield"));
}

TEST_CASE("times are the host's, in UTC") {
  Sandbox sandbox;
  CHECK(sandbox.eval("os.time()") == "1767323045");
  CHECK(sandbox.eval("os.date('%Y-%m-%d %H:%M:%S')") == R"("2026-01-02 03:04:05")");
  CHECK(sandbox.eval("os.date('!%F', 0)") == R"("1970-01-01")");
  CHECK(sandbox.eval("os.date('*t', 86400).day") == "2");
  CHECK(sandbox.eval("os.time({year = 2000, month = 1, day = 1, hour = 0})") == "946684800");
  CHECK(sandbox.eval("os.difftime(5, 3)") == "2");
  for (const char* wrong :
       {"os.date('%Q')", "os.date('%')", "os.date('%E1')", "os.date('x', 1e300)",
        "os.date('x', 0/0)", "os.time({})", "os.time({year = 1e9, month = 1, day = 1})",
        "os.date(('x'):rep(1000))"}) {
    INFO(wrong);
    CHECK_THAT(sandbox.eval(wrong), Catch::StartsWith("error: "));
  }
}

TEST_CASE("random numbers are the same in every state") {
  CHECK(Sandbox().eval("math.random(1000000)") == Sandbox().eval("math.random(1000000)"));
}

TEST_CASE("states share nothing") {
  Sandbox one;
  Sandbox other;
  one.eval("(function() leaked = 1 string.leaked = 1 end)()");
  CHECK(one.eval("leaked") == "1");
  CHECK(other.eval("leaked or string.leaked") == "null");
}

namespace {

Result<ModuleSource> load_module(std::string_view name) {
  if (name == "tester.words")
    return ModuleSource{"words.lua", "count = (count or 0) + 1 return {n = count}"};
  if (name == "tester.none") return ModuleSource{"none.lua", "local x = 1"};
  if (name == "tester.loop") return ModuleSource{"loop.lua", "return require 'tester.loop'"};
  if (name == "tester.bad") return ModuleSource{"bad.lua", "local = 1"};
  if (name == "tester.ffi") return ModuleSource{"ffi.lua", "return 1LL"};
  if (name == "tester.fails") return ModuleSource{"fails.lua", "\nerror('on purpose')"};
  if (name == "tester.spins") return ModuleSource{"spins.lua", "while true do end"};
  if (name == "tester.throws") throw std::runtime_error("disk on fire");
  return perigee::fail(Code::NotFound, "there is no file words/" + std::string(name) + ".lua");
}

}  // namespace

TEST_CASE("require runs a module once and serves what the host knows") {
  Sandbox sandbox;
  sandbox.state->set_module_loader(load_module);
  CHECK(sandbox.eval("require('tester.words').n + require('tester.words').n") == "2");
  CHECK(sandbox.eval("require 'tester.words' == require 'tester.words'") == "true");
  CHECK(sandbox.eval("require 'tester.none'") == "true");
  CHECK_THAT(sandbox.eval("require 'ffi'"), Catch::Contains("there is no file words/ffi.lua"));
  CHECK_THAT(sandbox.eval("require 'tester.bad'"), Catch::StartsWith("error: bad.lua:1:"));
  CHECK_THAT(sandbox.eval("require 'tester.ffi'"), Catch::Contains("is not available"));
  CHECK_THAT(sandbox.eval("require 'tester.loop'"), Catch::Contains("requires itself"));
  CHECK_THAT(sandbox.eval("require 'tester.throws'"), Catch::Contains("disk on fire"));
  CHECK_THAT(sandbox.eval("require()"), Catch::StartsWith("error: "));
  CHECK_THAT(sandbox.eval("require(('x'):rep(1000))"), Catch::Contains("name is too long"));
  CHECK_FALSE(sandbox.state->dead());
}

TEST_CASE("an error in a module has the module's position") {
  Sandbox sandbox;
  sandbox.state->set_module_loader(load_module);
  for (int i = 0; i < 2; ++i) {
    const auto result = sandbox.body("return require 'tester.fails'");
    REQUIRE_FALSE(result);
    CHECK(result.error().message == "fails.lua:2: on purpose");
    CHECK(result.error().where.file == "fails.lua");
    CHECK(result.error().where.line == 2);
  }
}

TEST_CASE("a module runs on the budget of the run that requires it") {
  Sandbox sandbox;
  sandbox.state->set_module_loader(load_module);
  const auto result = sandbox.body("pcall(require, 'tester.spins') return 'survived'");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::Timeout);
  CHECK(result.error().where.file == "spins.lua");
}

TEST_CASE("without a loader there is nothing to require") {
  Sandbox sandbox;
  CHECK_THAT(sandbox.eval("require 'os'"), Catch::Contains("module \"os\" not found"));
}
