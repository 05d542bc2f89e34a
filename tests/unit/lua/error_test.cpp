// Errors of plugins: text, position, every type of error value; what the loader refuses.
#include "tests/unit/lua/sandbox.h"

using perigee::Code;
using perigee::test::Sandbox;

TEST_CASE("a raised text arrives with its position") {
  Sandbox sandbox;
  const auto result = sandbox.run("return function()\n\n  error('no such tracker')\nend");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::ExecutionError);
  CHECK(result.error().message == "test.lua:3: no such tracker");
  CHECK(result.error().where.file == "test.lua");
  CHECK(result.error().where.line == 3);
  CHECK(result.error().describe() == "tester.enrich: test.lua:3: no such tracker");
  CHECK_FALSE(sandbox.state->dead());
}

TEST_CASE("the position in the text wins over the place of the raise") {
  Sandbox sandbox;
  const auto result = sandbox.run(
      "local function check()\n  error('bad', 2)\nend\n"
      "return function()\n  check()\n  return 1\nend");
  REQUIRE_FALSE(result);
  CHECK(result.error().message == "test.lua:5: bad");
  CHECK(result.error().where.line == 5);
}

TEST_CASE("an error value of any type becomes a text, and no code of it runs") {
  const std::pair<const char*, const char*> kCases[] = {
      {"error('plain', 0)", "plain"},
      {"error()", "(an error value of type nil)"},
      {"error(nil)", "(an error value of type nil)"},
      {"error(true)", "(an error value of type boolean)"},
      {"error(42)", "test.lua:1: 42"},
      {"error(0.5, 0)", "0.5"},
      {"error({})", "(an error value of type table)"},
      {"error({message = 'from a table'})", "from a table"},
      {"error({message = 7})", "7"},
      {"error({message = {}})", "(an error value of type table)"},
      {"error(setmetatable({}, {__tostring = function() while true do end end}))",
       "(an error value of type table)"},
      {"error(setmetatable({}, {__index = function() while true do end end}))",
       "(an error value of type table)"},
      {"error(print)", "(an error value of type nil)"},
      {"error(type)", "(an error value of type function)"},
      {"error(coroutine.create(type))", "(an error value of type thread)"},
      {"error('a\\0b\\27[31m\\255', 0)", "a\\x00b\\x1b[31m\\xff"},
  };
  for (const auto& [body, text] : kCases) {
    Sandbox sandbox;
    const auto result = sandbox.body(body);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Code::ExecutionError);
    CHECK(result.error().message == text);
    CHECK(result.error().where.line == 1);
    CHECK_FALSE(sandbox.state->dead());
  }
}

TEST_CASE("a long error text is cut") {
  Sandbox sandbox;
  const auto result = sandbox.body("error(('x'):rep(100000), 0)");
  REQUIRE_FALSE(result);
  CHECK(result.error().message.size() < perigee::limits::kErrorBytes + 10);
}

TEST_CASE("a syntax error is a load error with its line") {
  Sandbox sandbox;
  const auto loaded = sandbox.load("local x = 1\nlocal = 2");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == Code::LoadError);
  CHECK(loaded.error().where.file == "test.lua");
  CHECK(loaded.error().where.line == 2);
  CHECK_THAT(loaded.error().message, Catch::Contains("expected near '='"));
}

TEST_CASE("an error at top level is an execution error") {
  Sandbox sandbox;
  const auto loaded = sandbox.load("local x\nreturn x.y");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == Code::ExecutionError);
  CHECK(loaded.error().where.line == 2);
}

TEST_CASE("bytecode is refused, also behind a BOM or a shebang line") {
  for (const std::string prefix : {"", "\xEF\xBB\xBF", "#!lua\n"}) {
    Sandbox sandbox;
    const auto loaded = sandbox.load(prefix + std::string("\x1bLJ\x02\x02\x00", 6));
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == Code::LoadError);
  }
}

TEST_CASE("source over the limit is refused") {
  Sandbox sandbox;
  const auto loaded = sandbox.load(std::string(perigee::limits::kSourceBytes + 1, ' '));
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == Code::LoadError);
  CHECK_THAT(loaded.error().message, Catch::Contains("the limit is 262144"));
}

TEST_CASE("64-bit and imaginary literals are refused with their line") {
  for (const char* literal : {"1LL", "0x10ull", "42ULL", "2i", "1.5i", "0xFFi", "1e3i", "..1LL"}) {
    Sandbox sandbox;
    const auto loaded = sandbox.load("local s = 'a'\nlocal x = s " + std::string(literal));
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == Code::LoadError);
    CHECK(loaded.error().where.line == 2);
    CHECK_THAT(loaded.error().message, Catch::Contains("is not available"));
  }
}

TEST_CASE("what only looks like such a literal is let pass") {
  Sandbox sandbox;
  const auto result = sandbox.run(
      "#!/usr/bin/env lua 1LL \"\n"
      "-- 1LL ' \n"
      "--[[ 2i \" ]] --[==[ ]] 3LL ]==]\n"
      "local a1LL, x2i = 'it\\'s 1LL', \"2i\\\"\\\\\"\n"
      "local long = [[ 1LL ' ]] .. [=[ ]] 2i ]=]\n"
      "local z = \"a\\z\n  1LL\"\n"
      "local n = 0x1F + 1e+3 + .5 + 0xA.8p1 + 3\n"
      "return function() return a1LL .. x2i .. long .. z .. n end");
  REQUIRE(result);
  CHECK(result->as_string() == "it's 1LL2i\"\\ 1LL '  ]] 2i a1LL1055.5");
}

TEST_CASE("calling what is no function is an error of the call") {
  Sandbox sandbox;
  const auto result = sandbox.run("return 42");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::ExecutionError);
  CHECK_THAT(result.error().message, Catch::Contains("attempt to call a number value"));
}
