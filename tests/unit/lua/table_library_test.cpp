// The plugins' table functions answer like the stock ones, and stop where those do not.
#include "tests/unit/lua/pattern_compared.h"

using perigee::test::check_same;
using perigee::test::Compared;
using perigee::test::kLarge;
using perigee::test::kLargeMemory;
using perigee::test::Sandbox;

namespace {

/// A function that shows a list, and the results of a call on it.
constexpr std::string_view kOn =
    "(function(list, call) local function show(...) local o = '' for i = 1, select('#', ...) do "
    "o = o .. tostring((select(i, ...))) .. ' ' end return o end "
    "local results = show(call(list)) "
    "for i = -1, 8 do results = results .. ',' .. tostring(list[i]) end return results end)";

void check_on(std::initializer_list<const char*> calls) {
  std::vector<std::string> whole;
  whole.reserve(calls.size());
  for (const char* call : calls) whole.push_back(std::string(kOn) + call);
  check_same(whole);
}

}  // namespace

TEST_CASE("the table library is insert, remove, concat and sort") {
  Sandbox sandbox;
  const auto names = sandbox.body(
      "local names = {} for name in pairs(table) do names[#names + 1] = name end "
      "table.sort(names) return table.concat(names, ' ')");
  CHECK(names.value().as_string() == "concat insert remove sort");
}

TEST_CASE("insert puts elements where the stock one puts them") {
  check_on({
      "({}, function(t) return table.insert(t, 'x') end)",
      "({1, 2}, function(t) return table.insert(t, 'x') end)",
      "({1, 2}, function(t) return table.insert(t, 1, 'x') end)",
      "({1, 2}, function(t) return table.insert(t, 2, 'x') end)",
      "({1, 2}, function(t) return table.insert(t, 3, 'x') end)",
      "({1, 2}, function(t) return table.insert(t, 6, 'x') end)",
      "({1, 2}, function(t) return table.insert(t, '1', 'x') end)",
      "({1, 2}, function(t) return table.insert(t, 1.9, 'x') end)",
      "({1, 2}, function(t) return table.insert(t, nil) end)",
      "({1, 2}, function(t) return table.insert(t, 1, nil) end)",
      "(setmetatable({1}, {__newindex = error}), function(t) return table.insert(t, 2) end)",
  });
  check_same(std::initializer_list<const char*>{
      "table.insert({1})",
      "table.insert({1}, 1, 2, 3)",
      "table.insert(nil, 1)",
      "table.insert({1}, 'x', 2)",
      "table.insert({1}, {}, 2)",
      "table.insert()",
      "table.insert(1, 2, 3, 4)",
  });
}

TEST_CASE("insert before the first position is an error") {
  Sandbox sandbox;
  for (const char* position : {"0", "-1", "-2^31", "-2^40", "2^31", "0/0"}) {
    INFO(position);
    const auto result =
        sandbox.body("local t = {1} table.insert(t, " + std::string(position) + ", 2)");
    REQUIRE_FALSE(result);
    CHECK(result.error().message ==
          "test.lua:1: bad argument #2 to 'insert' (position out of bounds)");
  }
}

TEST_CASE("remove takes what the stock one takes") {
  check_on({
      "({1, 2, 3}, function(t) return table.remove(t) end)",
      "({1, 2, 3}, function(t) return table.remove(t, 1) end)",
      "({1, 2, 3}, function(t) return table.remove(t, 3) end)",
      "({1, 2, 3}, function(t) return table.remove(t, 4) end)",
      "({1, 2, 3}, function(t) return table.remove(t, 0) end)",
      "({1, 2, 3}, function(t) return table.remove(t, -1) end)",
      "({}, function(t) return table.remove(t) end)",
      "({}, function(t) return table.remove(t, 0) end)",
  });
  check_same(std::initializer_list<const char*>{
      "table.remove(1)",
      "table.remove({1, 2}, 'x')",
      "table.remove()",
  });
}

TEST_CASE("concat joins what the stock one joins") {
  check_same(std::initializer_list<const char*>{
      "table.concat({})",
      "table.concat({'a', 'b', 'c'})",
      "table.concat({'a', 'b', 'c'}, ', ')",
      "table.concat({1, 2.5, -0, 1e100, 'x'}, ' ')",
      "table.concat({0, 0 / -1, -1, 99999999999999, -99999999999999, 1e14, -1e14, 1e15}, ' ')",
      "table.concat({2 ^ 53, 2 ^ 63, -2 ^ 63, 0.1 + 0.2, 1e-5, 1 / 0, -1 / 0, 1e300}, ' ')",
      "table.concat({1, 2, 3}, ',', 2)",
      "table.concat({1, 2, 3}, ',', 2, 2)",
      "table.concat({1, 2, 3}, ',', 3, 2)",
      "table.concat({1, 2, 3}, ',', nil, 2)",
      "table.concat({1, 2, 3}, 0, 1, 3)",
      "table.concat({1, 2, 3}, ',', 2, 5)",
      "table.concat({1, {}, 3})",
      "table.concat({true})",
      "table.concat({nil, 1})",
      "table.concat({[0] = 'z', 'a'}, ',', 0)",
      "table.concat({[2^31 - 1] = 'z'}, ',', 2^31 - 1, 2^31 - 1)",
      "table.concat({}, ',', -2^31, -2^31)",
      "table.concat({}, {})",
      "table.concat({}, ',', 'x')",
      "table.concat(1)",
      "table.concat()",
      "#table.concat({('x'):rep(5000), ('y'):rep(5000)}, ('-'):rep(5000))",
  });
}

TEST_CASE("sort orders like the stock one, equal elements included") {
  Compared sandbox;
  const std::string kSort =
      "(function() local seed = SEED local function random(n) seed = seed * 16807 % 2147483647 "
      "return seed % n end local t = {} for i = 1, SIZE do t[i] = {key = random(RANGE), at = i} "
      "end table.sort(t, function(a, b) return a.key < b.key end) local o = {} "
      "for i = 1, #t do o[i] = t[i].key .. ':' .. t[i].at end return table.concat(o, ' ') end)()";
  for (int size : {0, 1, 2, 3, 4, 5, 17, 100, 1000}) {
    for (const char* range : {"3", "50", "1000000"}) {
      std::string call = kSort;
      call.replace(call.find("SEED"), 4, std::to_string(size + 7));
      call.replace(call.find("SIZE"), 4, std::to_string(size));
      call.replace(call.find("RANGE"), 5, range);
      CHECK(sandbox.ours(call) == sandbox.stock(call));
    }
  }
}

TEST_CASE("sort takes numbers, texts and what has an order of its own") {
  check_on({
      "({3, 1, 2}, function(t) return table.sort(t) end)",
      "({'b', 'a', 'C', ''}, function(t) return table.sort(t) end)",
      "({3, 1, 2}, function(t) return table.sort(t, function(a, b) return a > b end) end)",
      "({3, 1, 2}, function(t) return table.sort(t, nil) end)",
      "({1, 2, 3, 4, 5, 6, 7}, function(t) return table.sort(t) end)",
      "({7, 6, 5, 4, 3, 2, 1}, function(t) return table.sort(t) end)",
      "({1, 1, 1, 1, 1}, function(t) return table.sort(t) end)",
      "({0.5, -1/0, 1/0, -0}, function(t) return table.sort(t) end)",
      ("((function() local m = {__lt = function(a, b) return a.k < b.k end, __tostring = "
       "function(s) return s.k end} local function n(k) return setmetatable({k = k}, m) end "
       "return {n('c'), n('a'), n('b')} end)(), function(t) return table.sort(t) end)"),
  });
}

TEST_CASE("sort refuses what the stock one refuses, in the same words") {
  check_same(std::initializer_list<const char*>{
      "table.sort({3, 2, 1}, 1)",
      "table.sort({3, 'x', 1})",
      "table.sort({{}, {}, {}})",
      "table.sort({true, false})",
      "table.sort({1, 2, 3, 4, 5}, function() return true end)",
      "table.sort({1, 2, 3}, function() error('no') end)",
      "table.sort({1, 2}, function() error({}) end)",
      "table.sort()",
      "table.sort('x')",
  });
}

TEST_CASE("a list made to be slow is still sorted in time") {
  // Each comparison decides the order as it goes, so that every pivot turns out the worst
  // (McIlroy's adversary); the stock sort makes more than ten million comparisons of it.
  constexpr std::string_view kAdversary =
      "local n, solid, candidate = 8000, 0, 0 "
      "local value, list = {}, {} "
      "for i = 1, n do list[i] = i value[i] = n end "
      "local count = 0 "
      "table.sort(list, function(a, b) "
      "  count = count + 1 "
      "  if value[a] == n and value[b] == n then "
      "    if a == candidate then value[a] = solid else value[b] = solid end "
      "    solid = solid + 1 "
      "  end "
      "  if value[a] == n then candidate = a elseif value[b] == n then candidate = b end "
      "  return value[a] < value[b] "
      "end) "
      "local adverse = {} for i = 1, n do adverse[i] = value[i] end "
      "table.sort(adverse) "
      "for i = 2, n do if adverse[i - 1] > adverse[i] then return 'unordered' end end "
      "return count";
  Sandbox sandbox(kLargeMemory);
  const auto count = sandbox.body(kAdversary, kLarge);
  REQUIRE(count);
  CHECK(count->as_number() < 1'500'000);  // n log2 n is 104,000
}

TEST_CASE("work that grows with the list is charged") {
  Sandbox sandbox(kLargeMemory);
  const std::pair<const char*, std::uint64_t> kCases[] = {
      {"table.insert(t, 1, 0)", 100'000},
      {"table.remove(t, 1)", 100'000},
      {"local _ = table.concat(t)", 1'000'000},
      {"table.sort(t)", 10'000'000},
  };
  for (const auto& [body, least] : kCases) {
    INFO(body);
    REQUIRE(sandbox.body("if not t then t = {} for i = 1, 100000 do t[i] = i end end", kLarge));
    REQUIRE(sandbox.body(body, kLarge));
    CHECK(sandbox.state->last_cost().fuel >= least);
    CHECK(sandbox.state->last_cost().fuel < 20 * least);
  }
}
