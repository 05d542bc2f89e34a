// What the tests of the store share: a database in a folder of its own, short ways to ask it
// something, and an observer that writes down what it sees.
#pragma once

#include <latch>
#include <mutex>
#include <string>
#include <vector>

#include "host/store/writer.h"
#include "tests/support/temp_dir.h"

namespace perigee::test {

/// A database file, with one table for values: notes (id, text UNIQUE).
class Database {
 public:
  Database() {
    auto db = open();
    db.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE) STRICT").value();
  }

  store::Connection open(store::OpenMode mode = store::OpenMode::ReadWrite) const {
    return store::Connection::open(file, mode).value();
  }
  std::uintmax_t wal_size() const {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file.string() + "-wal", missing);
    return missing ? 0 : size;
  }

  TempDir folder;
  std::filesystem::path file = folder / "db.sqlite3";
};

/// First column of every row, as text.
inline std::vector<std::string> column(store::Connection& db, const std::string& sql) {
  std::vector<std::string> values;
  auto rows = db.query_values(sql, {});
  while (rows.next()) values.push_back(rows.string(0));
  rows.status().value();
  return values;
}

/// First column of the first row, as text; empty when there is none.
inline std::string single(store::Connection& db, const std::string& sql) {
  const auto values = column(db, sql);
  return values.empty() ? std::string() : values.front();
}

inline Result<void> add_note(store::Connection& db, const std::string& text) {
  return db.run("INSERT INTO notes (text) VALUES (?)", text);
}
inline std::vector<std::string> notes(store::Connection& db) {
  return column(db, "SELECT text FROM notes ORDER BY id");
}

/// Writes down the calls of a writer, in words.
class RecordingObserver final : public store::BatchObserver {
 public:
  void mutation_begins() override { add("begins"); }
  void mutation_undone() override { add("undone"); }
  void batch_committed() override { add("committed"); }
  void batch_undone() override { add("batch undone"); }

  /// What was seen since the last call.
  std::vector<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(seen_, {});
  }

 private:
  void add(const char* what) {
    const std::lock_guard lock(mutex_);
    seen_.emplace_back(what);
  }
  std::mutex mutex_;
  std::vector<std::string> seen_;
};

/// Holds the writer up inside a mutation, so that what is submitted meanwhile shares a batch.
class Gate {
 public:
  /// Returns once the writer stands at the gate.
  explicit Gate(store::Writer& writer) {
    writer.submit(
        [this](store::Connection&) -> Result<void> {
          reached_.count_down();
          opened_.wait();
          return {};
        },
        [](Result<void>) {});
    reached_.wait();
  }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  void open() { opened_.count_down(); }

 private:
  std::latch reached_{1};
  std::latch opened_{1};
};

/// The answers to several mutations, in the order in which they came.
class Answers {
 public:
  struct Answer {
    std::string name;
    Result<void> outcome;
  };

  /// Makes a function that takes down the answer to the mutation of that name.
  auto expect(std::string name) {
    {
      const std::lock_guard lock(mutex_);
      ++expected_;
    }
    return [this, name = std::move(name)](Result<void> outcome) mutable {
      const std::lock_guard lock(mutex_);
      answers_.push_back({std::move(name), std::move(outcome)});
      came_.notify_all();
    };
  }

  /// All answers, once all have come.
  std::vector<Answer> wait() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return answers_.size() == expected_; });
    return answers_;
  }
  /// The names of those that succeeded.
  std::vector<std::string> acknowledged() {
    std::vector<std::string> names;
    for (const Answer& answer : wait()) {
      if (answer.outcome) names.push_back(answer.name);
    }
    return names;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::size_t expected_ = 0;
  std::vector<Answer> answers_;
};

/// Submits a note; its answer carries its text as name.
inline void submit_note(store::Writer& writer, Answers& answers, const std::string& text) {
  writer.submit([text](store::Connection& db) { return add_note(db, text); }, answers.expect(text));
}

}  // namespace perigee::test
