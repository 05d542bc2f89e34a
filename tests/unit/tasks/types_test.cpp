#include "host/tasks/types.h"

#include <catch2/catch.hpp>

using namespace perigee;
using namespace perigee::tasks;

TEST_CASE("a reference reads back as it was written, and the first # splits") {
  for (const char* text : {"work", "work#t-1", "work#a#b", "a b#c d", "work##"}) {
    const auto ref = parse_ref(text);
    REQUIRE(ref);
    CHECK(to_text(*ref) == text);
  }
  CHECK(parse_ref("work#a#b")->item == "a#b");
  CHECK(parse_ref("work##")->item == "#");
  CHECK_FALSE(parse_ref("work")->item);
}

TEST_CASE("a reference without a list or without the item that it announces is none") {
  for (const char* text : {"", "#id", "#"}) {
    const auto ref = parse_ref(text);
    REQUIRE_FALSE(ref);
    CHECK(ref.error().code == Code::BadEdgeRef);
    CHECK(ref.error().message.ends_with("names no list"));
  }
  const auto empty = parse_ref("work#");
  REQUIRE_FALSE(empty);
  CHECK(empty.error().message == "\"work#\" names no item after the #");
}

TEST_CASE("the five statuses have exactly these names") {
  for (const char* name : {"pending", "in-progress", "blocked", "completed", "cancelled"}) {
    const auto status = parse_status(name);
    REQUIRE(status);
    CHECK(status_name(*status) == name);
  }
  for (const char* name : {"in_progress", "Completed", "done", "", "pending "}) {
    CHECK_FALSE(parse_status(name));
  }
}
