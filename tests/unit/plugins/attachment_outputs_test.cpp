// What extract may return: attachments, some of which are left out without a fuss.
#include <catch2/catch.hpp>

#include "host/plugins/outputs.h"
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
using namespace std::string_literals;

namespace {

struct Checked {
  std::vector<hub::DerivedAttachment> attachments;
  std::vector<std::string> skipped;
};

Checked check(const Value& result) {
  Checked checked;
  checked.attachments = must(check_attachments(result, checked.skipped));
  return checked;
}
hub::DerivedAttachment only(const Object& item) {
  auto checked = check(Array{item});
  REQUIRE(checked.attachments.size() == 1);
  CHECK(checked.skipped.empty());
  return std::move(checked.attachments.front());
}
std::string refusal(const Value& result) {
  std::vector<std::string> skipped;
  const auto checked = check_attachments(result, skipped);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == Code::InvalidOutput);
  return checked.error().message;
}
/// The refusal of an item that is otherwise good.
std::string refusal_of(const std::string& member, const Value& value) {
  Value item = Object{{"kind", "fact"}, {"value_json", Object{}}};
  item.set(member, value);
  const std::string message = refusal(Array{item});
  CHECK_THAT(message, Catch::StartsWith("Invalid attachment: result[1]." + member));
  CHECK_THAT(message, Catch::EndsWith(" in " + to_json(item)));
  return message;
}

}  // namespace

TEST_CASE("an attachment has a kind and a value, and the value is its dedupe key") {
  const auto attachment = only({{"kind", "fact"}, {"value_json", Object{{"b", 1}, {"a", 2.0}}}});
  CHECK(attachment.kind == "fact");
  CHECK(attachment.key == std::nullopt);
  CHECK(attachment.value_json == R"({"b":1,"a":2})");
  CHECK(attachment.dedupe_key == R"({"b":1,"a":2})");
}

TEST_CASE("an attachment may have a key, even an empty one, and a dedupe key of its own") {
  const auto attachment = only({{"kind", "fact"},
                                {"key", ""},
                                {"dedupe_key", "mine"},
                                {"value_json", Object{}},
                                {"anything", "else"}});
  CHECK(attachment.key == "");
  CHECK(attachment.dedupe_key == "mine");
  CHECK(attachment.value_json == "{}");
}

TEST_CASE("a result of extract that is no list of tables is refused") {
  CHECK(check(nullptr).attachments.empty());
  CHECK(check(Object{}).attachments.empty());
  CHECK(refusal("x") == "the result of extract must be an array of items, not string: \"x\"");
  CHECK_THAT(refusal(Array{"x"}),
             Catch::StartsWith("Invalid attachment: result[1] must be a table"));
}

TEST_CASE("the members of an attachment have their types") {
  for (const Value& kind : {Value(), Value(5), Value(""), Value(" "), Value("\0x"s)}) {
    CHECK_THAT(refusal_of("kind", kind), Catch::Contains("must be a non-blank string"));
  }
  for (const Value& value : {Value(), Value(5), Value("x"), Value(Array{}), Value(Array{1})}) {
    CHECK_THAT(refusal_of("value_json", value),
               Catch::Contains("must be a table with named members"));
  }
  for (const Value& key : {Value(), Value(5), Value(Object{})}) {
    CHECK_THAT(refusal_of("key", key), Catch::Contains("must be a string"));
  }
  for (const Value& key : {Value(), Value(5), Value(""), Value(" \n"), Value("\0x"s)}) {
    CHECK_THAT(refusal_of("dedupe_key", key), Catch::Contains("must be a non-blank string"));
  }
  CHECK_THAT(refusal(Array{Object{{"kind", "fact"}}}), Catch::Contains("value_json must be"));
}

TEST_CASE("one malformed attachment refuses the whole result") {
  const Value good = Object{{"kind", "fact"}, {"value_json", Object{}}};
  CHECK_THAT(refusal(Array{good, Object{{"kind", "fact"}}}), Catch::Contains("result[2]."));
}

TEST_CASE("a value of more than 16384 UTF-16 units is left out, and the others are kept") {
  const auto of = [](const std::string& text) {  // {"a":"…"}: 8 units around the text
    return Value(Object{{"kind", "fact"}, {"value_json", Object{{"a", text}}}});
  };
  const auto checked = check(Array{of(units(16'376)), of(units(16'377)), of("small")});
  REQUIRE(checked.attachments.size() == 2);
  CHECK(checked.attachments[1].value_json == R"({"a":"small"})");
  REQUIRE(checked.skipped.size() == 1);
  CHECK(checked.skipped[0] == "result[2].value_json is larger than 16384 units");
}

TEST_CASE("the size of a value is counted in units, not in bytes") {
  std::string letters;
  for (int i = 0; i < 16'370; ++i) letters += "é";
  CHECK(check(Array{Object{{"kind", "fact"}, {"value_json", Object{{"a", letters}}}}})
            .skipped.empty());
  CHECK(check(Array{Object{{"kind", "fact"}, {"value_json", Object{{"a", emoji(8189)}}}}})
            .skipped.size() == 1);
}

TEST_CASE("a link that clients may not show is left out, and the others are kept") {
  const auto link = [](const std::string& kind, const std::string& url) {
    return Value(Object{{"kind", kind}, {"value_json", Object{{"url", url}}}});
  };
  const auto checked = check(Array{link("url", "javascript:alert(1)"), link("link", "ftp://a.b"),
                                   link("url", "https://a.b"), link("other", "javascript:alert(1)"),
                                   Object{{"kind", "link"}, {"value_json", Object{}}}});
  CHECK(checked.attachments.size() == 2);
  REQUIRE(checked.skipped.size() == 3);
  CHECK_THAT(checked.skipped[0],
             Catch::StartsWith("result[1]: ") && Catch::Contains("invalid characters or patterns"));
  CHECK_THAT(checked.skipped[1],
             Catch::StartsWith("result[2]: ") && Catch::Contains("protocol must be http or https"));
  CHECK_THAT(checked.skipped[2],
             Catch::StartsWith("result[5]: ") && Catch::Contains("url field is required"));
}
