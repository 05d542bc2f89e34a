#include "host/http/page_cache.h"

#include <catch2/catch.hpp>

#include "host/base/limits.h"
#include "tests/support/temp_dir.h"

using namespace perigee;
using namespace perigee::http;
using namespace perigee::test;

namespace {

/// A database that one connection writes and another one reads.
struct Pages {
  TempDir folder;
  store::Connection writer =
      store::Connection::open(folder / "db.sqlite3", store::OpenMode::ReadWrite).value();
  bool has_table = writer.execute("CREATE TABLE t (x)").has_value();
  store::Connection reader =
      store::Connection::open(folder / "db.sqlite3", store::OpenMode::ReadOnly).value();
  PageCache cache{reader};

  Pages() { cache.find("the version is known from here on"); }

  std::string find(std::string_view target) {
    const std::string* kept = cache.find(target);
    return kept == nullptr ? "nothing" : *kept;
  }
  bool commit() { return writer.execute("INSERT INTO t VALUES (1)").has_value(); }
};

}  // namespace

TEST_CASE("a page is kept until something is committed") {
  Pages pages;
  CHECK(pages.find("/a?") == "nothing");
  pages.cache.keep("/a?", "page");
  CHECK(pages.find("/a?") == "page");
  CHECK(pages.find("/a?limit=1") == "nothing");
  REQUIRE(pages.commit());
  CHECK(pages.find("/a?") == "nothing");
}

TEST_CASE("a change that is not committed yet leaves pages alone, and so does one taken back") {
  Pages pages;
  pages.cache.keep("/a?", "page");
  REQUIRE(pages.writer.execute("BEGIN; INSERT INTO t VALUES (1)"));
  CHECK(pages.find("/a?") == "page");
  REQUIRE(pages.writer.execute("ROLLBACK"));
  CHECK(pages.find("/a?") == "page");
}

TEST_CASE("a page that was read before a commit and kept after it is gone at the next look") {
  Pages pages;
  CHECK(pages.find("/a?") == "nothing");
  REQUIRE(pages.commit());
  pages.cache.keep("/a?", "old");
  CHECK(pages.find("/a?") == "nothing");
}

TEST_CASE("pages never take more memory than they may") {
  Pages pages;
  pages.cache.keep("/large?", std::string(limits::kPageCacheBytes, 'x'));
  CHECK(pages.find("/large?") == "nothing");
  const std::string half(limits::kPageCacheBytes / 2 - 100, 'x');
  for (const char* target : {"/1?", "/2?", "/3?"}) pages.cache.keep(target, half);
  CHECK(pages.find("/1?") == "nothing");
  CHECK(pages.find("/3?") == half);
}
