#include "host/plugins/table_reader.h"

#include <catch2/catch.hpp>
#include <limits>

using perigee::Array;
using perigee::Code;
using perigee::Object;
using perigee::Value;
using perigee::plugins::TableReader;

namespace {

/// The error of a reader, with its hint in parentheses, or "ok".
std::string finish(TableReader& table) {
  const auto done = table.finish();
  if (done) return "ok";
  CHECK(done.error().code == Code::InvalidConfig);
  return done.error().describe();
}

}  // namespace

TEST_CASE("members are read by name and type") {
  const Value value = Object{{"text", "x"}, {"flag", true},
                             {"count", 5},  {"list", Array{"a", "b"}},
                             {"any", 1.5},  {"inner", Object{{"a", 1}}},
                             {"empty", {}}};
  TableReader table(value, "");
  CHECK(table.string("text") == "x");
  CHECK(table.boolean("flag") == true);
  CHECK(table.integer("count", 5, 5) == 5);
  CHECK(table.strings("list") == std::vector<std::string>{"a", "b"});
  CHECK(table.any("any") == Value(1.5));
  CHECK(table.table("inner") == Value(Object{{"a", 1}}));
  CHECK(table.any("empty").is_null());
  CHECK(finish(table) == "ok");
}

TEST_CASE("an absent member is absent, whatever its type") {
  TableReader table(Object{}, "");
  CHECK_FALSE(table.string("a"));
  CHECK_FALSE(table.boolean("b"));
  CHECK_FALSE(table.integer("c", 0, 1));
  CHECK_FALSE(table.strings("d"));
  CHECK(table.table("e").is_null());
  CHECK(table.any("f").is_null());
  CHECK(finish(table) == "ok");
}

TEST_CASE("an absent table and an empty list read as a table without members") {
  for (const Value& value : {Value(), Value(Array{}), Value(Object{})}) {
    TableReader table(value, "store");
    CHECK_FALSE(table.string("durability"));
    CHECK(finish(table) == "ok");
  }
}

TEST_CASE("what is no table says so under its path") {
  TableReader list(Array{1}, "plugins[\"a-b\"]");
  CHECK(finish(list) == "plugins[\"a-b\"] must be a table with named members, not array");
  TableReader text("x", "");
  CHECK(finish(text) == "the result must be a table with named members, not string");
}

TEST_CASE("an error names the whole path as the person would write it") {
  const auto path = [](const std::string& parent, const std::string& key) {
    return TableReader(Object{}, parent).path_of(key);
  };
  CHECK(path("", "store") == "store");
  CHECK(path("store", "durability") == "store.durability");
  CHECK(path("plugins", "issue-links") == "plugins[\"issue-links\"]");
  CHECK(path("plugins[\"x\"]", "config") == "plugins[\"x\"].config");
  CHECK(path("a", "") == "a[\"\"]");
}

TEST_CASE("a member of another type is refused with both types") {
  const Value value = Object{{"text", 5},
                             {"flag", "yes"},
                             {"count", 1.5},
                             {"list", Object{{"a", 1}}},
                             {"mixed", Array{"a", 1}},
                             {"inner", Array{1}}};
  const auto problem = [&](auto read) {
    TableReader table(value, "p");
    read(table);
    return finish(table);
  };
  CHECK(problem([](TableReader& t) { t.string("text"); }) ==
        "p.text must be a string, not integer");
  CHECK(problem([](TableReader& t) { t.boolean("flag"); }) ==
        "p.flag must be true or false, not string");
  CHECK(problem([](TableReader& t) { t.integer("count", 0, 9); }) ==
        "p.count must be a whole number, not number");
  CHECK(problem([](TableReader& t) { t.strings("list"); }) ==
        "p.list must be a list of strings, not object");
  CHECK(problem([](TableReader& t) { t.strings("mixed"); }) ==
        "p.mixed must be a list of strings, not integer");
  CHECK(problem([](TableReader& t) { t.table("inner"); }) ==
        "p.inner must be a table with named members, not array");
}

TEST_CASE("a number outside of its range is refused with the range") {
  TableReader low(Object{{"n", 0}}, "");
  CHECK_FALSE(low.integer("n", 1, 10));
  CHECK(finish(low) == "n must be from 1 to 10, not 0");
  TableReader high(Object{{"n", 11}}, "");
  CHECK_FALSE(high.integer("n", 1, 10));
  CHECK(finish(high) == "n must be from 1 to 10, not 11");
  TableReader edges(Object{{"a", 1}, {"b", 10}}, "");
  CHECK(edges.integer("a", 1, 10) == 1);
  CHECK(edges.integer("b", 1, 10) == 10);
  CHECK(finish(edges) == "ok");
}

TEST_CASE("the first error is the one that is told") {
  TableReader table(Object{{"a", 1}, {"b", 2}, {"unknown", 3}}, "");
  table.string("a");
  table.string("b");
  table.refuse("c", "must not be");
  CHECK(finish(table) == "a must be a string, not integer");
  TableReader refused(Object{}, "p");
  refused.refuse("c", "must not be");
  CHECK(finish(refused) == "p.c must not be");
}

TEST_CASE("an unknown key of a table is told with the nearest known one, or with all of them") {
  const auto problem = [](const std::string& key) {
    TableReader table(Object{{key, 1}}, "plugins[\"x\"]");
    table.boolean("enabled");
    table.table("config");
    table.table("limits");
    return finish(table);
  };
  CHECK(problem("enabeld") ==
        "plugins[\"x\"].enabeld is not a known key (did you mean \"enabled\"?)");
  CHECK(problem("zzz") ==
        "plugins[\"x\"].zzz is not a known key (known here: enabled config limits)");
  CHECK(problem("a-b") ==
        "plugins[\"x\"][\"a-b\"] is not a known key (known here: enabled config limits)");
  TableReader empty(Object{{"zzz", 1}}, "");
  CHECK(finish(empty) == "zzz is not a known key");
}
