// A host with plugin folders that a test fills, for the tests of the registry.
#pragma once

#include "host/plugins/registry.h"
#include "tests/support/pipeline_fixture.h"

namespace perigee::test {

/// A host with two plugin folders, a/ and b/.
struct Registered : PipelineFixture {
  explicit Registered(const plugins::HostConfig& with = {}) : config(with) {
    for (const char* name : {"a", "b"}) std::filesystem::create_directory(folder / name);
    open();
  }

  void open() {
    registry = std::make_unique<plugins::Registry>(
        *hub, *pipeline, make_context, clock,
        plugins::RegistryOptions{{folder / "a", folder / "b"}, config});
  }
  /// The host ends and starts again.
  void reopen() {
    restart();
    open();
  }
  std::filesystem::path write(const std::string& file, const std::string& text) {
    return write_file(folder / file, text);
  }
  plugins::ScanSummary scan() { return must(registry->scan()); }
  /// "state generation" of the plugin at a path.
  std::string state(const std::string& file) {
    return value("SELECT state || ' ' || generation FROM plugin_states WHERE path = '" +
                 (folder / file).string() + "'");
  }
  std::string reason(const std::string& file) {
    return value("SELECT reason FROM plugin_states WHERE path = '" + (folder / file).string() +
                 "'");
  }
  /// What a new message gets.
  std::vector<std::string> marks_now() {
    const auto message = post(plans, "hello");
    CHECK(caught_up());
    return marks(message);
  }

  plugins::HostConfig config;
  std::unique_ptr<plugins::Registry> registry;
};

}  // namespace perigee::test
