// A state with small limits, for trying source text on it.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "host/base/json.h"
#include "host/lua/state.h"
#include "tests/support/fake_clock.h"

namespace perigee::test {

/// Enough for every test that is meant to end, little enough for those that are not.
inline constexpr lua::Budget kSmall = {1'000'000, std::chrono::milliseconds(60'000)};

inline constexpr std::size_t kMiB = limits::kMiB;
inline constexpr lua::MemoryLimits kSmallMemory = {4 * kMiB, 6 * kMiB, 1 * kMiB};

/// The clock stands still unless the test moves it, so only fuel and memory end a run.
class Sandbox {
 public:
  explicit Sandbox(const lua::MemoryLimits& memory = kSmallMemory)
      : state(std::move(lua::State::create(memory, clock).value())) {}

  /// Calls the function that the source returns, without arguments.
  Result<Value> run(std::string_view source, const lua::Budget& budget = kSmall) {
    auto function = load(source, budget);
    if (!function) return fail(std::move(function));
    return state->call(*function, {}, budget, "enrich");
  }
  /// Runs the text as the body of a hook.
  Result<Value> body(std::string_view text, const lua::Budget& budget = kSmall) {
    return run("return function() " + std::string(text) + "\nend", budget);
  }
  /// Evaluates an expression; errors as their text, values as JSON.
  std::string eval(std::string_view expression) {
    const auto result = body("return " + std::string(expression));
    return result ? to_json(*result) : "error: " + result.error().message;
  }
  Result<lua::Ref> load(std::string_view source, const lua::Budget& budget = kSmall) {
    return state->run_chunk("test.lua", source, budget, "tester");
  }

  FakeClock clock;
  std::unique_ptr<lua::State> state;
};

}  // namespace perigee::test
