// Plugins for tests: sources that are written down in the test, loaded with the real ctx; what they
// log is kept, and a plugin that logs "wait" stands still until the test lets it go on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <fstream>
#include <functional>

#include "bindings/context.h"
#include "host/plugins/generation.h"
#include "host/plugins/progress.h"
#include "tests/support/hub_fixture.h"

namespace perigee::test {

/// After this long a condition that a test waits for will not come true any more.
inline constexpr std::chrono::seconds kPatience{60};

/// What plugins log. Thread-safe.
class PluginLog {
 public:
  ~PluginLog() { let_go(); }

  /// A line of a plugin, as "[NAME] text". One that ends in "wait" is held here, and the run with
  /// it.
  void add(std::string_view line) {
    std::unique_lock lock(mutex_);
    lines_.emplace_back(line);
    changed_.notify_all();
    if (on_line_) on_line_(lines_.back());
    if (line.ends_with("wait")) changed_.wait(lock, [this] { return !holding_; });
  }
  /// Has a function called with each line from now on, on the thread of the run.
  void on_line(std::function<void(const std::string&)> function) {
    const std::lock_guard lock(mutex_);
    on_line_ = std::move(function);
  }
  /// Lets the runs that wait go on, and all that will.
  void let_go() {
    const std::lock_guard lock(mutex_);
    holding_ = false;
    changed_.notify_all();
  }
  /// Holds runs again from the next line on.
  void hold() {
    const std::lock_guard lock(mutex_);
    holding_ = true;
  }
  /// Whether the line has come so often; waits for it.
  bool await(const std::string& line, std::ptrdiff_t times = 1,
             std::chrono::milliseconds patience = kPatience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience,
                             [&] { return std::ranges::count(lines_, line) >= times; });
  }
  /// All lines so far.
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  std::function<void(const std::string&)> on_line_;
  bool holding_ = true;
};

/// Writes a file, with the folders that lead to it.
inline std::filesystem::path write_file(const std::filesystem::path& file,
                                        const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

/// The source of a plugin with one hook, whose body sees ctx and message.
inline std::string enricher(const std::string& body) {
  return "return { enrich = function(ctx, message) " + body + " end }";
}
inline std::string extractor(const std::string& body) {
  return "return { extract = function(ctx, message) " + body + " end }";
}
/// A plugin that marks the first letter of each message, under a kind of its own.
inline std::string marker(const std::string& kind = "mark") {
  return enricher("return {{ kind = '" + kind + "', span = {1, 1}, data = {} }}");
}

/// Makes contexts whose log is kept.
inline plugins::ContextFactory contexts(PluginLog& log) {
  return [&log](lua::State& state, const plugins::ContextRequest& request) {
    bindings::ContextOptions options;
    options.plugin = request.plugin;
    options.config = request.config;
    options.declared = request.declared;
    options.grants = request.grants;
    options.on_grant_used = request.on_grant_used;
    options.log_sink = [&log](log::Level, std::string_view line) {
      log.add(line);
    };
    return bindings::make_context(state, std::move(options));
  };
}

/// A single-file plugin that was never on disk.
inline plugins::PluginSource source_of(const std::string& name, const std::string& text) {
  return {.path = {.name = name, .entry = "plugins/" + name + ".lua", .folder = {}},
          .text = text,
          .modules = {}};
}

/// Loads plugins without running them over events.
class Loader {
 public:
  Result<std::unique_ptr<plugins::Generation>> load(plugins::PluginSource source,
                                                    plugins::PluginSettings settings = {}) {
    auto blueprint = std::make_shared<const plugins::Blueprint>(
        plugins::Blueprint{std::move(source), std::move(settings)});
    return plugins::Generation::load(std::move(blueprint), make_context, clock);
  }
  Result<std::unique_ptr<plugins::Generation>> load(const std::string& name,
                                                    const std::string& text) {
    return load(source_of(name, text));
  }

  FakeClock clock;
  PluginLog log;
  plugins::ContextFactory make_context = contexts(log);
};

}  // namespace perigee::test
