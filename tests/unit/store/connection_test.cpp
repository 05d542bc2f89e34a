#include "host/store/connection.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/unit/store/store_support.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;
using namespace std::string_literals;

TEST_CASE("a new database is nobody else's to read and keeps a write-ahead log") {
  const Database database;
  auto db = database.open();
  REQUIRE(add_note(db, "x"));
  using std::filesystem::perms;
  for (const std::string suffix : {"", "-wal", "-shm"}) {
    CAPTURE(suffix);
    const auto mode = std::filesystem::status(database.file.string() + suffix).permissions();
    CHECK((mode & perms::mask) == (perms::owner_read | perms::owner_write));
  }
  CHECK(single(db, "PRAGMA journal_mode") == "wal");
  CHECK(single(db, "PRAGMA foreign_keys") == "1");
}

TEST_CASE("a file that cannot be opened is named, with the remedy") {
  const TempDir folder;
  const auto missing = Connection::open(folder / "no/such/db", OpenMode::ReadWrite);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Code::ServiceUnavailable);
  CHECK_THAT(missing.error().message, Catch::Contains("no/such/db"));
  CHECK_THAT(missing.error().hint, Catch::Contains("folder exists"));

  CHECK_FALSE(Connection::open(folder / "absent", OpenMode::ReadOnly));
  CHECK_FALSE(std::filesystem::exists(folder / "absent"));

  std::ofstream(folder / "text") << std::string(2000, 'x');
  const auto text = Connection::open(folder / "text", OpenMode::ReadWrite);
  REQUIRE_FALSE(text);
  CHECK(text.error().code == Code::StoreError);
  CHECK_THAT(text.error().message, Catch::Contains("file is not a database"));
}

TEST_CASE("values of every kind come back as they went in") {
  auto db = Connection::open_memory().value();
  const std::optional<std::string> absent;
  auto rows = db.query("SELECT ?, ?, ?, ?, ?, ?", std::int64_t{1} << 62, 2.5, true, nullptr, "text",
                       absent);
  REQUIRE(rows.next());
  CHECK(rows.integer(0) == std::int64_t{1} << 62);
  CHECK(rows.number(1) == 2.5);
  CHECK(rows.integer(2) == 1);
  CHECK(rows.is_null(3));
  CHECK(rows.string(4) == "text");
  CHECK_FALSE(rows.optional_text(5).has_value());
}

TEST_CASE("text with NUL and text of length zero survive") {
  Database database;
  auto db = database.open();
  const std::string with_nul = "a\0b\0"s;
  REQUIRE(add_note(db, with_nul));
  REQUIRE(add_note(db, ""));
  CHECK(notes(db) == std::vector<std::string>{with_nul, ""});
  auto rows = db.query("SELECT text FROM notes WHERE text = ?", std::string_view());
  REQUIRE(rows.next());
  CHECK_FALSE(rows.is_null(0));
}

TEST_CASE("a parameter list of plain values is bound in order") {
  auto db = Connection::open_memory().value();
  const Array parameters = {nullptr, true, 7, 0.5, "x"};
  auto rows = db.query_values("SELECT ?, ?, ?, ?, ?", parameters);
  REQUIRE(rows.next());
  CHECK(rows.is_null(0));
  CHECK(rows.integer(1) == 1);
  CHECK(rows.integer(2) == 7);
  CHECK(rows.number(3) == 0.5);
  CHECK(rows.text(4) == "x");
}

TEST_CASE("a statement that is being read can be started again") {
  Database database;
  auto db = database.open();
  for (const std::string text : {"a", "b", "c"}) REQUIRE(add_note(db, text));
  constexpr Sql kFrom = "SELECT text FROM notes WHERE id >= ? ORDER BY id";

  std::vector<std::string> pairs;
  auto outer = db.query(kFrom, 1);
  while (outer.next()) {
    auto inner = db.query(kFrom, 2);
    while (inner.next()) pairs.push_back(outer.string(0) + inner.string(0));
  }
  CHECK(pairs == std::vector<std::string>{"ab", "ac", "bb", "bc", "cb", "cc"});
}

TEST_CASE("a statement that was prepared but not yet read keeps its parameters") {
  auto db = Connection::open_memory().value();
  constexpr Sql kEcho = "SELECT ?";
  auto first = db.query(kEcho, 1);
  auto second = db.query(kEcho, 2);
  REQUIRE(first.next());
  REQUIRE(second.next());
  CHECK(first.integer(0) == 1);
  CHECK(second.integer(0) == 2);
}

TEST_CASE("rows that ended stay at their end") {
  Database database;
  auto db = database.open();
  auto rows = db.query("INSERT INTO notes (text) VALUES (?) RETURNING id", "once");
  CHECK(rows.next());
  CHECK_FALSE(rows.next());
  CHECK_FALSE(rows.next());
  CHECK(rows.status());
  CHECK(notes(db) == std::vector<std::string>{"once"});
}

TEST_CASE("errors say what the database said") {
  Database database;
  auto db = database.open();
  REQUIRE(add_note(db, "twice"));
  const auto twice = add_note(db, "twice");
  REQUIRE_FALSE(twice);
  CHECK(twice.error().code == Code::StoreError);
  CHECK_THAT(twice.error().message, Catch::Contains("UNIQUE constraint failed: notes.text"));

  const auto typo = db.run("SELECT missing FROM notes");
  REQUIRE_FALSE(typo);
  CHECK_THAT(typo.error().message, Catch::Contains("SELECT missing FROM notes"));
  CHECK_THAT(typo.error().message, Catch::Contains("no such column: missing"));

  CHECK_FALSE(db.run("SELECT ?", 1, 2));
  CHECK_FALSE(db.execute("CREATE TABLE notes (x)"));
  CHECK_FALSE(db.run("SELECT \"not a column\""));  // no strings in double quotes
}

TEST_CASE("an error ends the rows and leaves the statement usable") {
  Database database;
  auto db = database.open();
  constexpr Sql kInsert = "INSERT INTO notes (text) VALUES (?)";
  REQUIRE(db.run(kInsert, "a"));
  {
    auto rows = db.query(kInsert, "a");
    CHECK_FALSE(rows.next());
    CHECK_FALSE(rows.next());
    CHECK_FALSE(rows.status());
  }
  CHECK(db.run(kInsert, "b"));
  CHECK(db.last_insert_rowid() == 2);
  CHECK(db.changes() == 1);
}

TEST_CASE("a lock of another connection is an error that passes, with its reason") {
  Database database;
  auto holder = database.open();
  auto db = database.open();
  REQUIRE(db.execute("PRAGMA busy_timeout = 0"));
  REQUIRE(holder.execute("BEGIN IMMEDIATE"));
  const auto locked = add_note(db, "x");
  REQUIRE_FALSE(locked);
  CHECK(locked.error().code == Code::ServiceUnavailable);
  CHECK_THAT(locked.error().message, Catch::Contains("database is locked"));
  REQUIRE(locked.error().details.find("reason") != nullptr);
  CHECK(locked.error().details.find("reason")->as_string() == "database is locked");
  REQUIRE(holder.execute("ROLLBACK"));
  CHECK(add_note(db, "x"));
}

TEST_CASE("a read-only connection refuses to write") {
  Database database;
  auto writer = database.open();
  REQUIRE(add_note(writer, "kept"));
  auto reader = database.open(OpenMode::ReadOnly);
  CHECK_FALSE(add_note(reader, "refused"));
  CHECK_FALSE(reader.execute("DROP TABLE notes"));
  CHECK_FALSE(reader.execute("PRAGMA query_only = OFF; DELETE FROM notes"));
  CHECK(notes(reader) == std::vector<std::string>{"kept"});
}

TEST_CASE("readers see a snapshot while a write transaction is open") {
  Database database;
  auto writer = database.open();
  auto reader = database.open(OpenMode::ReadOnly);
  REQUIRE(add_note(writer, "before"));
  REQUIRE(writer.execute("BEGIN IMMEDIATE"));
  REQUIRE(add_note(writer, "during"));
  CHECK(writer.in_transaction());
  CHECK(notes(reader) == std::vector<std::string>{"before"});

  REQUIRE(reader.execute("BEGIN"));
  CHECK(notes(reader).size() == 1);
  REQUIRE(writer.execute("COMMIT"));
  CHECK_FALSE(writer.in_transaction());
  CHECK(notes(reader).size() == 1);  // the reader's transaction began before the commit
  REQUIRE(reader.execute("COMMIT"));
  CHECK(notes(reader) == std::vector<std::string>{"before", "during"});
}

TEST_CASE("a savepoint undoes what is not released, and only that") {
  Database database;
  auto db = database.open();
  REQUIRE(db.execute("BEGIN"));
  REQUIRE(add_note(db, "outside"));
  {
    Savepoint kept(db);
    REQUIRE(kept.status());
    REQUIRE(add_note(db, "kept"));
    {
      const Savepoint dropped(db);
      REQUIRE(add_note(db, "dropped"));
    }
    REQUIRE(kept.release());
  }
  {
    const Savepoint empty(db);
  }
  REQUIRE(db.execute("COMMIT"));
  CHECK(notes(db) == std::vector<std::string>{"outside", "kept"});
}

TEST_CASE("a connection can be moved with its statements, over another one too") {
  Database database;
  Database other;
  auto db = database.open();
  REQUIRE(add_note(db, "one"));
  auto target = other.open();
  REQUIRE(add_note(target, "elsewhere"));
  target = std::move(db);
  REQUIRE(add_note(target, "two"));
  CHECK(notes(target) == std::vector<std::string>{"one", "two"});
  // The connection that was replaced is closed: nothing of its log is left behind.
  CHECK(other.wal_size() == 0);
}

TEST_CASE("checkpoints move the log into the database") {
  Database database;
  auto db = database.open();
  REQUIRE(add_note(db, "x"));
  CHECK(db.wal_pages() > 0);
  CHECK(db.page_size() == 4096);
  const auto result = db.checkpoint(CheckpointMode::Passive);
  REQUIRE(result);
  CHECK(result->done_pages == result->log_pages);

  auto reader = database.open(OpenMode::ReadOnly);
  REQUIRE(reader.execute("BEGIN"));
  CHECK(notes(reader).size() == 1);
  REQUIRE(add_note(db, "y"));
  REQUIRE(db.execute("PRAGMA busy_timeout = 0"));
  CHECK(db.checkpoint(CheckpointMode::Truncate));  // held up by the reader: not an error
  CHECK(database.wal_size() > 0);
  REQUIRE(reader.execute("COMMIT"));
  CHECK(db.checkpoint(CheckpointMode::Truncate));
  CHECK(database.wal_size() == 0);
}
