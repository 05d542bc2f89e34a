// What clients show as links: the rules of the attachment kinds `url` and `link`.
#include <catch2/catch.hpp>

#include "host/hub/rules.h"
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace std::string_literals;
using test::emoji;
using test::units;

namespace {

std::string link(const Value& value, const std::string& kind = "url") {
  const auto checked = check_link(kind, value);
  if (checked) return "ok";
  CHECK(checked.error().code == Code::InvalidInput);
  return checked.error().message;
}
std::string url(const std::string& text) {
  return link(Object{{"url", text}});
}
/// A link with a good URL and another member.
std::string with(const std::string& name, const Value& value) {
  return link(Object{{"url", "https://a.b"}, {name, value}});
}

const auto kForbidden = Catch::Contains("invalid characters or patterns");
const auto kMalformed = Catch::Contains("not a valid URL format");
const auto kProtocol = Catch::Contains("protocol must be http or https");
const auto kTooLong = Catch::Contains("exceeds maximum length");

}  // namespace

TEST_CASE("the rules of links are for the kinds url and link alone") {
  const Value bad = Object{{"url", "javascript:alert(1)"}};
  CHECK_THAT(link(bad, "url"), kForbidden);
  CHECK_THAT(link(bad, "link"), kForbidden);
  for (const char* other : {"URL", "Link", "url ", "file", "x"}) {
    CAPTURE(other);
    CHECK(link(bad, other) == "ok");
    CHECK(link(Object{}, other) == "ok");
  }
}

TEST_CASE("a link has a url, which is a text") {
  CHECK_THAT(link(Object{}), Catch::Contains("url field is required"));
  CHECK_THAT(url(""), Catch::Contains("url field is required"));
  CHECK_THAT(link(Object{{"url", 5}}), Catch::Contains("url must be a string"));
  CHECK_THAT(link(Object{{"url", nullptr}}), Catch::Contains("url must be a string"));
  CHECK(url("https://a.b") == "ok");
}

TEST_CASE("a url has up to 2048 UTF-16 units") {
  const std::string start = "https://a.b/";
  CHECK(url(start + units(2048 - start.size())) == "ok");
  CHECK_THAT(url(start + units(2049 - start.size())), kTooLong);
  CHECK(url(start + emoji(1018)) == "ok");
  CHECK_THAT(url(start + emoji(1018) + "a"), kTooLong);
}

TEST_CASE("a url is refused for its length before its patterns, and for those before its form") {
  CHECK_THAT(url(units(2049) + "<"), kTooLong);
  CHECK_THAT(url("<"), kForbidden);
  CHECK_THAT(url("javascript:alert(1)"), kForbidden);
  CHECK_THAT(url("no url"), kMalformed);
  CHECK_THAT(url("ftp://x"), kProtocol);
}

TEST_CASE("patterns that could become code are refused wherever they stand") {
  for (const std::string text :
       {"https://a.b/<", "https://a.b/>", "https://a.b/?q=JavaScript:x", "JAVASCRIPT:x",
        "https://a.b/?q=data:script", "https://a.b/script?data:", "https://a.b/DATA:-SCRIPT",
        "https://a.b/\x01", "https://a.b/\x1f", "https://a.b/\v", "https://a.b/\f"}) {
    CAPTURE(text);
    CHECK_THAT(url(text), kForbidden);
  }
  CHECK_THAT(url("https://a.b/\0"s), kForbidden);
  for (const std::string text : {"https://a.b/\x7f", "https://a.b/\t\n\r", "https://a.b/javascript",
                                 "https://a.b/?data:", "https://a.b/script"}) {
    CAPTURE(text);
    CHECK(url(text) == "ok");
  }
}

TEST_CASE("only http and https are links") {
  CHECK_THAT(url("ftp://a.b"), kProtocol);
  CHECK_THAT(url("file:///etc/passwd"), kProtocol);
  CHECK_THAT(url("mailto:a@b.c"), kProtocol);
  CHECK_THAT(url("data:text/plain,x"), kProtocol);
  CHECK(url("HTTP://A.B") == "ok");
}

TEST_CASE("a url is read as browsers read it") {
  for (const std::string text :
       {"https:a.b", " https://a.b ", "http://a.b/x y", "http://0x7f.1/", "https://a.b/%zz"}) {
    CAPTURE(text);
    CHECK(url(text) == "ok");
  }
  for (const std::string text : {"https://", "//a.b", "http://a.b:99999", "http://256.1.1.1/",
                                 "https://a b", "https://xn--"}) {
    CAPTURE(text);
    CHECK_THAT(url(text), kMalformed);
  }
}

TEST_CASE("title and description are texts of up to 500 UTF-16 units, or null, or absent") {
  for (const std::string field : {"title", "description"}) {
    CAPTURE(field);
    CHECK(with(field, nullptr) == "ok");
    CHECK(with(field, "") == "ok");
    CHECK(with(field, units(500)) == "ok");
    CHECK(with(field, emoji(250)) == "ok");
    CHECK(with(field, units(501)) ==
          "value_json: " + field + " exceeds maximum length of 500 characters");
    CHECK(with(field, emoji(250) + "a") ==
          "value_json: " + field + " exceeds maximum length of 500 characters");
    CHECK(with(field, 5) == "value_json: " + field + " must be a string");
    CHECK(with(field, "a > b") ==
          "value_json: " + field + " contains invalid characters or patterns");
    CHECK(with(field, "javascript: an introduction") ==
          "value_json: " + field + " contains invalid characters or patterns");
  }
  CHECK(with("note", "<script>") == "ok");
}
