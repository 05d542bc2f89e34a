#include "host/cli/terminal.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>

using namespace perigee::cli;

TEST_CASE("a text is cut where the terminal ends, and says so") {
  CHECK(fit("abcdef", 6) == "abcdef");
  CHECK(fit("abcdef", 5) == "abcd…");
  CHECK(fit("abcdef", 1) == "…");
  CHECK(fit("", 0).empty());
}

TEST_CASE("half a wide character is never shown") {
  CHECK(fit("日本語", 6) == "日本語");
  CHECK(fit("日本語", 5) == "日本…");
  CHECK(fit("日本語", 4) == "日…");
}

TEST_CASE("times are those of the reader") {
  ::setenv("TZ", "UTC-2", 1);  // two hours east
  ::tzset();
  CHECK(local_time("2026-01-02T23:04:05.678Z") == "2026-01-03 01:04:05");
  CHECK(local_time("some day") == "some day");
  ::unsetenv("TZ");
  ::tzset();
}

TEST_CASE("there is colour only where it is wanted") {
  const Terminal plain;
  CHECK(plain.strong("x") == "x");
  CHECK(plain.faint("x") == "x");
  const Terminal coloured{.is_terminal = true, .width = 80, .colour = true};
  CHECK(coloured.strong("x") == "\x1b[1mx\x1b[0m");
}
