#include "host/base/json.h"

#include <catch2/catch.hpp>
#include <limits>
#include <optional>

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

TEST_CASE("a byte order mark is skipped and ill-formed UTF-8 is replaced") {
  CHECK(round_trip("\xEF\xBB\xBF[1]") == "[1]");
  CHECK(round_trip("[\"a\xFFz\"]") == "[\"a\xEF\xBF\xBDz\"]");
}

TEST_CASE("what JavaScript refuses is refused") {
  const auto text = GENERATE(as<std::string>{}, "", "{", "[1,]", "{'a':1}", "NaN", "[1] x",
                             "\"\x01\"", "{\"a\":1,}", "// c\n1");
  CHECK(parse_json(text).error().message == "Invalid JSON");
}

TEST_CASE("absurd nesting is refused, not a crash") {
  CHECK_FALSE(parse_json(std::string(100'000, '[')).has_value());
}

TEST_CASE("the writer sets commas") {
  std::string out;
  perigee::JsonWriter json(out);
  json.begin_object().member("a", 1).key("b").begin_array().integer(1).string("x").end_array();
  json.optional_member("c", std::optional<std::string>()).member("d", true).end_object();
  CHECK(out == R"({"a":1,"b":[1,"x"],"c":null,"d":true})");
}
