#include "host/base/text.h"

#include <array>
#include <catch2/catch.hpp>

using namespace std::string_view_literals;

TEST_CASE("UTF-8 validity follows the standard") {
  CHECK(perigee::is_valid_utf8("aé€😀"));
  CHECK(perigee::is_valid_utf8("\0"sv));
  for (auto bad :
       {"\xC0\x80"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv, "\xE2\x82"sv, "\x80"sv, "\xFF"sv}) {
    CHECK_FALSE(perigee::is_valid_utf8(bad));
    CHECK(perigee::is_valid_utf8(perigee::repair_utf8(bad)));
  }
}

TEST_CASE("each ill-formed sequence is repaired as one U+FFFD") {
  const auto [bytes, repaired] = GENERATE(table<std::string_view, std::string_view>({
      {"a\xFFz", "a\uFFFDz"},
      {"\xE2\x82", "\uFFFD"},
      {"\xE2\x82(", "\uFFFD("},
      {"\xF0\x9F\x98\xE2\x82\xAC", "\uFFFD€"},
      {"\xC0\x80", "\uFFFD\uFFFD"},
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"\xF0\x8F\xBF", "\uFFFD\uFFFD\uFFFD"},
      {"\xC3\xC3\xA9", "\uFFFDé"},
  }));
  CHECK(perigee::repair_utf8(bytes) == repaired);
}

TEST_CASE("lengths count UTF-16 units") {
  CHECK(perigee::utf16_length("hello 😀 world") == 14);
  CHECK(perigee::utf16_length("é€") == 2);
}

TEST_CASE("blank means what JavaScript trims") {
  CHECK(perigee::is_blank(""));
  CHECK(
      perigee::is_blank("\t\n\v\f\r \u00A0\u1680\u2000\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF"));
  CHECK_FALSE(perigee::is_blank("\u200B"));
  CHECK_FALSE(perigee::is_blank("\u180E"));
  CHECK_FALSE(perigee::is_blank(" x "));
}

TEST_CASE("a typing error finds the nearest name, a wild guess finds none") {
  constexpr std::array kNames = {"description"sv, "config"sv, "enrich"sv, "extract"sv};
  CHECK(perigee::nearest("enrihc", kNames) == "enrich");
  CHECK(perigee::nearest("wrod", std::array{"word"sv}) == "word");
  CHECK(perigee::nearest("descripton", kNames) == "description");
  CHECK(perigee::nearest("zzzzzz", kNames).empty());
  CHECK(perigee::did_you_mean("confg", kNames) == "did you mean \"config\"?");
}

TEST_CASE("text for terminals has no control bytes") {
  CHECK(perigee::printable("a\x1b[31m\nb\xFF", 100) == "a\\x1b[31m\\nb\\xff");
  CHECK(perigee::printable("a\xC2\x9B"
                           "31m é",
                           100) == "a\\x9b31m é");
  CHECK(perigee::printable("abcdef", 3) == "abc…");
}
