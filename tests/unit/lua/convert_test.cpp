// Values across the border, in both directions.
#include <cmath>
#include <limits>

#include "tests/unit/lua/sandbox.h"

using perigee::Array;
using perigee::Code;
using perigee::Object;
using perigee::Value;
using perigee::test::kSmall;
using perigee::test::Sandbox;

namespace {

/// Sends a value through a function that returns its argument.
perigee::Result<Value> round_trip(const Value& value) {
  Sandbox sandbox;
  const auto identity = sandbox.load("return function(v) return v end").value();
  const perigee::lua::Argument arguments[] = {&value};
  return sandbox.state->call(identity, arguments, kSmall, "enrich");
}

std::string refusal(std::string_view expression) {
  Sandbox sandbox;
  const auto result = sandbox.body("return " + std::string(expression));
  if (result) return "accepted: " + to_json(*result);
  CHECK(result.error().code == Code::InvalidOutput);
  return result.error().message;
}

}  // namespace

TEST_CASE("values survive the way into Lua and back") {
  const Value kCases[] = {
      nullptr,
      true,
      false,
      0,
      -17,
      std::int64_t{9007199254740992},
      0.1,
      1e300,
      "",
      "text with \xC3\xA9 and a zero byte",
      std::string("a\0b", 3),
      Array{},
      Object{},
      Array{1, "two", nullptr, Array{}, Object{}},
      Object{{"a", 1}, {"b", Array{true}}, {"c", nullptr}, {"with space", Object{{"x", 0.5}}}},
  };
  for (const Value& value : kCases) {
    const auto back = round_trip(value);
    REQUIRE(back);
    CHECK(*back == value);
  }
}

TEST_CASE("what Lua values read as") {
  const std::pair<const char*, const char*> kCases[] = {
      {"nil", "null"},
      {"{}", "{}"},
      {"{1, 2, 3}", "[1,2,3]"},
      {"{[3] = 'c', [1] = 'a', [2] = 'b'}", R"(["a","b","c"])"},
      {"{b = 1, a = 2, aa = 3}", R"({"a":2,"aa":3,"b":1})"},
      {"-0", "0"},
      {"3.0", "3"},
      {"2^53", "9007199254740992"},
      {"2^53 + 2", "9007199254740994"},
      {"0.5", "0.5"},
      {"setmetatable({1}, {__index = error, __len = error, __pairs = error})", "[1]"},
      {"setmetatable({}, {__index = {1, 2}})", "{}"},
      {"'a', 'b'", R"("a")"},
  };
  Sandbox sandbox;
  for (const auto& [expression, json] : kCases) CHECK(sandbox.eval(expression) == json);
}

TEST_CASE("whole numbers are integers up to 2^53 and numbers beyond") {
  Sandbox sandbox;
  CHECK(sandbox.body("return 2^53").value().is_integer());
  CHECK(sandbox.body("return -2^53").value().is_integer());
  CHECK_FALSE(sandbox.body("return 2^54").value().is_integer());
  CHECK(sandbox.body("return 2^54").value().is_number());
}

TEST_CASE("a list stays a list when it goes through a plugin empty") {
  const auto back = round_trip(Object{{"items", Array{}}});
  REQUIRE(back);
  CHECK(back->find("items")->is_array());
}

TEST_CASE("what cannot cross is refused with the path to it") {
  CHECK(refusal("print or type") == "result: a function cannot leave the plugin");
  CHECK(refusal("{{}, {data = {url = type}}}") ==
        "result[2].data.url: a function cannot leave the plugin");
  CHECK(refusal("{['odd key'] = {coroutine.create(type)}}") ==
        "result[\"odd key\"][1]: a coroutine cannot leave the plugin");
  CHECK(refusal("0/0") == "result: a number must be finite, not NaN or infinity");
  CHECK(refusal("{n = -1/0}") == "result.n: a number must be finite, not NaN or infinity");
  CHECK_THAT(refusal("'\\255'"), Catch::Contains("must be valid UTF-8"));
  CHECK_THAT(refusal("'\\237\\160\\128'"), Catch::Contains("must be valid UTF-8"));
  CHECK_THAT(refusal("{['\\192\\128'] = 1}"), Catch::Contains("a key must be valid UTF-8"));
  CHECK_THAT(refusal("{1, nil, 3}"), Catch::Contains("must not have holes"));
  CHECK_THAT(refusal("{[2] = 1}"), Catch::Contains("must not have holes"));
  CHECK_THAT(refusal("{[0] = 1}"), Catch::Contains("keys 1 to n"));
  CHECK_THAT(refusal("{[1.5] = 1}"), Catch::Contains("keys 1 to n"));
  CHECK_THAT(refusal("{[2^60] = 1}"), Catch::Contains("must not have holes"));
  CHECK_THAT(refusal("{1, x = 2}"), Catch::Contains("not both"));
  CHECK_THAT(refusal("{x = {[true] = 1}}"),
             Catch::StartsWith("result.x: a key must be a string or the position in a list"));
}

TEST_CASE("cycles, depth and size are bounded") {
  CHECK_THAT(refusal("(function() local t = {} t.t = t return t end)()"),
             Catch::Contains("a table that contains itself"));
  CHECK_THAT(refusal("(function() local t = {} for i = 1, 32 do t = {t} end return t end)()"),
             Catch::Contains("nested deeper than 32 levels"));
  CHECK_THAT(refusal("(function() local t = {} for i = 1, 31 do t = {t} end return t end)()"),
             Catch::StartsWith("accepted"));
  CHECK_THAT(refusal("('x'):rep(600000):rep(1) and {('x'):rep(600000), ('y'):rep(600000)}"),
             Catch::Contains("larger than 1048576 bytes"));
  CHECK_THAT(refusal("(function() local t = {} for i = 1, 1001 do t[i] = 1 end return t end)()"),
             Catch::Contains("a list of 1001 items, the limit is 1000"));
}

TEST_CASE("a small table with a great many paths through it is refused in time") {
  CHECK_THAT(refusal("(function() local t = {'x'} for i = 1, 25 do t = {t, t} end return t end)()"),
             Catch::Contains("larger than 1048576 bytes"));
}

TEST_CASE("a value that is too deep or too large does not enter Lua") {
  Value deep = 1;
  for (int i = 0; i <= perigee::limits::kValueDepth; ++i) deep = Array{std::move(deep)};
  const auto refused = round_trip(deep);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::InvalidInput);
  CHECK_FALSE(round_trip(std::string(2 * perigee::limits::kMiB, 'x')));
}

TEST_CASE("null is one value that a plugin can compare") {
  Sandbox sandbox;
  const auto function = sandbox.load(
      "return function(v) return {same = v.a == v.b, text = tostring(v.a), absent = v.c == nil} "
      "end");
  const Value value = Object{{"a", nullptr}, {"b", nullptr}};
  const perigee::lua::Argument arguments[] = {&value};
  CHECK(to_json(sandbox.state->call(function.value(), arguments, kSmall, "enrich").value()) ==
        R"({"absent":true,"same":true,"text":"null"})");
}

TEST_CASE("the fields of a table come sorted, functions as references") {
  Sandbox sandbox;
  const auto table = sandbox.load(
      "return { name = 'x', config = { a = 1 }, enrich = function() return 'called' end }");
  const auto fields = sandbox.state->fields(table.value());
  REQUIRE(fields);
  REQUIRE(fields->size() == 3);
  CHECK((*fields)[0].name == "config");
  CHECK(to_json((*fields)[0].value) == R"({"a":1})");
  CHECK((*fields)[1].name == "enrich");
  REQUIRE((*fields)[1].function);
  CHECK(sandbox.state->call(*(*fields)[1].function, {}, kSmall, "enrich").value() ==
        Value("called"));
  CHECK((*fields)[2].value == Value("x"));
}

TEST_CASE("fields of what is no table of names are refused") {
  Sandbox sandbox;
  const auto error = [&](std::string_view source) {
    const auto fields = sandbox.state->fields(sandbox.load(source).value());
    REQUIRE_FALSE(fields);
    CHECK(fields.error().code == Code::InvalidOutput);
    return fields.error().message;
  };
  CHECK(error("return 1") == "a table was expected, not a number");
  CHECK(error("") == "a table was expected, not a nil");
  CHECK_THAT(error("return {1}"), Catch::Contains("names as keys only"));
  CHECK(error("return {config = {f = type}}") == "config.f: a function cannot leave the plugin");
  CHECK_THAT(error("local t = {} for i = 1, 300 do t['k' .. i] = 1 end return t"),
             Catch::Contains("more than 256 fields"));
  CHECK(sandbox.eval("1") == "1");
}
