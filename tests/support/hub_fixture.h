// A whole hub for tests: a database in a folder of its own, the writer, a clock that stands still,
// and short ways to change something and to look at what came of it. Knows no plugins and no HTTP.
#pragma once

#include <catch2/catch.hpp>
#include <future>
#include <mutex>

#include "host/base/log.h"
#include "host/hub/event_queries.h"
#include "host/hub/hub.h"
#include "host/hub/queries.h"
#include "host/hub/search_indexer.h"
#include "host/store/migrations.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

namespace perigee::test {

/// The value of a result that the test takes for granted; otherwise the test fails with the error.
/// On the test's own thread only.
template <class T>
T must(Result<T> result) {
  if (!result) FAIL(log::describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// What FakeClock says before it is moved.
inline constexpr const char* kNow = "2026-01-02T03:04:05.678Z";

class HubFixture {
 public:
  HubFixture() : event_log(clock), services(clock, system_random(), event_log) {
    event_log.listen([this](const hub::CommittedEvents& events) {
      const std::lock_guard lock(listener_mutex_);
      if (listener_) listener_(events);
    });
    start();
  }
  ~HubFixture() { stop(); }
  HubFixture(const HubFixture&) = delete;
  HubFixture& operator=(const HubFixture&) = delete;

  /// Sends a request as a client does and waits for the answer.
  template <class Request, class T>
  Result<T> ask(void (hub::Hub::*call)(Request, hub::Reply<T>),
                std::type_identity_t<Request> request) {
    std::promise<Result<T>> promise;
    auto answer = promise.get_future();
    (hub.get()->*call)(std::move(request),
                       [&promise](Result<T> result) { promise.set_value(std::move(result)); });
    return answer.get();
  }

  // Requests that succeed.
  hub::Channel channel(const std::string& name) {
    return must(ask(&hub::Hub::create_channel, {.name = name, .description = {}})).channel;
  }
  hub::Topic topic(const hub::Channel& in, const std::string& title) {
    return must(ask(&hub::Hub::create_topic, {.channel_id = in.id, .title = title})).topic;
  }
  hub::Message post(const hub::Topic& in, const std::string& text) {
    return must(ask(&hub::Hub::post_message,
                    {.topic_id = in.id, .sender = "ada", .content_raw = text}))
        .message;
  }
  hub::Message edit(const hub::Message& message, const std::string& text) {
    return must(ask(&hub::Hub::edit_message,
                    {.message_id = message.id, .content_raw = text, .expected_version = {}}))
        .message;
  }
  hub::Message remove(const hub::Message& message) {
    return must(ask(&hub::Hub::delete_message,
                    {.message_id = message.id, .actor = "eve", .expected_version = {}}))
        .message;
  }
  hub::MessagesMoved move(const hub::Message& anchor, const hub::Topic& to,
                          hub::MoveMode mode = hub::MoveMode::One) {
    return must(
        ask(&hub::Hub::move_messages,
            {.message_id = anchor.id, .to_topic_id = to.id, .mode = mode, .expected_version = {}}));
  }

  /// Runs an operation of the hub's inside, `Result<T>(Write&)`, as one mutation.
  template <class Operation>
  auto run(Operation operation) {
    return hub->run(std::move(operation));
  }
  /// Runs SQL as the writer. The script is the test's own, so it must succeed.
  void sql(const std::string& script) {
    must(run([&](hub::Write& write) { return write.db.execute(script); }));
  }
  /// Makes the database refuse events of a name from now on.
  void refuse_events(const std::string& name) {
    sql("CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.name = '" + name +
        "' BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END");
  }
  void accept_events() { sql("DROP TRIGGER refuse"); }

  /// A connection as other processes have it.
  store::Connection& reader() { return *reader_; }
  /// First column of every row, as text.
  std::vector<std::string> column(const std::string& query) {
    std::vector<std::string> values;
    auto rows = reader_->query_values(query, {});
    while (rows.next()) values.push_back(rows.string(0));
    must(rows.status());
    return values;
  }
  /// First column of the only row, as text.
  std::string value(const std::string& query) {
    const auto values = column(query);
    REQUIRE(values.size() == 1);
    return values.front();
  }
  std::int64_t count(const std::string& table) {
    return std::stoll(value("SELECT count(*) FROM " + table));
  }
  hub::Message stored(const hub::Message& message) {
    auto found = must(hub::find_message(*reader_, message.id));
    REQUIRE(found);
    return std::move(*found);
  }
  std::int64_t newest_event() { return must(hub::newest_event_id(*reader_)); }
  /// Everything in the log after an event.
  std::vector<hub::Event> events_after(std::int64_t event_id) {
    return must(hub::read_events(*reader_, event_id, newest_event(), {}, 100'000));
  }
  /// The newest event.
  hub::Event last_event() {
    auto events = must(hub::read_event_tail(*reader_, newest_event(), {}, 1));
    REQUIRE(events.size() == 1);
    return std::move(events.front());
  }

  /// Has a function called with every commit from now on, on the writer's thread.
  void listen(hub::EventLog::Listener listener) {
    const std::lock_guard lock(listener_mutex_);
    listener_ = std::move(listener);
  }

  /// Ends the writer, as the end of the process would after everything was committed.
  void stop() {
    indexer.stop();
    hub.reset();
    writer.reset();
  }
  /// Ends the writer and starts another one on what is stored.
  void restart() {
    stop();
    start();
  }
  std::filesystem::path database() const { return folder / "db.sqlite3"; }

  TempDir folder;
  FakeClock clock;
  hub::EventLog event_log;
  hub::WriteServices services;
  hub::SearchIndexer indexer{event_log};  ///< Not started.
  std::unique_ptr<store::Writer> writer;
  std::unique_ptr<hub::Hub> hub;

 private:
  void start() {
    auto db = must(store::Connection::open(database(), store::OpenMode::ReadWrite));
    must(store::migrate(db, store::core_migrations(), clock));
    must(services.open(db));
    writer = must(store::Writer::start(database(), std::move(db), event_log,
                                       {.durability = store::Durability::Normal}));
    hub = std::make_unique<hub::Hub>(*writer, services);
    reader_.emplace(must(store::Connection::open(database(), store::OpenMode::ReadOnly)));
  }

  std::mutex listener_mutex_;
  hub::EventLog::Listener listener_;
  std::optional<store::Connection> reader_;
};

/// A text of so many UTF-16 units, made of one-unit letters.
inline std::string units(std::size_t count) {
  return std::string(count, 'x');
}
/// A text of so many characters outside the BMP: two units and four bytes each.
inline std::string emoji(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "😀";
  return text;
}

}  // namespace perigee::test
