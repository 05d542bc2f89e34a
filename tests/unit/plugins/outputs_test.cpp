// What enrich and extract may return, item by item, and what becomes of it.
#include "host/plugins/outputs.h"

#include <catch2/catch.hpp>

#include "tests/support/plugin_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
using namespace std::string_literals;

namespace {

Value item(const std::string& kind, int first, int last) {
  return Object{{"data", Object{}}, {"kind", kind}, {"span", Array{first, last}}};
}
/// A good enrichment with one member changed, or without it.
Value with(const std::string& member, const Value& value) {
  Value changed = item("k", 1, 2);
  changed.set(member, value);
  return changed;
}
Value without(const std::string& member) {
  Value changed = item("k", 1, 2);
  std::erase_if(changed.as_object(), [&](const Member& one) { return one.first == member; });
  return changed;
}

std::vector<hub::Enrichment> enrichments(const Value& result, const std::string& content) {
  return must(check_enrichments(result, content));
}
/// The offsets that a span becomes.
std::pair<std::int64_t, std::int64_t> offsets(const std::string& content, int first, int last) {
  const auto checked = enrichments(Array{item("k", first, last)}, content);
  return {checked.at(0).span_start, checked.at(0).span_end};
}
std::string refusal(const Value& result, const std::string& content = "hello") {
  const auto checked = check_enrichments(result, content);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == Code::InvalidOutput);
  return checked.error().message;
}
/// The refusal of a single item.
std::string item_refusal(const Value& one) {
  const std::string message = refusal(Array{one});
  CHECK_THAT(message, Catch::StartsWith("Invalid enrichment: result[1]"));
  CHECK_THAT(message, Catch::EndsWith(" in " + to_json(one)));
  return message;
}

using Offsets = std::pair<std::int64_t, std::int64_t>;

}  // namespace

TEST_CASE("no result, an empty table and an empty list are no items") {
  for (const Value& none : {Value(), Value(Object{}), Value(Array{})}) {
    CHECK(enrichments(none, "hello").empty());
  }
}

TEST_CASE("a result that is no list is refused and shown") {
  CHECK(refusal("text") == "the result of enrich must be an array of items, not string: \"text\"");
  CHECK(refusal(5) == "the result of enrich must be an array of items, not integer: 5");
  CHECK(refusal(true) == "the result of enrich must be an array of items, not boolean: true");
  CHECK(refusal(item("k", 1, 2)) ==
        "the result of enrich must be an array of items, not object: "
        R"({"data":{},"kind":"k","span":[1,2]})");
}

TEST_CASE("a list has up to 1000 items") {
  CHECK(enrichments(Array(1000, item("k", 1, 2)), "hello").size() == 1000);
  CHECK(refusal(Array(1001, item("k", 1, 2))) ==
        "the result of enrich has 1001 items; at most 1000 are allowed");
}

TEST_CASE("one wrong item refuses the whole result and is counted as Lua counts") {
  CHECK_THAT(refusal(Array{item("k", 1, 2), item(" ", 1, 2), item("", 1, 2)}),
             Catch::Contains("result[2].kind must be a non-blank string"));
  CHECK_THAT(refusal(Array{item("k", 1, 2), 5}),
             Catch::Contains("result[2] must be a table with named members in 5"));
}

TEST_CASE("a kind is a text that is not blank and does not begin with NUL") {
  CHECK_THAT(item_refusal(without("kind")), Catch::Contains("kind must be a non-blank string"));
  const std::vector<Value> wrong = {nullptr, 5, "", " ", "\u00A0\u3000", "\0x"s, Object{}};
  for (const Value& kind : wrong) {
    CAPTURE(to_json(kind));
    CHECK_THAT(item_refusal(with("kind", kind)),
               Catch::Contains("result[1].kind must be a non-blank string"));
  }
  CHECK(enrichments(Array{with("kind", " \u200B ")}, "hello")[0].kind == " \u200B ");
}

TEST_CASE("a span is two whole numbers within the text, the first not after the last") {
  const std::vector<Value> not_two = {nullptr,        5,
                                      "1,2",          Object{},
                                      Array{},        Array{1},
                                      Array{1, 2, 3}, Array{1, "2"},
                                      Array{1, 2.5},  Object{{"start", 0}, {"end", 1}}};
  CHECK_THAT(item_refusal(without("span")), Catch::Contains("must be { first, last }"));
  for (const Value& span : not_two) {
    CAPTURE(to_json(span));
    CHECK_THAT(item_refusal(with("span", span)),
               Catch::Contains("result[1].span must be { first, last }, two whole numbers"));
  }
  const std::vector<std::pair<int, int>> outside = {{0, 1}, {-1, 2}, {2, 1},
                                                    {1, 6}, {6, 6},  {1, 0}};
  for (const auto& [first, last] : outside) {
    CAPTURE(first, last);
    CHECK_THAT(item_refusal(with("span", Array{first, last})),
               Catch::Contains("span must lie within the text, 1 to 5, first not after last"));
  }
  CHECK_THAT(refusal(Array{item("k", 1, 1)}, ""), Catch::Contains("1 to 0"));
}

TEST_CASE("data is an object, and the empty table is one") {
  CHECK_THAT(item_refusal(without("data")), Catch::Contains("result[1].data must be a table"));
  const std::vector<Value> wrong = {nullptr, 5, "x", Array{}, Array{1}};
  for (const Value& data : wrong) {
    CAPTURE(to_json(data));
    CHECK_THAT(item_refusal(with("data", data)),
               Catch::Contains("result[1].data must be a table with named members"));
  }
  CHECK(enrichments(Array{item("k", 1, 2)}, "hello")[0].data_json == "{}");
}

TEST_CASE("a span of bytes becomes half-open offsets of UTF-16 units") {
  CHECK(offsets("hello", 1, 5) == Offsets{0, 5});
  CHECK(offsets("hello", 2, 2) == Offsets{1, 2});
  const std::string text = "hello 😀 world";
  const auto world = static_cast<int>(text.find("world")) + 1;
  CHECK(offsets(text, world, world + 4) == Offsets{9, 14});
  CHECK(offsets(text, 7, 10) == Offsets{6, 8});
  CHECK(offsets(text, 1, static_cast<int>(text.size())) == Offsets{0, 14});
  CHECK(offsets("é€😀", 1, 2) == Offsets{0, 1});
  CHECK(offsets("é€😀", 3, 5) == Offsets{1, 2});
  CHECK(offsets("é€😀", 6, 9) == Offsets{2, 4});
}

TEST_CASE("offsets are right in whatever order the items come") {
  const std::string text = "😀a😀b😀c";  // a, b and c are the bytes 5, 10 and 15
  const auto checked = enrichments(
      Array{item("c", 15, 15), item("a", 5, 5), item("b", 10, 10), item("all", 1, 15)}, text);
  std::vector<Offsets> found;
  for (const auto& one : checked) found.emplace_back(one.span_start, one.span_end);
  CHECK(found == std::vector<Offsets>{{8, 9}, {2, 3}, {5, 6}, {0, 9}});
}

TEST_CASE("a span that cuts a character in two is refused") {
  for (const auto& [first, last] :
       std::vector<std::pair<int, int>>{{2, 4}, {1, 3}, {1, 1}, {3, 5}}) {
    CAPTURE(first, last);
    CHECK_THAT(refusal(Array{item("k", first, last)}, "😀x"),
               Catch::Contains("span must not cut a UTF-8 character in two"));
  }
  CHECK(offsets("😀x", 1, 4) == Offsets{0, 2});
}

TEST_CASE("the event shows the item with its offsets and everything else that it has") {
  const Value full = Object{{"data", Object{{"b", 1}, {"a", Array{}}}},
                            {"kind", "k"},
                            {"label", "é\n"},
                            {"rank", 1.5},
                            {"span", Array{1, 4}}};
  const auto checked = enrichments(Array{full}, "😀x");
  REQUIRE(checked.size() == 1);
  CHECK(checked[0].data_json == R"({"b":1,"a":[]})");
  CHECK(checked[0].item_json == R"({"kind":"k","span":{"start":0,"end":2},)"
                                R"("data":{"b":1,"a":[]},"label":"é\n","rank":1.5})");
}

TEST_CASE("a wrong item that is long is cut where it is shown") {
  const std::string message = refusal(Array{with("kind", std::string(100'000, ' '))});
  CHECK(message.size() < 400);
  CHECK_THAT(message, Catch::EndsWith("…"));
}

TEST_CASE("what Lua returns is checked as it was meant") {
  Loader loader;
  const auto run = [&](const std::string& body) -> std::string {
    auto generation = must(loader.load("refs", enricher(body)));
    const auto result = generation->run(Hook::Enrich, Object{{"content", "hello"}});
    if (!result) return result.error().message;
    const auto checked = check_enrichments(*result, "hello");
    return checked ? std::to_string(checked->size()) + " items" : checked.error().message;
  };
  CHECK(run("return") == "0 items");
  CHECK(run("return {}") == "0 items");
  CHECK(run("return ctx.array()") == "0 items");
  CHECK(run("return ctx.null") == "0 items");
  CHECK(run("local first, last = message.content:find('l+')"
            " return {{ kind = 'k', span = {first, last}, data = {} }}") == "1 items");
  CHECK(run("return {{ kind = 'k', span = {1.0, 2}, data = {} }}") == "1 items");
  CHECK_THAT(run("return {{ kind = 'k', span = {1, 2}, data = ctx.array() }}"),
             Catch::Contains("data must be a table with named members"));
  CHECK_THAT(run("return {{ kind = 'k', span = {1, 2} }}"), Catch::Contains("data must be"));
  CHECK_THAT(run("return {{ kind = 'k', span = {1, 2}, data = { f = error } }}"),
             Catch::Contains("a function cannot leave the plugin"));
  CHECK_THAT(run("return {{ kind = 'k', span = {1, 2}, data = { n = 0/0 } }}"),
             Catch::Contains("must be finite"));
  CHECK_THAT(run("local t = {} t.t = t return {{ kind = 'k', span = {1, 2}, data = t }}"),
             Catch::Contains("contains itself"));
}
