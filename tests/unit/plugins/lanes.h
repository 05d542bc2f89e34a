// What the tests of lanes share: short ways to look at what is stored about the plugin "refs".
#pragma once

#include "tests/support/lane_fixture.h"

namespace perigee::test {

/// A plugin that fails on texts with "bad" in them and marks the others with their text.
inline std::string picky() {
  return enricher(
      "if message.content:find('bad') then error('no luck') end "
      "return {{ kind = message.content, span = {1, 1}, data = {} }}");
}

struct Lanes : LaneFixture {
  Lanes() { log::set_level(log::Level::Off); }

  /// The same plugin after the process was killed: from what is stored.
  std::unique_ptr<plugins::Lane> after_crash(const std::string& text) { return lane("refs", text); }
  std::int64_t cursor() { return std::stoll(value("SELECT event_id FROM plugin_cursors")); }
  std::vector<std::string> failures() { return column("SELECT event_id FROM plugin_failures"); }
  std::string state() { return value("SELECT state FROM plugin_states"); }
  void store_running() {
    must(run([](hub::Write& w) {
      return plugins::store_state(w, {"refs", "plugins/refs.lua", "running", "", "enrich", 1});
    }));
  }
  void ask(const std::function<Result<void>(store::Connection&)>& request, plugins::Lane& lane) {
    const auto taken = must(run([&](hub::Write& w) -> Result<plugins::Cursor> {
      if (auto asked = request(w.db); !asked) return fail(std::move(asked));
      return plugins::take_requests(w.db, lane.name());
    }));
    lane.rewind(taken.event_id);
  }
  /// Has the failed events run again.
  bool retry(plugins::Lane& lane) {
    const auto batch = must(lane.run_retries(reader()));
    if (batch) commit(lane, *batch);
    return batch.has_value();
  }
};

}  // namespace perigee::test
