// What happens to a batch when the database refuses it as a whole.
#include <catch2/catch.hpp>

#include "host/base/log.h"
#include "tests/unit/store/store_support.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;

/// A writer on a connection that was prepared by a script.
struct Running {
  explicit Running(const std::string& script) : reader(database.open(OpenMode::ReadOnly)) {
    auto db = database.open();
    db.execute(script).value();
    writer = Writer::start(database.file, std::move(db), observer).value();
  }

  Database database;
  RecordingObserver observer;
  std::unique_ptr<Writer> writer;
  Connection reader;
};

const std::string kTooMuch(1'000'000, 'x');

}  // namespace

TEST_CASE("when the disk is full nothing of the batch is acknowledged") {
  log::set_level(log::Level::Off);
  Running hub("PRAGMA max_page_count = 20");
  Answers answers;
  Gate gate(*hub.writer);
  submit_note(*hub.writer, answers, "before");
  hub.writer->submit([](Connection& db) { return add_note(db, kTooMuch); }, answers.expect("big"));
  submit_note(*hub.writer, answers, "after");
  gate.open();

  for (const Answers::Answer& answer : answers.wait()) {
    CAPTURE(answer.name);
    REQUIRE_FALSE(answer.outcome);
    CHECK(answer.outcome.error().code == Code::ServiceUnavailable);
    CHECK_THAT(answer.outcome.error().message, Catch::Contains("full"));
    CHECK_THAT(answer.outcome.error().hint, Catch::Contains("free some space"));
  }
  CHECK(notes(hub.reader).empty());
  CHECK(hub.observer.take() == Words{"begins", "committed",  // the gate
                                     "begins", "begins", "undone", "batch undone"});
  CHECK(hub.writer->stats().failed == 3);

  submit_note(*hub.writer, answers, "small");
  CHECK(answers.acknowledged() == Words{"small"});
  CHECK(notes(hub.reader) == Words{"small"});
}

TEST_CASE("a mutation that hides the end of its transaction cannot be acknowledged") {
  log::set_level(log::Level::Off);
  Running hub("PRAGMA max_page_count = 20");
  Answers answers;
  Gate gate(*hub.writer);
  submit_note(*hub.writer, answers, "before");
  hub.writer->submit(
      [](Connection& db) -> Result<void> {
        static_cast<void>(add_note(db, kTooMuch));
        return {};
      },
      answers.expect("hides it"));
  gate.open();
  CHECK(answers.acknowledged().empty());
  CHECK(notes(hub.reader).empty());
}

TEST_CASE("when the commit fails nothing of the batch is acknowledged") {
  log::set_level(log::Level::Off);
  Running hub(
      "CREATE TABLE children (note INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)");
  Answers answers;
  Gate gate(*hub.writer);
  submit_note(*hub.writer, answers, "innocent");
  hub.writer->submit(
      [](Connection& db) { return db.run("INSERT INTO children (note) VALUES (4711)"); },
      answers.expect("orphan"));
  gate.open();

  CHECK(answers.acknowledged().empty());
  for (const Answers::Answer& answer : answers.wait()) {
    CHECK_THAT(answer.outcome.error().message, Catch::Contains("FOREIGN KEY constraint failed"));
  }
  CHECK(notes(hub.reader).empty());
  CHECK(hub.observer.take() == Words{"begins", "committed",  // the gate
                                     "begins", "begins", "batch undone"});
  submit_note(*hub.writer, answers, "next");
  CHECK(answers.acknowledged() == Words{"next"});
}

TEST_CASE("while another process writes the batch is refused, and the next one is tried again") {
  log::set_level(log::Level::Off);
  Running hub("PRAGMA busy_timeout = 0");
  Answers answers;
  auto other = hub.database.open();
  REQUIRE(other.execute("BEGIN IMMEDIATE"));
  submit_note(*hub.writer, answers, "refused");
  const auto refused = answers.wait();
  REQUIRE_FALSE(refused[0].outcome);
  CHECK(refused[0].outcome.error().code == Code::ServiceUnavailable);
  CHECK_THAT(refused[0].outcome.error().message, Catch::Contains("database is locked"));
  CHECK(hub.observer.take() == Words{"batch undone"});

  REQUIRE(other.execute("ROLLBACK"));
  submit_note(*hub.writer, answers, "taken");
  CHECK(answers.acknowledged() == Words{"taken"});
}

TEST_CASE("a writer does not start on a file that it cannot open") {
  const TempDir folder;
  RecordingObserver observer;
  const auto writer =
      Writer::start(folder / "none/db", Connection::open_memory().value(), observer);
  REQUIRE_FALSE(writer);
  CHECK_THAT(writer.error().message, Catch::Contains("none/db"));
}
