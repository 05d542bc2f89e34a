// Plugins that a test runs over the events of a hub step by step, on its own thread: a slice, what
// happens meanwhile, the commit. Nothing runs unless the test says so.
#pragma once

#include "host/plugins/lane.h"
#include "tests/support/plugin_fixture.h"

namespace perigee::test {

class LaneFixture : public HubFixture {
 public:
  LaneFixture() {
    listen([this](const hub::CommittedEvents& events) { feed.publish(events); });
    plans = topic(general = channel("general"), "plans");
    other = topic(general, "other");
  }

  std::unique_ptr<plugins::Generation> generation(const std::string& name,
                                                  const std::string& text) {
    auto blueprint = std::make_shared<const plugins::Blueprint>(
        plugins::Blueprint{source_of(name, text), settings});
    return must(plugins::Generation::load(std::move(blueprint), make_context, clock));
  }

  /// A plugin at its stored cursor; a new one starts at the newest event.
  std::unique_ptr<plugins::Lane> lane(const std::string& name, const std::string& text) {
    const auto cursor = must(run([&](hub::Write& write) {
      return plugins::open_cursor(write.db, name, hub->events().newest());
    }));
    return std::make_unique<plugins::Lane>(name, cursor.event_id, generation(name, text),
                                           make_context, clock);
  }

  /// The next runs of a plugin, without their commit.
  std::optional<plugins::Batch> slice(plugins::Lane& lane) {
    return must(lane.run_slice(feed, reader()));
  }
  Result<plugins::Committed> write(const plugins::Batch& batch) {
    return run([&](hub::Write& write) { return plugins::commit_batch(write, batch); });
  }
  /// Writes a batch and tells its lane.
  void commit(plugins::Lane& lane, const plugins::Batch& batch) {
    lane.settle(batch, must(write(batch)));
  }
  /// Runs a plugin over everything that waits; false when it does not come to an end.
  bool finish(plugins::Lane& lane) {
    for (int turn = 0; turn < 100; ++turn) {
      const auto batch = slice(lane);
      if (!batch) return true;
      commit(lane, *batch);
    }
    return false;
  }

  /// The marks that a plugin has made on a message: their kinds.
  std::vector<std::string> marks(const hub::Message& message) {
    return column("SELECT kind FROM enrichments WHERE message_id = '" + message.id +
                  "' ORDER BY kind");
  }
  /// How often marks were announced.
  std::int64_t announced() { return count("events WHERE name = 'message.enriched'"); }

  plugins::EventFeed feed{0};
  PluginLog log;
  plugins::ContextFactory make_context = contexts(log);
  plugins::PluginSettings settings;
  hub::Channel general;
  hub::Topic plans;
  hub::Topic other;
};

/// A plugin whose marks say which text they were made on.
inline std::string text_marker() {
  return enricher("return {{ kind = message.content, span = {1, 1}, data = {} }}");
}

}  // namespace perigee::test
