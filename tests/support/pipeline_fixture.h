// A hub with a running pipeline: workers, supervisor and commits as in a host, on a clock that
// stands still.
#pragma once

#include <thread>

#include "host/plugins/pipeline.h"
#include "tests/support/lane_fixture.h"

namespace perigee::test {

/// Whether a condition comes true; looks again and again. For what nothing announces.
template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

class PipelineFixture : public LaneFixture {
 public:
  explicit PipelineFixture(std::size_t worker_count = 1) : workers(worker_count) {
    log::set_level(log::Level::Off);
    settings.limits.wall = std::chrono::hours(1);  // the clock goes on by leaps
    start(database());
  }
  ~PipelineFixture() {
    log.let_go();
    end();
  }

  /// Ends the pipeline, as the end of the process does, and starts one without plugins, which
  /// reads from a file of its own if the test says so.
  void restart() { restart(database()); }
  void restart(const std::filesystem::path& file) {
    end();
    start(file);
  }

  void add(const std::string& name, const std::string& text) { pipeline->add(lane(name, text)); }

  /// Whether all plugins get through with everything, or stand still in a pause.
  bool caught_up() {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    bool late = false;
    pipeline->wait_until_caught_up([&] { return late = std::chrono::steady_clock::now() > end; });
    return !late;
  }
  plugins::LaneStatus status(const std::string& plugin) {
    for (const auto& one : pipeline->status()) {
      if (one.plugin == plugin) return one;
    }
    return {};
  }

  const std::size_t workers;
  std::unique_ptr<plugins::EventFeed> tail;  ///< Since the start of the pipeline.
  std::unique_ptr<plugins::Pipeline> pipeline;

 private:
  void start(const std::filesystem::path& file) {
    // On the writer's thread, where no commit can come between.
    must(run([&](hub::Write&) -> Result<void> {
      tail = std::make_unique<plugins::EventFeed>(event_log.newest());
      pipeline = std::make_unique<plugins::Pipeline>(*hub, *tail, clock,
                                                     plugins::Pipeline::Options{file, workers});
      listen([this](const hub::CommittedEvents& events) {
        tail->publish(events);
        pipeline->nudge();
      });
      return {};
    }));
  }
  void end() {
    listen({});  // waits for a commit that is being told
    pipeline->stop();
  }
};

/// A plugin that says which message it runs on, and then marks it.
inline std::string teller() {
  return enricher(
      "ctx.log.info(message.content) return {{ kind = 'mark', span = {1, 1}, data = {} }}");
}

}  // namespace perigee::test
