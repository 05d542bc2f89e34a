// The plugins' string functions answer like the stock ones, and stop where those do not.
#include "tests/unit/lua/pattern_compared.h"

using Catch::Contains;
using perigee::test::check_same;
using perigee::test::Compared;
using perigee::test::kLarge;
using perigee::test::kLargeMemory;
using perigee::test::Sandbox;

TEST_CASE("the string table holds the stock functions but dump") {
  Compared sandbox;
  const auto names = sandbox.body(
      "local names = {} for name in pairs(string) do names[#names + 1] = name end "
      "table.sort(names) return table.concat(names, ' ')");
  CHECK(names.value().as_string() ==
        "byte char find format gmatch gsub len lower match rep reverse sub upper");
}

TEST_CASE("strings have the functions as methods, behind a locked metatable") {
  Sandbox sandbox;
  CHECK(sandbox.eval("('abc'):find('c')") == "3");
  CHECK(sandbox.eval("getmetatable('')") == "false");
  CHECK_THAT(sandbox.eval("setmetatable('', {})"), Contains("table expected"));
  CHECK(sandbox.eval("('').dump") == "null");
}

TEST_CASE("find and match take every kind of start") {
  check_same(std::initializer_list<const char*>{
      "string.find('abcabc', 'b')",
      "string.find('abcabc', 'b', 3)",
      "string.find('abcabc', 'b', -2)",
      "string.find('abcabc', 'b', -100)",
      "string.find('abcabc', 'b', 100)",
      "string.find('abcabc', 'b', '3')",
      "string.find('abcabc', 'b', 2.9)",
      "string.find('abcabc', 'b', 1e10)",
      "string.find('abcabc', 'b', -1e10)",
      "string.find('abcabc', 'b', 0/0)",
      "string.find('abcabc', 'b', nil)",
      "string.find('abc', '', 10)",
      "string.find('abc', '()', 10)",
      "string.find('', '')",
      "string.find('a.b', '.', 1, true)",
      "string.find('a.b', '%.')",
      "string.find('a+b', '+', 1, 1)",
      "string.find('a)b', ')')",
      "string.find('a\\0b', '\\0')",
      "string.find('a\\0b', '\\0.')",
      "string.find('a\\0b', '%z')",
      "string.find(1234, 23)",
      "string.find('abc', '(b)(c)')",
      "string.match('key = value', '^(%w+)%s*=%s*(%w+)$')",
      "string.match('2024-05-06', '(%d+)-(%d+)-(%d+)')",
      "string.match('abc', '()b()')",
      "string.match('abc', 'x')",
      "string.match('  trim  ', '^%s*(.-)%s*$')",
      "string.match(string.rep('a', 300), ('a'):rep(300))",
      "string.match(string.rep('[', 300), ('[[]'):rep(300))",
  });
}

TEST_CASE("gmatch walks over all matches") {
  check_same(std::initializer_list<const char*>{
      "(function() local o = '' for a, b in string.gmatch('k=v, x=y', '(%w+)=(%w+)') do "
      "o = o .. a .. b end return o end)()",
      "(function() local o = '' for p in string.gmatch('abc', '()') do o = o .. p end return o "
      "end)()",
      "(function() local o = '' for w in string.gmatch('one two', '%a+') do o = o .. '<' .. w .. "
      "'>' end return o end)()",
      "(function() local o = 0 for _ in string.gmatch('^a^a', '^a') do o = o + 1 end return o "
      "end)()",
      "string.gmatch('ab', '%w')('anything')",
      "(function() local g = string.gmatch('ab', 'x*') return g(), g(), g(), g(), g() end)()",
      "(function() local g = string.gmatch('a', 'b') return select('#', g()) end)()",
      "string.gmatch('abc')",
      "string.gmatch('abc', '(a')()",
      "(function() for _ in string.gmatch('abc', '%') do end end)()",
  });
}

TEST_CASE("gsub replaces by text, table and function") {
  check_same(std::initializer_list<const char*>{
      "string.gsub('hello world', 'o', '0')",
      "string.gsub('hello world', '(%w+)', '<%1>')",
      "string.gsub('hello world', '%w+', '%0 %0', 1)",
      "string.gsub('hello', '', '-')",
      "string.gsub('abc', '%w*', 'x')",
      "string.gsub('abc', '^%w', 'x')",
      "string.gsub('abc', 'b', '%')",
      "string.gsub('abc', 'b', '%%')",
      "string.gsub('abc', 'b', '%q')",
      "string.gsub('abc', 'b', '%1')",
      "string.gsub('abc', 'b', '%2')",
      "string.gsub('abc', '()b', '%1')",
      "string.gsub('abc', '(b', 'x')",
      "string.gsub('abc', '(b', '%1')",
      "string.gsub('abc', 'b', 7)",
      "string.gsub('abc', '%w', {a = 1, b = false, c = 'C'})",
      "string.gsub('abc', '%w', setmetatable({}, {__index = function(_, k) return k .. k end}))",
      "string.gsub('abc', '(%w)(%w)', function(a, b) return b .. a end)",
      "string.gsub('abc', '%w', function(a) if a == 'b' then return nil end return 12 end)",
      "string.gsub('abc', '%w', function() return {} end)",
      "string.gsub('abc', '%w', function() error('refused') end)",
      "string.gsub('abc', 'b', nil)",
      "string.gsub('abc', 'b')",
      "string.gsub('abc', 'b', true)",
      "string.gsub('abc', 'b', nil, 'x')",
      "string.gsub('abc', '%w', 'x', 0)",
      "string.gsub('abc', '%w', 'x', -1)",
      "string.gsub('abc', '%w', 'x', 1.9)",
      "string.gsub('abc', '%w', 'x', 2^31)",
      "string.gsub('abc', '%w', 'x', 2^32 + 1)",
      "string.gsub('abc', '%w', 'x', 0/0)",
      "string.gsub('a\\0b', '%z', '\\0\\0')",
      "string.gsub(('x'):rep(2000), 'x', 'yy')",
  });
}

TEST_CASE("sub and byte take every kind of range") {
  check_same(std::initializer_list<const char*>{
      "string.sub('abc', 2)",
      "string.sub('abc', 2, 2)",
      "string.sub('abc', -2)",
      "string.sub('abc', -2, -2)",
      "string.sub('abc', 0)",
      "string.sub('abc', 3, 2)",
      "string.sub('abc', -9, 9)",
      "string.sub('abc', 2^40)",
      "string.sub('abc', 1, 2^31)",
      "string.sub('abc', 0/0, 2)",
      "string.sub('abc', '2')",
      "string.sub('abc')",
      "string.sub('abc', {})",
      "string.sub(nil, 1)",
      "string.sub(123, 2)",
      "string.byte('abc')",
      "string.byte('abc', 2)",
      "string.byte('abc', 1, -1)",
      "string.byte('abc', 0)",
      "string.byte('abc', 9)",
      "string.byte('abc', -1)",
      "string.byte('\\255\\0', 1, 2)",
      "string.byte('')",
      "string.byte('abc', 'x')",
      "string.byte(('x'):rep(8001), 1, -1)",
      "select('#', string.byte(('x'):rep(7000), 1, -1))",
      "string.len('a\\0b')",
      "string.len(5)",
      "string.len()",
  });
}

TEST_CASE("char, rep, lower, upper and reverse build what the stock ones build") {
  check_same(std::initializer_list<const char*>{
      "string.char()",
      "string.char(72, 105)",
      "string.char('65', 66.7)",
      "string.char(256)",
      "string.char(-1)",
      "string.char('x')",
      "string.char(0/0)",
      "#string.char(string.byte(('x'):rep(3000), 1, -1))",
      "string.rep('ab', 3)",
      "string.rep('ab', 3, ',')",
      "string.rep('ab', 1, ',')",
      "string.rep('ab', 0)",
      "string.rep('ab', -1)",
      "string.rep('', 1e9)",
      "string.rep('', 3, 'x')",
      "string.rep('ab', 2, '')",
      "string.rep('ab', 2, nil)",
      "string.rep('ab', 2, 5)",
      "string.rep('a', 1e10)",
      "string.rep('a')",
      "string.rep()",
      "string.rep('ab', '2')",
      "string.rep('ab', 2, {})",
      "string.rep('abc', 1000)",
      "string.rep('abc', 999, '--')",
      "string.rep('x', 513)",
      "string.lower('ABC\\200z')",
      "string.upper('abc\\200Z')",
      "string.reverse('a\\0bc')",
      "string.upper(12)",
      "string.lower()",
      "string.reverse(nil)",
      "('x'):rep()",
      "('x'):char()",
      "('x'):upper({})",
  });
}

TEST_CASE("format knows the stock conversions") {
  check_same(std::initializer_list<const char*>{
      "string.format('plain')",
      "string.format('%d%%', 5)",
      "string.format('%5d|%-5d|%05d|%+d|% d', 1, 2, 3, 4, 5)",
      "string.format('%i %o %u %x %X', 8, 8, 8, 255, 255)",
      "string.format('%#x %#o', 255, 8)",
      "string.format('%e %E %f %F %g %G %a %A', 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5)",
      "string.format('%.3f %10.2f %-10.2f|', 1/3, 1/3, 1/3)",
      "string.format('%.99f', 1e308)",
      "string.format('%99.99e', 1e-300)",
      "string.format('%d', 3.7)",
      "string.format('%d', '12')",
      "string.format('%d', '0x10')",
      "string.format('%d', 2^53)",
      "string.format('%d', 1e300)",
      "string.format('%x', -1)",
      "string.format('%g %g %g', 1/0, -1/0, 0)",
      "string.format('%c%c', 72, 0)",
      "string.format('%5c|', 65)",
      "string.format('%c', 300)",
      "string.format('%s %s %s %s', 'a', 1.5, nil, true)",
      "string.format('%10s|%-10s|%.2s|%10.2s|%.0s|%.s', 'abc', 'abc', 'abc', 'abc', 'abc', 'abc')",
      "string.format('%s', setmetatable({}, {__tostring = function() return 'me' end}))",
      "string.format('%s', setmetatable({}, {__tostring = function() return 12.5 end}))",
      "string.format('%5s', setmetatable({}, {__tostring = function() error('no') end}))",
      "string.format('%s', setmetatable({}, {__tostring = 1}))",
      "string.format('%q', 'a\\0b\\r\\n\"\\\\\\127\\0011')",
      "string.format('%q %q %q', 12, nil, true)",
      "string.format('%10q', 'ab')",
      "string.format('a\\0%sb\\0', 'x')",
      "string.format('%--++##00d', 3)",
      "string.format('%s', 'x', 'unused')",
      "string.format(12)",
  });
}

TEST_CASE("format refuses what the stock one refuses, in the same words") {
  check_same(std::initializer_list<const char*>{
      "string.format()",           "string.format({})",       "string.format('%d')",
      "string.format('%s')",       "string.format('%d', {})", "string.format('%d', 'x')",
      "string.format('%y', 1)",    "string.format('%', 1)",   "string.format('%5', 1)",
      "string.format('%10%')",     "string.format('%123d')",  "string.format('%.123f')",
      "string.format('%ld', 1)",   "string.format('%n', 1)",  "string.format('%\\0d', 1)",
      "string.format('%\\200d')",  "string.format('%5.x%')",  "string.format('%c', 'x')",
      "string.format('%s %d', 1)", "('%d'):format()",         "string.format('%-5.5', 1)",
  });
}

TEST_CASE("random formats and ranges give what the stock functions give") {
  constexpr std::string_view kTrials = R"(
    local seed = 20260102
    local function roll(n) seed = seed * 16807 % 2147483647 return seed % n + 1 end
    local pieces = {'%', '%', '-', '+', ' ', '#', '0', '.', '1', '5', '12', 'd', 'i', 'o', 'u',
      'x', 'X', 'c', 'e', 'f', 'g', 'a', 's', 'q', 'y', 'z', '\0', '%%', '%s', '%d', '%5.1f'}
    local values = {0, 1, -1, 2.5, 1e15, -1e300, 2^53, 1/0, 0/0, '', 'a', 'a\0b"\n', '12', '0x1F',
      true, false, {}, 5e-324, 1e20, 99999999999999, 0.1}
    local failed, succeeded = 0, 0
    local function same(ours, stock, ...)
      local a, b = {pcall(ours, ...)}, {pcall(stock, ...)}
      if a[1] then succeeded = succeeded + 1 else failed = failed + 1 end
      assert(#a == #b)
      for i = 1, #a do assert(a[i] == b[i], tostring(a[i]) .. ' but ' .. tostring(b[i])) end
    end
    local s, t = string, stock.string
    for i = 1, 20000 do
      local format = {}
      for p = 1, roll(6) do format[p] = pieces[roll(#pieces)] end
      local x, y, z = values[roll(#values)], values[roll(#values)], values[roll(#values)]
      if type(x) ~= 'table' and type(y) ~= 'table' and type(z) ~= 'table' then
        same(s.format, t.format, table.concat(format), x, y, z)
      end
      same(s.sub, t.sub, 'some text', roll(25) - 12, y)
      same(s.byte, t.byte, 'some text', x, roll(25) - 12)
      same(s.rep, t.rep, 'ab', roll(40) - 10, i % 3 == 0 and y or nil)
      same(s.char, t.char, roll(300) - 20, roll(260) - 1)
    end
    return failed > 5000 and succeeded > 40000
  )";
  Compared sandbox;
  const auto result = sandbox.body(kTrials, {1'000'000'000, std::chrono::minutes(1)});
  REQUIRE(result);
  CHECK(result->as_bool());
}

TEST_CASE("format shows no addresses") {
  Sandbox sandbox;
  CHECK(sandbox.eval("('%s'):format({})") == R"("table")");
  CHECK(sandbox.eval("('%s'):format(print)") == R"("nil")");
  CHECK(sandbox.eval("('%q'):format(type)") == R"("\"function\"")");
  CHECK_THAT(sandbox.eval("('%p'):format({})"), Contains("invalid option '%p' to 'format'"));
}

TEST_CASE("a string that would be too large is an error, and the state lives on") {
  for (const char* body : {
           "return ('x'):rep(2^20)",
           "return ('x'):rep(2^31 - 1)",
           "return (''):rep(2^31 - 1, 'xy')",
           "return (('x'):rep(2000):gsub('x', ('y'):rep(2000)))",
           "return (('x'):rep(2000):gsub('x', function() return ('y'):rep(2000) end))",
           "local s = ('\\0'):rep(400000) return ('%q'):format(s)",
           "local s = ('x'):rep(600000) return ('%s%s'):format(s, s)",
           ("local t, s = {}, ('x'):rep(2000) for i = 1, 2000 do t[i] = s end "
            "return table.concat(t)"),
       }) {
    Sandbox sandbox;
    const auto result = sandbox.body(body);
    INFO(body);
    REQUIRE_FALSE(result);
    CHECK_THAT(result.error().message,
               Contains("resulting string too large (more than 1048512 bytes)"));
    CHECK_FALSE(sandbox.state->dead());
  }
}

TEST_CASE("the limit holds for what the stock functions build, whatever its size") {
  // 700,000 bytes fit into this state, but not into the buffer of a megabyte that they work in.
  Sandbox sandbox({24 << 20, 32 << 20, 800'000});
  const std::string built = "local s = ('x'):rep(700000) ";
  for (const char* body :
       {"return #s:upper()", "return #('%s'):format(s)", "return #s:reverse()"}) {
    INFO(body);
    const auto result = sandbox.body(built + body, kLarge);
    REQUIRE_FALSE(result);
    CHECK_THAT(result.error().message, Contains("resulting string too large (more than 524288"));
  }
  CHECK(sandbox.body(built + "return #s:gsub('x', 'y')", kLarge).value().as_number() == 700'000);
  CHECK_FALSE(sandbox.state->dead());
}

TEST_CASE("a string that just fits is built") {
  Sandbox sandbox;
  CHECK(sandbox.eval("#('x'):rep(1048512)") == "1048512");
  CHECK(sandbox.eval("#('ab'):rep(524256)") == "1048512");
  CHECK(sandbox.eval("#('x'):rep(1024):gsub('x', ('y'):rep(1023))") == "1047552");
  CHECK(sandbox.eval("#table.concat({('x'):rep(500000), ('y'):rep(500000)}, ('-'):rep(48512))") ==
        "1048512");
  CHECK_FALSE(sandbox.state->dead());
}

TEST_CASE("a pattern too long for its program is an error") {
  Sandbox sandbox;
  CHECK_THAT(sandbox.eval("('x'):match(('a'):rep(70000))"),
             Contains("pattern too long (70000 bytes)"));
  CHECK(sandbox.eval("('x'):match(('a'):rep(60000))") == "null");
  CHECK_FALSE(sandbox.state->dead());
}

TEST_CASE("work that grows with its input is charged") {
  Sandbox sandbox(kLargeMemory);
  const std::pair<const char*, std::uint64_t> kCases[] = {
      {"local _ = s:sub(2)", 60'000},
      {"local _ = s:upper()", 500'000},
      {"local _ = s:reverse()", 500'000},
      {"local _ = s:rep(3)", 180'000},
      {"local _ = s:find('y', 1, true)", 250'000},
      {"local _ = s:find('[y]')", 500'000},
      {"local _ = s:gsub('y', '')", 60'000},
      {"local _ = ('%s'):format(s)", 60'000},
      {"local _ = ('%q'):format(s)", 2'000'000},
      {"local _ = s:byte(1, 7000)", 7'000},
      {"local _ = table.concat({s, s})", 120'000},
      {"local _ = (s .. 1):match('^x*')", 500'000},
  };
  for (const auto& [body, least] : kCases) {
    INFO(body);
    REQUIRE(sandbox.body("s = s or ('x'):rep(2000000)", kLarge));
    REQUIRE(sandbox.body(body, kLarge));
    CHECK(sandbox.state->last_cost().fuel >= least);
    CHECK(sandbox.state->last_cost().fuel < 20 * least);
  }
}

TEST_CASE("a short call costs little") {
  Sandbox sandbox;
  REQUIRE(sandbox.body("for i = 1, 1000 do local _ = ('PROJ-12'):match('^%u+%-%d+$') end"));
  CHECK(sandbox.state->last_cost().fuel < 100'000);
}

TEST_CASE("the libraries are not opened over the stock tostring") {
  Compared sandbox;
  perigee::test::inside(*sandbox.state, [](lua_State* L) {
    lua_pushcfunction(L, luaopen_base);
    lua_pushliteral(L, "");
    lua_call(L, 1, 0);
    lua_settop(L, 0);
    const int status = lua_cpcall(
        L,
        [](lua_State* state) {
          perigee::test::add_stock_libraries(state);
          return 0;
        },
        nullptr);
    CHECK(status != 0);
    CHECK_THAT(lua_tostring(L, -1), Contains("replace the global tostring by a safe one first"));
  });
}
