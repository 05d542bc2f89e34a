// A state with a ctx whose log is kept, for trying pieces of Lua on it.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bindings/context.h"
#include "host/base/json.h"
#include "tests/support/fake_clock.h"

namespace perigee::test {

inline constexpr lua::Budget kPluginBudget = {10'000'000, std::chrono::milliseconds(60'000)};

class Plugin {
 public:
  explicit Plugin(Value config = Object(), std::vector<std::string> grants = {},
                  decltype(bindings::ContextOptions::tasks) tasks = {})
      : state(lua::State::create({}, clock).value()) {
    bindings::ContextOptions options;
    options.plugin = "issue-links";
    options.config = std::move(config);
    options.grants = std::move(grants);
    options.tasks = std::move(tasks);
    options.log_sink = [this](log::Level level, std::string_view text) {
      lines.emplace_back(level, text);
    };
    ctx = bindings::make_context(*state, std::move(options)).value();
  }

  Result<Value> run(std::string_view body) {
    const auto function = state->run_chunk(
        "p.lua", "local ctx = ... return function(ctx) " + std::string(body) + " end",
        kPluginBudget, "issue-links");
    const lua::Argument arguments[] = {ctx};
    return state->call(function.value(), arguments, kPluginBudget, "enrich");
  }
  /// The result as JSON, or the text of the error.
  std::string eval(std::string_view expression) {
    const auto result = run("return " + std::string(expression));
    return result ? to_json(*result) : result.error().message;
  }
  /// The fuel of an expression.
  std::uint64_t cost(std::string_view expression) {
    const auto result = run("return " + std::string(expression));
    INFO((result ? "" : result.error().message));
    CHECK(result);
    return state->last_cost().fuel;
  }

  FakeClock clock;
  std::vector<std::pair<log::Level, std::string>> lines;
  std::unique_ptr<lua::State> state;
  lua::Ref ctx;
};

}  // namespace perigee::test
