// Limits and blank rules of every field, in the units that existing clients count in.
#include "host/hub/rules.h"

#include <catch2/catch.hpp>

#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace std::string_literals;
using test::emoji;
using test::units;

namespace {

/// "ok", or the error's text; the code of a refused field is always the same.
template <class Request>
std::string verdict(const Request& request) {
  const auto checked = check(request);
  if (checked) return "ok";
  CHECK(checked.error().code == Code::InvalidInput);
  return checked.error().message;
}

std::string channel_name(const std::string& name) {
  return verdict(NewChannel{name, {}});
}
std::string topic_title(const std::string& title) {
  const std::string created = verdict(NewTopic{"ch_1", title});
  CHECK(verdict(RenameTopic{"topic_1", title}) == created);
  return created;
}
std::string posted(const std::string& text) {
  return verdict(NewMessage{"topic_1", "ada", text});
}
std::string edited(const std::string& text) {
  return verdict(EditMessage{"msg_1", text, {}});
}
std::string attached(const std::string& kind, const Value& value,
                     const std::optional<std::string>& dedupe_key = {}) {
  return verdict(NewAttachment{"topic_1", kind, {}, value, dedupe_key, {}});
}

/// Everything that JavaScript trims, and what it is often mistaken for.
const std::vector<std::string> kBlank = {
    "",       " ",      "\t\n\v\f\r", "\u00A0", "\u1680", "\u2000\u200A",
    "\u2028", "\u2029", "\u202F",     "\u205F", "\u3000", "\uFEFF"};
const std::vector<std::string> kNotBlank = {"\u200B", "\u180E", "\u0085", " x ", "0"};

}  // namespace

TEST_CASE("a channel's name has up to 100 UTF-16 units") {
  CHECK(channel_name(units(100)) == "ok");
  CHECK(channel_name(units(101)) == "name exceeds maximum length of 100 characters");
  CHECK(channel_name(emoji(50)) == "ok");
  CHECK(channel_name(emoji(51)) == "name exceeds maximum length of 100 characters");
  CHECK(channel_name(emoji(49) + "ab") == "ok");
  CHECK(channel_name(emoji(49) + "abc") == "name exceeds maximum length of 100 characters");
}

TEST_CASE("a topic's title has up to 200 UTF-16 units, when made and when renamed") {
  CHECK(topic_title(units(200)) == "ok");
  CHECK(topic_title(units(201)) == "title exceeds maximum length of 200 characters");
  CHECK(topic_title(emoji(100)) == "ok");
  CHECK(topic_title(emoji(100) + "a") == "title exceeds maximum length of 200 characters");
}

TEST_CASE("a name is blank when JavaScript's trim leaves nothing of it") {
  for (const std::string& text : kBlank) {
    CAPTURE(text);
    CHECK(channel_name(text) == "name must be a non-empty string");
    CHECK(topic_title(text) == "title must be a non-empty string");
    CHECK(verdict(NewMessage{"topic_1", text, "hi"}) == "sender must be a non-empty string");
    CHECK_THAT(verdict(DeleteMessage{"msg_1", text, {}}),
               Catch::Contains("Actor must be a non-empty string"));
    CHECK(attached(text, Object{}) == "kind must be a non-empty string");
  }
  for (const std::string& text : kNotBlank) {
    CAPTURE(text);
    CHECK(channel_name(text) == "ok");
    CHECK(topic_title(text) == "ok");
    CHECK(verdict(NewMessage{"topic_1", text, "hi"}) == "ok");
    CHECK(verdict(DeleteMessage{"msg_1", text, {}}) == "ok");
    CHECK(attached(text, Object{}) == "ok");
  }
}

TEST_CASE("a name that begins with NUL is refused, since the database would read it as empty") {
  CHECK(channel_name("\0x"s) == "name must not begin with a NUL character");
  CHECK(topic_title("\0x"s) == "title must not begin with a NUL character");
  CHECK(verdict(NewMessage{"topic_1", "\0x"s, ""}) == "sender must not begin with a NUL character");
  CHECK(verdict(DeleteMessage{"msg_1", "\0x"s, {}}) == "actor must not begin with a NUL character");
  CHECK(attached("\0x"s, Object{}) == "kind must not begin with a NUL character");
  CHECK(channel_name("x\0"s) == "ok");
}

TEST_CASE("content has up to 65536 UTF-16 units") {
  CHECK(posted(units(65'536)) == "ok");
  CHECK_THAT(posted(units(65'537)), Catch::Contains("Content too large"));
  CHECK(posted(emoji(32'768)) == "ok");
  CHECK_THAT(posted(emoji(32'768) + "a"), Catch::Contains("Content too large"));
  CHECK(edited(units(65'536)) == "ok");
  CHECK_THAT(edited(units(65'537)), Catch::Contains("Content too large"));
}

TEST_CASE("an empty or blank text can be posted, but a message cannot be edited to nothing") {
  CHECK(posted("") == "ok");
  CHECK(posted(" ") == "ok");
  CHECK(posted("\0"s) == "ok");
  CHECK(edited("") == "content_raw must be a non-empty string");
  CHECK(edited(" ") == "ok");
}

TEST_CASE("the fields of a request are checked in the order of the protocol") {
  CHECK(verdict(NewTopic{"", ""}) == "channel_id must be a non-empty string");
  CHECK(verdict(NewTopic{" ", ""}) == "title must be a non-empty string");
  CHECK(verdict(NewMessage{"", "", units(70'000)}) == "topic_id must be a non-empty string");
  CHECK(verdict(NewMessage{"t", "", units(70'000)}) == "sender must be a non-empty string");
  CHECK_THAT(verdict(NewMessage{"t", "ada", units(70'000)}), Catch::Contains("Content too large"));
  CHECK(verdict(MoveMessages{"msg_1", "", MoveMode::One, {}}) ==
        "to_topic_id must be a non-empty string");
  CHECK(attached("", 1) == "kind must be a non-empty string");
  CHECK(attached("url", Object{{"url", 1}}, "") == "dedupe_key must be a non-empty string");
}

TEST_CASE("the value of an attachment is an object") {
  CHECK(attached("x", Object{}) == "ok");
  const std::vector<Value> others = {nullptr, true, 1, 1.5, "text", Array{}};
  for (const Value& value : others) {
    CAPTURE(to_json(value));
    CHECK(attached("x", value) == "value_json must be an object");
  }
}

TEST_CASE("the value of an attachment takes up to 16384 bytes once it is serialised") {
  const auto of_size = [](std::size_t bytes) {  // {"a":"…"} has 8 bytes around the text
    return Value(Object{{"a", std::string(bytes - 8, 'x')}});
  };
  REQUIRE(to_json(of_size(16'384)).size() == 16'384);
  CHECK(attached("x", of_size(16'384)) == "ok");
  CHECK(attached("x", of_size(16'385)) == "value_json exceeds maximum size of 16384 bytes");
  CHECK(attached("x", Object{{"a", emoji(4094)}}) == "ok");
  CHECK(attached("x", Object{{"a", emoji(4095)}}) ==
        "value_json exceeds maximum size of 16384 bytes");
}

TEST_CASE("a dedupe key may be blank but not empty") {
  CHECK(attached("x", Object{}, " ") == "ok");
  CHECK(attached("x", Object{}, "") == "dedupe_key must be a non-empty string");
  CHECK(attached("x", Object{}, "\0x"s) == "dedupe_key must be a non-empty string");
}

TEST_CASE("an expected version is absent or exactly the number") {
  CHECK(check_version(std::nullopt, 2));
  CHECK(check_version(Value(2), 2));
  CHECK(check_version(Value(2.0), 2));
  const std::vector<Value> others = {nullptr, "2", 1, 3, 2.5, true, Object{}, Array{Value(2)}};
  for (const Value& value : others) {
    CAPTURE(to_json(value));
    const auto checked = check_version(value, 2);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == Code::VersionConflict);
    CHECK(to_json(checked.error().details) == R"({"current":2})");
  }
}

TEST_CASE("the modes of a move are one, later and all") {
  CHECK(parse_move_mode("one") == MoveMode::One);
  CHECK(parse_move_mode("later") == MoveMode::Later);
  CHECK(parse_move_mode("all") == MoveMode::All);
  for (const char* other : {"", "One", "ALL", "some", "one "}) {
    CAPTURE(other);
    CHECK_FALSE(parse_move_mode(other));
  }
  CHECK(move_mode_name(MoveMode::Later) == "later");
}
