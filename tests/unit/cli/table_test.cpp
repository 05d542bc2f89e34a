#include "host/cli/table.h"

#include <catch2/catch.hpp>

using namespace perigee::cli;

TEST_CASE("columns are as wide as their content, and numbers stand to the right") {
  CHECK(format_table({{"NAME"}, {"RUNS", Align::Right}, {"WHY"}},
                     {{"a", "12", "x"}, {"longer", "3", ""}}) ==
        "NAME    RUNS  WHY\n"
        "a         12  x\n"
        "longer     3  \n");
}

TEST_CASE("wide and combining characters do not shift a column") {
  CHECK(format_table({{"A"}, {"B"}}, {{"日本", "x"}, {"e\xCC\x81t\xC3\xA9s", "y"}}) ==
        "A     B\n"
        "日本  x\n"
        "e\xCC\x81t\xC3\xA9s  y\n");
}

TEST_CASE("a table gives way to the terminal in the columns that shrink") {
  const Terminal narrow{.is_terminal = true, .width = 27, .colour = false};
  const std::string table =
      format_table({{"ID"}, {"TITLE", Align::Left, true}, {"TEXT", Align::Left, true}},
                   {{"topic_1", "a title that is long", "and a text"}}, narrow);
  CHECK(table ==
        "ID       TITLE     TEXT\n"
        "topic_1  a title…  and a t…\n");
}

TEST_CASE("what does not shrink is never cut") {
  const Terminal narrow{.is_terminal = true, .width = 10, .colour = false};
  CHECK(format_table({{"ID"}}, {{"topic_0123456789"}}, narrow) == "ID\ntopic_0123456789\n");
}

TEST_CASE("control characters in cells are shown, not obeyed") {
  CHECK(format_table({{"A"}}, {{"x\x1b[31m\ny\xC2\x9B"}}) == "A\nx\\x1b[31m\\ny\\x9b\n");
  CHECK(format_facts({{"a", "\x1b"}, {"long", "y"}}) == "a     \\x1b\nlong  y\n");
}
