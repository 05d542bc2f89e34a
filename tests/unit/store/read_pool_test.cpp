#include "host/store/read_pool.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "host/base/limits.h"
#include "tests/unit/store/store_support.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;

TEST_CASE("reads run side by side, on connections that cannot write") {
  const Database database;
  auto writer = database.open();
  REQUIRE(add_note(writer, "committed"));
  const auto pool = ReadPool::start(database.file, 2).value();

  std::latch together(2);  // passed only if two jobs run at the same time
  std::latch finished(2);
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 2; ++i) {
    const bool taken = pool->submit([&](Connection& db) {
      together.arrive_and_wait();
      wrong += notes(db) != std::vector<std::string>{"committed"};
      wrong += add_note(db, "refused").has_value();
      finished.count_down();
    });
    CHECK(taken);
  }
  finished.wait();
  CHECK(wrong == 0);
}

TEST_CASE("a read sees what was committed before it was submitted") {
  const Database database;
  auto writer = database.open();
  const auto pool = ReadPool::start(database.file, 1).value();
  for (int i = 1; i <= 20; ++i) {
    REQUIRE(add_note(writer, std::to_string(i)));
    std::size_t seen = 0;
    std::latch finished(1);
    REQUIRE(pool->submit([&](Connection& db) {
      seen = notes(db).size();
      finished.count_down();
    }));
    finished.wait();
    CHECK(seen == static_cast<std::size_t>(i));
  }
}

TEST_CASE("too many waiting reads are refused, and the others still run") {
  const Database database;
  std::atomic<std::size_t> ran = 0;
  {
    const auto pool = ReadPool::start(database.file, 1).value();
    std::latch reached(1);
    std::latch opened(1);
    REQUIRE(pool->submit([&](Connection&) {
      reached.count_down();
      opened.wait();
    }));
    reached.wait();
    for (std::size_t i = 0; i < limits::kReadQueue; ++i) {
      REQUIRE(pool->submit([&](Connection&) { ++ran; }));
    }
    CHECK_FALSE(pool->submit([&](Connection&) { ++ran; }));
    opened.count_down();
  }
  CHECK(ran == limits::kReadQueue);
}

TEST_CASE("a pool does not start on a missing database, and names it") {
  const TempDir folder;
  const auto pool = ReadPool::start(folder / "absent.sqlite3", 2);
  REQUIRE_FALSE(pool);
  CHECK_THAT(pool.error().message, Catch::Contains("absent.sqlite3"));
}
