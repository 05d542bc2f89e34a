#include "host/http/query.h"

#include <catch2/catch.hpp>

#include "host/http/target.h"

using namespace perigee;
using namespace perigee::http;

TEST_CASE("form decoding turns plus and escapes into text and leaves the rest alone") {
  const auto [encoded, decoded] = GENERATE(table<std::string_view, std::string_view>({
      {"a+b", "a b"},
      {"%74ok", "tok"},
      {"%C3%A4", "\xC3\xA4"},
      {"%", "%"},
      {"%4", "%4"},
      {"%zz", "%zz"},
      {"100%25", "100%"},
      {"%FF", "\xEF\xBF\xBD"},
      {"", ""},
  }));
  CHECK(form_decode(encoded) == decoded);
}

TEST_CASE("the first value of a repeated key counts, and all can be had") {
  const Query query("a=1&b=2&a=3&&c&=x&%61=4");
  CHECK(query.get("a") == "1");
  CHECK(query.all("a") == std::vector<std::string>{"1", "3", "4"});
  CHECK(query.get("c") == "");
  CHECK(query.get("d") == std::nullopt);
  CHECK(query.get("") == "x");
  CHECK(query.get_or_empty("d").empty());
}

TEST_CASE("numbers are read as far as they go") {
  const auto [text, number] = GENERATE(table<std::string_view, std::int64_t>({
      {"2", 2},
      {"2abc", 2},
      {"2.9", 2},
      {"1e3", 1},
      {"0x10", 0},
      {"+2", 2},
      {"-7", -7},
      {" 5 ", 5},
      {"\xC2\xA0"
       "8",
       8},
      {"99999999999999999999", 9223372036854775807},
  }));
  CAPTURE(text);
  CHECK(parse_integer_prefix(text) == number);
  CHECK(parse_integer_prefix("abc") == std::nullopt);
  CHECK(parse_integer_prefix("") == std::nullopt);
  CHECK(parse_integer_prefix("-") == std::nullopt);
}

TEST_CASE("safe integers are whole texts") {
  CHECK(parse_safe_integer(" +12 ") == 12);
  CHECK(parse_safe_integer("-3") == -3);
  CHECK(parse_safe_integer("9007199254740991") == 9007199254740991);
  for (const auto* text : {"9007199254740992", "1.5", "1e3", "", " ", "0x1", "12a", "--1"}) {
    CAPTURE(text);
    CHECK(parse_safe_integer(text) == std::nullopt);
  }
}

TEST_CASE("a list's limit is a number that is not negative, and has a ceiling") {
  CHECK(list_limit(Query(""), 50).value() == 50);
  CHECK(list_limit(Query("limit=0"), 50).value() == 0);
  CHECK(list_limit(Query("limit=7x"), 50).value() == 7);
  CHECK(list_limit(Query("limit=5000"), 50).value() == kMaxListLimit);
  for (const auto* text : {"limit=", "limit=abc", "limit=-1"}) {
    const auto limit = list_limit(Query(text), 50);
    REQUIRE_FALSE(limit);
    CHECK(limit.error().code == Code::InvalidInput);
    CHECK(limit.error().message.find("limit") != std::string::npos);
  }
}

TEST_CASE("paths are normalised as URLs are, without decoding") {
  const auto [target, path] = GENERATE(table<std::string_view, std::string_view>({
      {"/", "/"},
      {"/health", "/health"},
      {"/a/./b", "/a/b"},
      {"/a/../b", "/b"},
      {"/a/..", "/"},
      {"/a/b/..", "/a/"},
      {"/a/.", "/a/"},
      {"/../../x", "/x"},
      {"/a/%2e%2E/b", "/b"},
      {"/a/%2e/b", "/a/b"},
      {"/a/...", "/a/..."},
      {"/a%2Fb", "/a%2Fb"},
      {"/ch%5F1", "/ch%5F1"},
      {"/a\\..\\b", "/b"},
      {"/api/v1/channels/", "/api/v1/channels/"},
      {"//a", "//a"},
      {"/a?b=/../c", "/a"},
      {"/a#f?x", "/a"},
      {"http://localhost", "/"},
      {"HTTP://localhost/x/../y", "/y"},
      {"http://localhost?q", "/"},
  }));
  std::string storage;
  const auto parsed = parse_target(target, storage);
  CAPTURE(target);
  REQUIRE(parsed);
  CHECK(parsed->path == path);
  for (const auto* text : {"*", "", "health", "ftp://a/", "http://", "http:///a"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_target(text, storage));
  }
}

TEST_CASE("the query of a target begins at the first question mark") {
  std::string storage;
  CHECK(parse_target("/a?b?c", storage)->query == "b?c");
  CHECK(parse_target("/a/../b?c=d", storage)->query == "c=d");
  CHECK(parse_target("http://h?x=y", storage)->query == "x=y");
  CHECK(parse_target("/a", storage)->query.empty());
}
