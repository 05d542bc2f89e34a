#include "host/store/checkpointer.h"

#include <catch2/catch.hpp>
#include <thread>

#include "tests/unit/store/store_support.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kStart = 256 * limits::kKiB;
constexpr std::size_t kForce = limits::kMiB;
constexpr std::size_t kNoteBytes = 8 * limits::kKiB;
/// More than a full batch adds to the log: text and index entry of a note take three pages each,
/// and two more hold the keys.
constexpr std::size_t kBatchBytes = 16 * 4 * kNoteBytes;

/// `wait` is how long commits wait for readers at a time.
std::unique_ptr<Writer> start(const Database& database, RecordingObserver& observer,
                              std::chrono::milliseconds wait = 10s) {
  return Writer::start(database.file, database.open(), observer,
                       {.durability = Durability::Normal,
                        .batch = 16,
                        .checkpoints = {.start = kStart, .force = kForce, .wait = wait}})
      .value();
}

/// Writes `bytes` in notes and returns how large the log was at the most.
std::uintmax_t write_notes(const Database& database, Writer& writer, std::size_t bytes) {
  static std::atomic<int> number = 0;
  std::uintmax_t largest = 0;
  for (std::size_t written = 0; written < bytes; written += kNoteBytes) {
    const std::string text = std::to_string(++number) + std::string(kNoteBytes, 'x');
    writer.run([&text](Connection& db) { return add_note(db, text); }).value();
    largest = std::max(largest, database.wal_size());
  }
  return largest;
}

}  // namespace

TEST_CASE("the log stays short under load") {
  const Database database;
  RecordingObserver observer;
  const auto writer = start(database, observer);
  CHECK(write_notes(database, *writer, 8 * limits::kMiB) < kForce + kBatchBytes);
}

TEST_CASE("the log stays short while readers come and go") {
  const Database database;
  RecordingObserver observer;
  const auto writer = start(database, observer);
  std::atomic<bool> done = false;
  std::thread reading([&] {
    auto reader = database.open(OpenMode::ReadOnly);
    while (!done) {
      reader.execute("BEGIN").value();
      single(reader, "SELECT count(*) FROM notes WHERE id < 10");
      reader.execute("COMMIT").value();
    }
  });
  const auto largest = write_notes(database, *writer, 8 * limits::kMiB);
  done = true;
  reading.join();
  CHECK(largest < 2 * kForce + kBatchBytes);
}

TEST_CASE("a reader that stays lets the log grow, and commits go on") {
  const Database database;
  RecordingObserver observer;
  const auto writer = start(database, observer, 10ms);
  auto reader = database.open(OpenMode::ReadOnly);
  write_notes(database, *writer, kNoteBytes);
  REQUIRE(reader.execute("BEGIN"));
  CHECK(notes(reader).size() == 1);
  const auto grown = write_notes(database, *writer, 3 * limits::kMiB);
  CHECK(grown > 3 * limits::kMiB);
  CHECK(notes(reader).size() == 1);

  REQUIRE(reader.execute("COMMIT"));
  CHECK(write_notes(database, *writer, 4 * limits::kMiB) < grown + kForce + kBatchBytes);
}

TEST_CASE("after the stop nothing is left in the log") {
  const Database database;
  RecordingObserver observer;
  const auto writer = start(database, observer);
  write_notes(database, *writer, limits::kMiB);
  CHECK(database.wal_size() > 0);
  writer->stop();
  CHECK(database.wal_size() == 0);
  auto reader = database.open(OpenMode::ReadOnly);
  CHECK(notes(reader).size() == limits::kMiB / kNoteBytes);
}

TEST_CASE("a reader that stays does not keep the writer from stopping, nor lose anything") {
  const Database database;
  RecordingObserver observer;
  const auto writer = start(database, observer, 10ms);
  auto reader = database.open(OpenMode::ReadOnly);
  REQUIRE(reader.execute("BEGIN"));
  CHECK(notes(reader).empty());
  write_notes(database, *writer, limits::kMiB);
  writer->stop();
  REQUIRE(reader.execute("COMMIT"));
  CHECK(notes(reader).size() == limits::kMiB / kNoteBytes);
}

TEST_CASE("the metrics tell the kinds of checkpoints apart") {
  const Database database;
  RecordingObserver observer;
  const auto writer = start(database, observer, 10ms);
  const CheckpointMetrics& metrics = writer->checkpoints();
  CHECK(metrics.background.value() == 0);
  auto reader = database.open(OpenMode::ReadOnly);
  write_notes(database, *writer, kNoteBytes);
  CHECK(metrics.log_bytes.load() > kNoteBytes);
  REQUIRE(reader.execute("BEGIN"));
  CHECK(notes(reader).size() == 1);
  write_notes(database, *writer, 3 * limits::kMiB);  // beyond the size at which commits wait
  CHECK(metrics.background.value() > 0);
  CHECK(metrics.finishing.value() > 0);
  CHECK(metrics.forced.value() > 0);
}
