// Calls that keep the stock libraries busy for seconds to years, or until memory is full: fuel ends
// every one of them, however it is wrapped.
#include "tests/unit/lua/pattern_compared.h"

using perigee::Code;
using perigee::lua::Budget;
using perigee::test::Sandbox;

namespace {

constexpr Budget kFuse = {2'000'000, std::chrono::milliseconds(60'000)};

struct Bomb {
  const char* name;
  const char* body;
};

constexpr Bomb kPatterns[] = {
    {"four stars", "return (('a'):rep(200)):find(('a*'):rep(4) .. 'b')"},
    {"ten stars", "return (('a'):rep(200)):find(('a*'):rep(10) .. 'b')"},
    {"four minuses", "return (('a'):rep(200)):find(('a-'):rep(4) .. 'b')"},
    {"options before as many bytes",
     "return (('a'):rep(25)):find(('a?'):rep(25) .. ('a'):rep(25))"},
    {"captured options", "return (('a'):rep(25)):find(('(a?)'):rep(25) .. ('a'):rep(25))"},
    {"two lazy dots", "return (('a'):rep(20480)):find('.-.-z')"},
    {"greedy fields", "return ((','):rep(2048)):find('(.*),(.*),(.*);')"},
    {"a mail address", "return (('a'):rep(20480)):find('[%w]+@[%w.]+%.com')"},
    {"trimming", "return ('x' .. (' '):rep(20480) .. 'x'):match('^%s*(.-)%s*$')"},
    {"unbalanced brackets", "return (('('):rep(204800)):find('%b()')"},
    {"gsub that never gets there", "return (('a'):rep(20480)):gsub('a-b', '')"},
    {"gmatch of positions", "for p in ('a'):rep(1e6):gmatch('()') do end"},
    {"gmatch that never gets there", "for p in ('a'):rep(20480):gmatch('a-b') do end"},
    {"back references", "return (('a'):rep(20480)):find('(a*)%1%1b')"},
    {"frontiers", "while true do local _ = (('a '):rep(20480)):find('%f[%w]x') end"},
    {"plain searches",
     "local s, n = ('a'):rep(9e5), ('a'):rep(4e5) .. 'b' "
     "while true do s:find(n, 1, true) end"},
    {"searches from the end", "local s = ('a'):rep(9e5) while true do s:find('b', -100) end"},
    {"long needles that cannot fit", "local n = ('a'):rep(9e5) while true do ('b'):find(n) end"},
    {"a pattern as long as memory allows",
     "local p = ('[a]'):rep(8000) "
     "while true do local _ = ('b'):find(p) end"},
};

constexpr Bomb kLibrary[] = {
    {"rep", "while true do local _ = ('x'):rep(256 * 1024) end"},
    {"rep beyond memory", "while true do pcall(string.rep, 'x', 1e9) end"},
    {"rep of nothing", "while true do local _ = (''):rep(2^31 - 1) end"},
    {"rep with a separator", "while true do local _ = (''):rep(256 * 1024, ',') end"},
    {"upper", "local s = ('x'):rep(5e5) while true do local _ = s:upper() end"},
    {"reverse", "local s = ('x'):rep(5e5) while true do local _ = s:reverse() end"},
    {"sub", "local s = ('x'):rep(9e5) while true do local _ = s:sub(2) end"},
    {"byte", "local s = ('x'):rep(7000) while true do local _ = s:byte(1, -1) end"},
    {"char", "while true do local _ = string.char(('x'):rep(200):byte(1, -1)) end"},
    {"gsub that grows", "local s = ('x'):rep(1000) while true do local _ = s:gsub('x', s) end"},
    {"gsub that grows through captures",
     "local s = ('x'):rep(1000) while true do local _ = s:gsub('(.*)', ('%1'):rep(500)) end"},
    {"gsub with a callback that builds",
     "while true do local _ = ('xxxx'):gsub('x', function() return ('y'):rep(1e5) end) end"},
    {"gsub with a table that builds",
     "local t = setmetatable({}, {__index = function() return ('y'):rep(1e5) end}) "
     "while true do local _ = ('xxxx'):gsub('x', t) end"},
    {"format of quoted text",
     "local s = ('\\0'):rep(1e5) while true do local _ = ('%q'):format(s) end"},
    {"format of long numbers", "while true do local _ = ('%.99f'):format(1e308) end"},
    {"format of wide fields",
     "local f = ('%99d'):rep(100) local n = {} for i = 1, 100 do n[i] = i end "
     "while true do local _ = f:format(unpack(n)) end"},
    {"format with a __tostring that formats itself",
     "local t = setmetatable({}, {}) getmetatable(t).__tostring = function() "
     "return ('%s'):format(t) end while true do pcall(string.format, '%s', t) end"},
    {"format of a string of digits",
     "local s = ('1'):rep(5e5) while true do local _ = ('%d'):format(s) end"},
    {"concat of references",
     "local s, t = ('x'):rep(1000), {} for i = 1, 900 do t[i] = s end "
     "while true do local _ = table.concat(t) end"},
    {"concat beyond memory",
     "local s, t = ('x'):rep(1000), {} for i = 1, 9000 do t[i] = s end "
     "while true do pcall(table.concat, t) end"},
    {"concat of numbers",
     "local t = {} for i = 1, 9000 do t[i] = i + 0.5 end "
     "while true do local _ = table.concat(t) end"},
    {"concat of nothing with a separator",
     "local t = {} for i = 1, 9000 do t[i] = '' end "
     "while true do local _ = table.concat(t, (','):rep(100)) end"},
    {"insert at the front", "local t = {} while true do table.insert(t, 1, 0) end"},
    {"insert before the front", "while true do pcall(table.insert, {1}, -2^31, 0) end"},
    {"remove from the front",
     "local t = {} for i = 1, 50000 do t[i] = i end "
     "while true do table.remove(t, 1) t[#t + 1] = 0 end"},
    {"sort",
     "local t = {} while true do for i = 1, 5000 do t[i] = i * 7919 % 5003 end "
     "table.sort(t) end"},
    {"sort of long texts",
     "local t, s = {}, ('x'):rep(5e4) "
     "for i = 1, 12 do t[i] = s .. i end while true do "
     "t[1], t[12] = t[12], t[1] table.sort(t) end"},
    {"sort with a comparator that never decides",
     "while true do pcall(table.sort, {3, 1, 2, 5, 4}, function() return true end) end"},
};

void check_stopped(const Bomb& bomb) {
  Sandbox sandbox({24 << 20, 32 << 20, 8 << 20});
  INFO(bomb.name);
  const auto result = sandbox.body(bomb.body, kFuse);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::Timeout);
  CHECK_THAT(result.error().message, Catch::Contains("fuel"));
}

}  // namespace

TEST_CASE("a pattern that backtracks without end is stopped by its fuel") {
  for (const Bomb& bomb : kPatterns) check_stopped(bomb);
}

TEST_CASE("library calls that build, move or compare without end are stopped by their fuel") {
  for (const Bomb& bomb : kLibrary) check_stopped(bomb);
}

TEST_CASE("a callback cannot swallow the end of the run") {
  for (const char* body : {
           "('x'):gsub('x', function() pcall(function() while true do end end) end) return 1",
           "('x'):gsub('x', setmetatable({}, {__index = function() "
           "pcall(function() while true do end end) end})) return 1",
           "table.sort({2, 1}, function() pcall(function() while true do end end) end) return 1",
           "local mt = {__lt = function() pcall(function() while true do end end) end} "
           "table.sort({setmetatable({}, mt), setmetatable({}, mt)}) return 1",
           "pcall(string.format, '%s', setmetatable({}, {__tostring = function() "
           "pcall(function() while true do end end) return '' end})) return 1",
       }) {
    check_stopped({body, body});
  }
}

TEST_CASE("recursion through a callback meets the limit of the C stack, not its end") {
  for (const char* body : {
           "local function f() return ('x'):gsub('x', f) end return f()",
           "local function f() table.sort({1, 2, 3}, f) end return f()",
           "local t = setmetatable({}, {}) getmetatable(t).__tostring = function() "
           "return ('%s'):format(t) end return ('%s'):format(t)",
           "local t t = setmetatable({}, {__index = function() return (('x'):gsub('x', t)) end}) "
           "return (('x'):gsub('x', t))",
       }) {
    Sandbox sandbox;
    const auto result = sandbox.body(body);
    INFO(body);
    REQUIRE_FALSE(result);
    CHECK_THAT(result.error().message, Catch::Contains("stack overflow"));
    CHECK_FALSE(sandbox.state->dead());
  }
}
