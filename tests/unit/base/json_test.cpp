#include "host/base/json.h"

#include <catch2/catch.hpp>
#include <limits>
#include <optional>

#include "host/base/limits.h"

using perigee::indent_json;
using perigee::parse_json;
using perigee::to_json;
using perigee::Value;

namespace {
std::string round_trip(std::string_view text) {
  return to_json(parse_json(text).value());
}
}  // namespace

TEST_CASE("JSON is printed as JavaScript prints it") {
  const auto [text, printed] = GENERATE(table<std::string, std::string>({
      {R"({"b":1,"a":2})", R"({"b":1,"a":2})"},
      {R"({"b":1,"10":2,"2":3})", R"({"2":3,"10":2,"b":1})"},
      {R"({"01":1,"1":2})", R"({"1":2,"01":1})"},
      {R"({"4294967295":1,"4294967294":2})", R"({"4294967294":2,"4294967295":1})"},
      {"[1.0,-0,2.5,1e-7,1e21,123456789012]", "[1,0,2.5,1e-7,1e+21,123456789012]"},
      {"[0.000001,12345678901234567000,1.5e300]", "[0.000001,12345678901234567000,1.5e+300]"},
      {R"(["\u0001\b\f\n\r\t\"\\\/\u007f"])", "[\"\\u0001\\b\\f\\n\\r\\t\\\"\\\\/\x7f\"]"},
      {R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"},
      {"[null,true,false,{},[]]", "[null,true,false,{},[]]"},
  }));
  CHECK(round_trip(text) == printed);
}

TEST_CASE("numbers that JSON cannot express become null") {
  std::string out;
  perigee::append_json_number(out, std::numeric_limits<double>::infinity());
  perigee::append_json_number(out, std::numeric_limits<double>::quiet_NaN());
  CHECK(out == "nullnull");
}

TEST_CASE("numbers are the doubles that JavaScript reads") {
  const auto [text, printed] = GENERATE(table<std::string, std::string>({
      {"9007199254740993", "9007199254740992"},
      {"-9007199254740993", "-9007199254740992"},
      {"9223372036854775807", "9223372036854776000"},
      {"9223372036854775808", "9223372036854776000"},
      {"18446744073709551616", "18446744073709552000"},
      {"-9223372036854775809", "-9223372036854776000"},
      {"1234567890123456789012", "1.2345678901234568e+21"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"5e-324", "5e-324"},
      {"2e-324", "0"},
      {"-0.0", "0"},
      {"0e99999999999999999999", "0"},
      {"1E+2", "100"},
      {"0.30000000000000004", "0.30000000000000004"},
  }));
  CHECK(round_trip(text) == printed);
  CHECK(round_trip("[" + text + "]") == "[" + printed + "]");
}

TEST_CASE("a number that no double holds is infinite or zero") {
  using Texts = std::initializer_list<std::string>;
  for (const std::string& text :
       Texts{"1e400", "1e99999999999999999999", "123e308", "1" + std::string(400, '0')}) {
    CAPTURE(text);
    CHECK(parse_json(text).value() == Value(std::numeric_limits<double>::infinity()));
    CHECK(parse_json("-" + text).value() == Value(-std::numeric_limits<double>::infinity()));
    CHECK(round_trip(text) == "null");
  }
  for (const std::string& text :
       Texts{"1e-400", "1e-99999999999999999999", "0." + std::string(400, '0') + "1"}) {
    CAPTURE(text);
    CHECK(round_trip(text) == "0");
  }
  CHECK(round_trip("1" + std::string(400, '0') + "e-400") == "1");
  CHECK(round_trip("0." + std::string(400, '0') + "1e401") == "1");
}

TEST_CASE("integers that a double holds exactly stay integers") {
  CHECK(parse_json("9007199254740992").value() == Value(std::int64_t{9007199254740992}));
  CHECK(parse_json("-3").value().is_integer());
  CHECK_FALSE(parse_json("9007199254740993").value().is_integer());
  CHECK_FALSE(parse_json("2.0").value().is_integer());
}

TEST_CASE("surrogates in escapes pair up, and a lone one becomes U+FFFD") {
  const auto [text, value] = GENERATE(table<std::string, std::string>({
      {R"("\ud83d\ude00")", "😀"},
      {R"("\uD83D\uDE00")", "😀"},
      {R"("\ud800")", "\uFFFD"},
      {R"("\udc00x")", "\uFFFDx"},
      {R"("\ud800A")", "\uFFFDA"},
      {R"("\ud800\n")", "\uFFFD\n"},
      {R"("\ud800\u0041")", "\uFFFDA"},
      {R"("\ud800\ud83d\ude00")", "\uFFFD😀"},
      {R"("\ude00\ud83d")", "\uFFFD\uFFFD"},
      {R"("\ud800\\ude00")", "\uFFFD\\ude00"},
      {R"("\ud800\u00e9\u20ac\"\/\b\f\r\t")", "\uFFFDé€\"/\b\f\r\t"},
  }));
  CHECK(parse_json(text).value() == Value(value));
  CHECK(round_trip("{" + text + ":1}") == "{" + to_json(value) + ":1}");
}

TEST_CASE("one byte order mark is skipped and ill-formed UTF-8 is replaced") {
  CHECK(round_trip("\xEF\xBB\xBF[1]") == "[1]");
  CHECK(round_trip("[\"a\xFFz\"]") == "[\"a\xEF\xBF\xBDz\"]");
  CHECK(round_trip("[\"\xE2\x82\"]") == "[\"\xEF\xBF\xBD\"]");
  CHECK(round_trip("\"\xFF\\ud800\"") == "\"\uFFFD\uFFFD\"");
  CHECK_FALSE(parse_json("\xEF\xBB\xBF\xEF\xBB\xBF[1]").has_value());
  CHECK_FALSE(parse_json("[1]\xEF\xBB\xBF").has_value());
}

TEST_CASE("what JavaScript refuses is refused") {
  const auto text = GENERATE(
      as<std::string>{}, "", " ", "{", "[", "]", "[}", "[1,]", "[,1]", "[1 2]", "[1,,2]", "{'a':1}",
      "{a:1}", "{1:1}", "{\"a\":1,}", "{\"a\"}", "{\"a\":}", "{\"a\":1;\"b\":2}", "[1] x", "[1]]",
      "1 2", "NaN", "Infinity", "undefined", "nul", "nulll", "True", "01", "-01", "1.", ".1", "+1",
      "-", "--1", "1e", "1e+", "0x1", "1_0", "\"", "\"a", "'a'", "\"\x01\"", "\"\t\"", "\"\n\"",
      "\"\\a\"", "\"\\x41\"", "\"\\u00e\"", "\"\\u00G0\"", "\"\\u+041\"", "\"\\\"", "\"\\",
      "\"\\ud800\\u\"", "\"\\ud800\\ud8\"", "\u00A0[1]", "[1]\u00A0", "\v1", "\f1", "[1,\u2028 2]",
      "// c\n1", "1/**/", "\xFF[1]");
  CAPTURE(text);
  const auto refused = parse_json(text);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == perigee::Code::InvalidInput);
  CHECK(refused.error().message == "Invalid JSON");
}

TEST_CASE("a NUL is white space nowhere") {
  CHECK_FALSE(parse_json(std::string_view("1\0", 2)).has_value());
  CHECK_FALSE(parse_json(std::string_view("[1,\0 2]", 7)).has_value());
  CHECK_FALSE(parse_json(std::string_view("\"a\0b\"", 5)).has_value());
}

TEST_CASE("nesting is read up to its limit and refused beyond it") {
  const auto nested = [](std::size_t depth, const std::string& inner) {
    return std::string(depth, '[') + inner + std::string(depth, ']');
  };
  const std::size_t limit = perigee::limits::kJsonDepth;
  for (const std::string inner : {"", "1", "\"\\ud800\""}) {
    CHECK(parse_json(nested(limit, inner)).has_value());
    CHECK_FALSE(parse_json(nested(limit + 1, inner)).has_value());
  }
  CHECK(parse_json(nested(limit - 1, "{}")).has_value());
  CHECK_FALSE(parse_json(nested(limit, "{}")).has_value());
  CHECK_FALSE(parse_json(std::string(100'000, '[')).has_value());
}

TEST_CASE("of duplicate keys the last value wins at the place of the first") {
  CHECK(round_trip(R"({"a":1,"b":2,"a":3,"c":4,"b":5})") == R"({"a":3,"b":5,"c":4})");
  CHECK(round_trip(R"({"a":{"x":1,"x":2},"a":{"y":1,"\u0079":2}})") == R"({"a":{"y":2}})");
}

TEST_CASE("objects with thousands of keys keep order and last values") {
  // The second form has a number that only the exact reader takes.
  const std::string tail = GENERATE(as<std::string>{}, "\"end\":0", "\"end\":1e400");
  std::string text = "{";
  for (int i = 0; i < 20'000; ++i) {
    text += "\"k" + std::to_string(i % 10'000) + "\":" + std::to_string(i) + ",";
  }
  const Value value = parse_json(text + tail + "}").value();
  REQUIRE(value.as_object().size() == 10'001);
  for (std::int64_t i = 0; i < 10'000; ++i) {
    const auto& [key, last] = value.as_object()[static_cast<std::size_t>(i)];
    REQUIRE(key == "k" + std::to_string(i));
    REQUIRE(last == Value(10'000 + i));
  }
  CHECK(value.as_object().back().first == "end");
}

TEST_CASE("the writer sets commas") {
  std::string out;
  perigee::JsonWriter json(out);
  json.begin_object().member("a", 1).key("b").begin_array().integer(1).string("x").end_array();
  json.optional_member("c", std::optional<std::string>()).member("d", true).end_object();
  CHECK(out == R"({"a":1,"b":[1,"x"],"c":null,"d":true})");
}

TEST_CASE("indented JSON is that of JavaScript, and no value changes") {
  CHECK(indent_json(R"({"a":[1,{"b":"x,{}:\"y\""}],"e":{},"f":[],"g":null})") == R"({
  "a": [
    1,
    {
      "b": "x,{}:\"y\""
    }
  ],
  "e": {},
  "f": [],
  "g": null
})");
  CHECK(indent_json("12") == "12");
}
