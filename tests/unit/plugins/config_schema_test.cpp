// The configuration that a plugin declares, and what an operator may write for it.
#include "host/plugins/config_schema.h"

#include <catch2/catch.hpp>

#include "tests/support/hub_fixture.h"

using namespace perigee;
using plugins::ConfigSchema;
using plugins::ConfigType;
using test::must;

namespace {

/// A schema of one key, "key".
Value declare(Object field) {
  return Object{{"key", std::move(field)}};
}
std::string parse_error(const Value& declared) {
  const auto schema = ConfigSchema::parse(declared);
  REQUIRE_FALSE(schema);
  CHECK(schema.error().code == Code::InvalidConfig);
  return schema.error().describe();
}
/// What the plugin gets for what the operator gives, as JSON, or the error.
std::string resolve(const Value& declared, const Value& given) {
  const auto resolved = must(ConfigSchema::parse(declared)).resolve(given, "plugins[\"x\"].config");
  if (resolved) return to_json(*resolved);
  CHECK(resolved.error().code == Code::InvalidConfig);
  return resolved.error().describe();
}
std::string given(Object field, const Value& value) {
  return resolve(declare(std::move(field)), Object{{"key", value}});
}

}  // namespace

TEST_CASE("a schema keeps what was declared of each key") {
  const auto schema = must(ConfigSchema::parse(Object{
      {"level", Object{{"type", "enum"}, {"values", Array{"low", "high"}}, {"default", "low"}}},
      {"url", Object{{"type", "string"}, {"required", true}, {"doc", "Where the tracker is."}}},
      {"words", Object{{"type", "list"}, {"items", "string"}}}}));
  REQUIRE(schema.fields().size() == 3);
  const auto& [level, url, words] =
      std::tie(schema.fields()[0], schema.fields()[1], schema.fields()[2]);
  CHECK(level.name == "level");
  CHECK(level.type == ConfigType::Enum);
  CHECK(level.values == std::vector<std::string>{"low", "high"});
  CHECK(level.default_value == Value("low"));
  CHECK_FALSE(level.required);
  CHECK(url.required);
  CHECK(url.doc == "Where the tracker is.");
  CHECK(words.items == "string");
}

TEST_CASE("a plugin may declare nothing") {
  for (const Value& nothing : {Value(), Value(Object{}), Value(Array{})}) {
    CHECK(must(ConfigSchema::parse(nothing)).fields().empty());
    CHECK(resolve(nothing, nullptr) == "{}");
    CHECK(resolve(nothing, Object{}) == "{}");
  }
  CHECK(resolve(nullptr, Object{{"key", 1}}) == "plugins[\"x\"].config.key is not a known key");
}

TEST_CASE("a declaration that cannot be meant is refused") {
  CHECK(parse_error("text") == "config must be a table of declared keys");
  CHECK(parse_error(Array{1}) == "config must be a table of declared keys");
  CHECK(parse_error(Object{{"key", "string"}}) ==
        "config.key must be a table with named members, not string");
  CHECK(parse_error(declare({})) == "config.key.type is missing");
  CHECK(parse_error(declare({{"type", 5}})) == "config.key.type must be a string, not integer");
  CHECK(parse_error(declare({{"type", "text"}})) ==
        "config.key.type \"text\" is not a type (types: string, number, integer, boolean, list, "
        "table, enum)");
  CHECK(parse_error(declare({{"type", "string"}, {"defualt", "x"}})) ==
        "config.key.defualt is not a known key (did you mean \"default\"?)");
  CHECK(parse_error(declare({{"type", "enum"}})) ==
        "config.key.values must list what an enum may be");
  CHECK(parse_error(declare({{"type", "list"}, {"items", "text"}})) ==
        "config.key.items \"text\" is not a type");
  CHECK(parse_error(declare({{"type", "string"}, {"required", 1}})) ==
        "config.key.required must be true or false, not integer");
}

TEST_CASE("a default must itself be right") {
  CHECK(parse_error(declare({{"type", "integer"}, {"default", "5"}})) ==
        "config.key.default must be of type integer, not string");
  CHECK(parse_error(
            declare({{"type", "enum"}, {"values", Array{"low", "high"}}, {"default", "hihg"}})) ==
        "config.key.default must be one of \"low\", \"high\", not \"hihg\" (did you mean "
        "\"high\"?)");
  CHECK(parse_error(declare({{"type", "list"}, {"items", "string"}, {"default", Array{1}}})) ==
        "config.key.default[1] must be a string, not integer");
}

TEST_CASE("a value that fits is passed on, whatever the type") {
  const std::vector<std::pair<std::string, std::vector<Value>>> fitting = {
      {"string", {"", "text"}},
      {"number", {0, -1, 1.5}},
      {"integer", {0, -1}},
      {"boolean", {true, false}},
      {"list", {Value(Array{1, "a"})}},
      {"table", {Object{{"a", Object{{"b", 1}}}}}},
  };
  for (const auto& [type, values] : fitting) {
    for (const Value& value : values) {
      CAPTURE(type, to_json(value));
      CHECK(given({{"type", type}}, value) == R"({"key":)" + to_json(value) + "}");
    }
  }
}

TEST_CASE("a value of another type is refused with its path, both types and the doc") {
  const std::vector<std::pair<std::string, Value>> wrong = {
      {"string", 5},     {"number", "5"}, {"integer", 1.5},           {"boolean", 1},
      {"list", "a"},     {"table", "a"},  {"list", Object{{"a", 1}}}, {"table", Array{1}},
      {"integer", true}, {"enum", 1},
  };
  for (const auto& [type, value] : wrong) {
    CAPTURE(type, to_json(value));
    CHECK(given({{"type", type}, {"doc", "A hint."}, {"values", Array{"a"}}}, value) ==
          "plugins[\"x\"].config.key must be of type " + type + ", not " +
              std::string(value.type_name()) + " (A hint.)");
  }
}

TEST_CASE("an enum takes its values and guesses at others") {
  const Object level = {{"type", "enum"}, {"values", Array{"low", "high"}}};
  CHECK(given(level, "high") == R"({"key":"high"})");
  CHECK(given(level, "hgih") ==
        "plugins[\"x\"].config.key must be one of \"low\", \"high\", not \"hgih\" (did you mean "
        "\"high\"?)");
  CHECK(given(level, "medium") ==
        "plugins[\"x\"].config.key must be one of \"low\", \"high\", not \"medium\"");
}

TEST_CASE("the items of a list have their type, and the wrong one is counted as Lua counts") {
  const Object words = {{"type", "list"}, {"items", "string"}};
  CHECK(given(words, Array{"a", "b"}) == R"({"key":["a","b"]})");
  CHECK(given(words, Array{"a", 2}) ==
        "plugins[\"x\"].config.key[2] must be a string, not integer");
}

TEST_CASE("the empty table is a list where a list is declared and a table where a table is") {
  for (const Value& empty : {Value(Object{}), Value(Array{})}) {
    CHECK(given({{"type", "list"}}, empty) == R"({"key":[]})");
    CHECK(given({{"type", "table"}}, empty) == R"({"key":{}})");
    CHECK(resolve(declare({{"type", "list"}, {"default", empty}}), nullptr) == R"({"key":[]})");
  }
}

TEST_CASE("a key that is not given has its default, or is absent") {
  const Value schema = Object{{"a", Object{{"type", "string"}, {"default", "x"}}},
                              {"b", Object{{"type", "string"}}}};
  CHECK(resolve(schema, nullptr) == R"({"a":"x"})");
  CHECK(resolve(schema, Object{{"a", "y"}, {"b", "z"}}) == R"({"a":"y","b":"z"})");
}

TEST_CASE("a required key must be given, even one that has a default") {
  const std::string missing =
      "plugins[\"x\"].config.key is required (set it in perigee.lua: Where to look.)";
  const Object field = {{"type", "string"}, {"required", true}, {"doc", "Where to look."}};
  CHECK(resolve(declare(field), nullptr) == missing);
  CHECK(resolve(declare(field), Object{}) == missing);
  CHECK(given(field, "here") == R"({"key":"here"})");
}

TEST_CASE("a key that is not declared is refused with the nearest that is") {
  const Value schema = Object{{"base_url", Object{{"type", "string"}}}};
  CHECK(resolve(schema, Object{{"baseurl", "x"}}) ==
        "plugins[\"x\"].config.baseurl is not a known key (did you mean \"base_url\"?)");
}
