// What the tests of batches share: runs that are written down instead of run.
#pragma once

#include "tests/support/lane_fixture.h"

namespace perigee::test {

/// Batches that are written down in the test, for a plugin "refs" that starts at the newest event.
struct Batches : LaneFixture {
  Batches() {
    must(run([&](hub::Write& w) { return plugins::open_cursor(w.db, "refs", newest_event()); }));
  }

  /// A batch from the stored cursor to the newest event, with the runs that are given.
  plugins::Batch batch(std::vector<plugins::Run> runs) {
    plugins::Batch made;
    made.plugin = "refs";
    made.runs = std::move(runs);
    made.from = cursor();
    made.until = newest_event();
    made.stats.runs = static_cast<std::int64_t>(made.runs.size());
    return made;
  }
  plugins::Batch retries(std::vector<plugins::Run> runs) {
    plugins::Batch made = batch(std::move(runs));
    made.kind = plugins::BatchKind::Retries;
    return made;
  }

  std::int64_t cursor() { return std::stoll(value("SELECT event_id FROM plugin_cursors")); }
  std::vector<std::string> failures() {
    return column("SELECT event_id || hook || code || attempts FROM plugin_failures");
  }
  std::string stats(const std::string& what) {
    return value("SELECT " + what + " FROM plugin_stats");
  }
  void ask_for_retry() { sql("UPDATE plugin_failures SET retry = 1"); }
};

inline hub::Enrichment mark(const std::string& kind = "mark") {
  return {kind, 0, 1, "{}", R"({"kind":")" + kind + R"("})"};
}
inline hub::DerivedAttachment fact(const std::string& identity = "one") {
  return {"fact", std::nullopt, "{}", identity};
}

/// The run on the message's newest event that found nothing.
inline plugins::Run empty_run(Batches& hub, const hub::Message& message) {
  plugins::Run run;
  run.event_id = std::stoll(
      hub.value("SELECT max(event_id) FROM events WHERE entity_id = '" + message.id + "'"));
  run.message = std::make_shared<hub::Message>(message);
  return run;
}
inline plugins::Run enriched(Batches& hub, const hub::Message& message,
                             std::vector<hub::Enrichment> marks) {
  plugins::Run run = empty_run(hub, message);
  run.enrichments = std::move(marks);
  return run;
}
inline plugins::Run failed(Batches& hub, const hub::Message& message,
                           plugins::Hook hook = plugins::Hook::Enrich) {
  plugins::Run run = empty_run(hub, message);
  run.failure = plugins::RunFailure{hook, Error{Code::ExecutionError, "no luck"}};
  return run;
}

}  // namespace perigee::test
