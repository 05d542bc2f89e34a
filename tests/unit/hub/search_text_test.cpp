// What is typed into a search becomes quoted words, whatever it is.
#include "host/hub/search_text.h"

#include <catch2/catch.hpp>

#include "host/base/limits.h"

using perigee::Code;
using perigee::hub::search_expression;

namespace {

std::string expression(std::string_view text) {
  const auto made = search_expression(text);
  return made ? *made : made.error().message;
}

}  // namespace

TEST_CASE("words are quoted one by one") {
  const auto [text, made] = GENERATE(table<std::string, std::string>({
      {"deploy", R"("deploy")"},
      {"  deploy\tfailed\n", R"("deploy" "failed")"},
      {"caf\xC3\xA9\xE2\x80\x83ol\xC3\xA9", "\"caf\xC3\xA9\" \"ol\xC3\xA9\""},
      {"foo-bar a.b:c", R"("foo-bar" "a.b:c")"},
      {"this OR that", R"("this" "OR" "that")"},
      {"NEAR(a b)", "\"NEAR(a\" \"b)\""},
      {"content_raw:x ^y", R"("content_raw:x" "^y")"},
      {"'; DROP TABLE messages; --", R"("';" "DROP" "TABLE" "messages;" "--")"},
  }));
  CHECK(expression(text) == made);
}

TEST_CASE("phrases in quotes and beginnings with a star") {
  const auto [text, made] = GENERATE(table<std::string, std::string>({
      {R"("not found" error)", R"("not found" "error")"},
      {R"(a"b c"d)", R"("a" "b c" "d")"},
      {R"("never closed)", R"("never closed")"},
      {R"(a "" " " b)", R"("a" "b")"},
      {"dep*", R"("dep" *)"},
      {R"("not fou"* x)", R"("not fou" * "x")"},
      {"a*b** c", R"("a*b" * "c")"},
      {"* a *", R"("a")"},
  }));
  CHECK(expression(text) == made);
}

TEST_CASE("a search without a word names q") {
  using namespace std::string_view_literals;
  for (const auto text : {""sv, "   "sv, "\"\""sv, "***"sv, "\0\1\2"sv, "\""sv}) {
    const auto made = search_expression(text);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == Code::InvalidInput);
    CHECK(made.error().message == "q must have a word to search for");
  }
}

TEST_CASE("a search is bounded in length and in words") {
  using namespace perigee::limits;
  CHECK(search_expression(std::string(kSearchUnits, 'x')));
  CHECK(expression(std::string(kSearchUnits + 1, 'x')) ==
        "q must not be longer than 1000 characters");
  std::string words;
  for (std::size_t i = 0; i < kSearchTerms; ++i) words += "w ";
  CHECK(search_expression(words));
  CHECK(expression(words + "w") == "q must not have more than 32 words and phrases");
}
