// A sandbox in which a call can be made to our library and to the stock one, for tests that want
// the same answer from both.
#pragma once

#include <string>

#include "tests/fuzz/stock.h"
#include "tests/unit/lua/sandbox.h"

namespace perigee::test {

/// Room for strings of a megabyte and more.
inline constexpr lua::MemoryLimits kLargeMemory = {24 * kMiB, 32 * kMiB, 8 * kMiB};
/// Enough for everything that is meant to end.
inline constexpr lua::Budget kLarge = {100'000'000, std::chrono::milliseconds(60'000)};

class Compared : public Sandbox {
 public:
  Compared() : Sandbox(kLargeMemory) { inside(*state, add_stock_libraries); }

  /// What the call answers, with the type of every result, or the error with its position.
  std::string ours(std::string_view call) { return answer("string, table", call); }
  std::string stock(std::string_view call) { return answer("stock.string, stock.table", call); }

 private:
  std::string answer(std::string_view libraries, std::string_view call) {
    const std::string source = std::string(kDescribe) +
                               "local string, table = " + std::string(libraries) +
                               " local function pack(...) return describe(...) end "
                               "return describe(pcall(function() local r = pack(" +
                               std::string(call) + ") return r end))";
    const auto result = body(source, kLarge);
    return result ? std::string(result->as_string()) : "error: " + result.error().message;
  }

  static constexpr std::string_view kDescribe =
      "local function describe(...) local out = '' for i = 1, select('#', ...) do "
      "local v = select(i, ...) out = out .. type(v) .. ' ' .. tostring(v) .. '; ' end "
      "return (out:gsub('[^%g ]', function(c) return '<' .. c:byte() .. '>' end)) end ";
};

/// Checks that both libraries answer alike, for every call.
template <class Calls>
void check_same(const Calls& calls) {
  Compared sandbox;
  for (const auto& call : calls) {
    INFO(call);
    const std::string answer = sandbox.ours(call);
    CHECK(answer == sandbox.stock(call));
    CHECK_THAT(answer, Catch::StartsWith("boolean "));  // what pcall returns, so the call was made
  }
}

}  // namespace perigee::test
