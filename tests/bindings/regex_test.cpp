// ctx.re: matches, groups, sets, what is refused, and what it may cost.
#include "tests/bindings/helpers.h"

using perigee::test::Plugin;

TEST_CASE("ctx.re finds matches with their places and groups") {
  Plugin plugin;
  CHECK(
      plugin.eval(
          "(function() local m = ctx.re.find('([A-Z]+)-(?P<number>\\\\d+)', 'see PROJ-12.') "
          "return { m.groups[1], m.groups[2], m.names.number, m.text, m.first, m.last } end)()") ==
      R"(["PROJ","12","12","PROJ-12",5,11])");
  CHECK(plugin.eval("ctx.re.find('x', 'abc')") == "null");
  CHECK(plugin.eval("ctx.re.find('b', 'abab', 3).first") == "4");
  CHECK(plugin.eval("ctx.re.find('^b', 'ab', 2)") == "null");
  CHECK(plugin.eval("ctx.re.find('a', 'a', 9)") == "null");
  CHECK(plugin.eval("ctx.re.find('(a)|(b)', 'b').groups[1]") == "false");
  CHECK(plugin.eval("ctx.re.test('(?i)HELLO', 'well, hello') and not ctx.re.test('x', 'y')") ==
        "true");
}

TEST_CASE("a match is plain data, whatever its groups are called") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.re.find('(?P<first>b)(c)|(?P<text>d)', 'abc')") ==
        R"({"first":2,"groups":["b","c",false],"last":3,"names":{"first":"b","text":false},)"
        R"("text":"bc"})");
  CHECK(plugin.eval("ctx.re.find('(b)', 'b')") ==
        R"({"first":1,"groups":["b"],"last":1,"text":"b"})");
  CHECK(plugin.eval("ctx.json.encode(ctx.re.find_all('b', 'bb', 1))") ==
        R"("[{\"first\":1,\"last\":1,\"text\":\"b\"}]")");
  CHECK(plugin.eval("ctx.json.encode({ ctx.re.find_all('b', ''), ctx.re.which({ 'b' }, '') })") ==
        R"("[[],[]]")");
}

TEST_CASE("ctx.re finds all matches, empty ones between characters") {
  Plugin plugin;
  const auto all = [&](const std::string& arguments) {
    return plugin.eval("(function() local t = ctx.array() for _, m in ipairs(ctx.re.find_all(" +
                       arguments +
                       ")) do t[#t + 1] = m.first .. '-' .. m.last end return t end)()");
  };
  CHECK(all("'a+', 'aa b a'") == R"(["1-2","6-6"])");
  CHECK(all("'a+', 'aa b a', 1") == R"(["1-2"])");
  CHECK(all("'x*', 'é'") == R"(["1-0","3-2"])");
  CHECK(all("'x', ''") == "[]");
}

TEST_CASE("ctx.re tells which of many patterns match in one pass") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.re.which({ 'cat', 'dog', 'b.rd' }, 'a bird and a cat')") == "[1,3]");
  CHECK(plugin.eval("#ctx.re.which({ 'cat' }, 'dog')") == "0");
  CHECK(plugin.eval("#ctx.re.which({}, 'dog')") == "0");
  CHECK_THAT(plugin.eval("ctx.re.which({ 'a', '(' }, 'x')"),
             Catch::Contains("number 2: \"(\" is not a regular expression"));
  CHECK_THAT(plugin.eval("ctx.re.which({ 1, {} }, 'x')"),
             Catch::Contains("a list of strings is expected"));
}

TEST_CASE("ctx.re refuses what RE2 has not, with a reason") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.re.check('a+')") == "true");
  CHECK_THAT(plugin.eval("(select(2, ctx.re.check('(?=a)'))).message"),
             Catch::Contains("is not a regular expression"));
  CHECK_THAT(plugin.eval("ctx.re.find('a(', 'x')"), Catch::Contains("bad argument #1 to"));
  CHECK_THAT(plugin.eval("ctx.re.find(('x'):rep(5000), 'x')"),
             Catch::Contains("longer than 4096 bytes"));
  CHECK_THAT(plugin.eval("ctx.re.find(('(a)'):rep(40), 'x')"),
             Catch::Contains("more than 32 groups"));
  CHECK_THAT(plugin.eval("(select(2, ctx.re.check('((a{1000}){1000}){1000}'))).code"),
             Catch::Contains("invalid_input"));
}

TEST_CASE("a text that an expression might take longer for than the run has is refused") {
  Plugin plugin;
  CHECK_THAT(plugin.eval("ctx.re.find('(x+x+){1,600}y', ('x'):rep(2 ^ 20))"),
             Catch::Contains("too long for this expression in the time that is left"));
  CHECK(plugin.eval("ctx.re.test('(x+x+){1,90}y', ('x'):rep(60000))") == "false");
}

TEST_CASE("a set that is too large, or might take too long, is searched for one by one") {
  Plugin plugin;
  const std::string many =
      "(function() local list = {} for i = 1, 200 do list[i] = 'a[xyz]{0,40}' .. i end "
      "return ctx.re.which(list, ";
  CHECK(plugin.eval(many + "'axyz7, a177') end)()") == "[1,7,17,177]");
  CHECK(plugin.eval(many + "('ax'):rep(2000) .. '42') end)()") == "[4,42]");
  CHECK(plugin.eval("(function() local list = {} for i = 1, 100 do list[i] = 'word' .. i end "
                    "return ctx.re.which(list, ('word '):rep(200000) .. 'word9') end)()") == "[9]");
  CHECK_THAT(plugin.eval(
                 "(function() local list = {} for i = 1, 200 do list[i] = i < 15 and 'a{900}' .. i "
                 "or 'a' end list[150] = ')' return ctx.re.which(list, 'x') end)()"),
             Catch::Contains("number 150: \")\" is not a regular expression"));
}

TEST_CASE("compiled expressions are the plugin's memory, and given up when it runs short") {
  perigee::test::FakeClock clock;
  const auto run = [&](std::size_t soft, const std::string& body) {
    const perigee::lua::MemoryLimits memory = {soft, 2 * soft, soft};
    auto state = perigee::lua::State::create(memory, clock).value();
    const auto ctx = perigee::bindings::make_context(*state, {}).value();
    const auto function = state->run_chunk("p.lua", "return function(ctx) " + body + " end",
                                           perigee::test::kPluginBudget, "p");
    const perigee::lua::Argument arguments[] = {ctx};
    const auto result =
        state->call(function.value(), arguments, perigee::test::kPluginBudget, "enrich");
    INFO((result ? "" : result.error().message));
    CHECK(result);
    return state->last_cost();
  };
  using perigee::limits::kMiB;
  const std::string compile = "for i = 1, 100 do ctx.re.test('a' .. i, 'b') end ";
  const auto empty = run(32 * kMiB, "local x");
  CHECK(run(32 * kMiB, compile).live_bytes > empty.live_bytes + 7 * kMiB);
  CHECK(run(32 * kMiB, compile).live_bytes < empty.live_bytes + 9 * kMiB);
  CHECK(run(4 * kMiB, compile).live_bytes < empty.live_bytes + 2 * kMiB);
  const auto crowded =
      run(4 * kMiB, compile + "local t = {} for i = 1, 33 do t[i] = ('x'):rep(1e5) .. i end");
  CHECK(crowded.collections > 0);
  CHECK(crowded.live_bytes < 4 * kMiB);
}

TEST_CASE("an escaped text matches itself and nothing else") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.re.test('^' .. ctx.re.escape('a.b*[c]\\\\') .. '$', 'a.b*[c]\\\\')") ==
        "true");
  CHECK(plugin.eval("ctx.re.test('^' .. ctx.re.escape('a.b') .. '$', 'axb')") == "false");
}

TEST_CASE("expressions are kept compiled, and compiling is what costs") {
  Plugin plugin;
  const std::string call = "ctx.re.test('(foo|bar|baz){1,20}', 'x')";
  const std::uint64_t first = plugin.cost(call);
  CHECK(plugin.cost(call) * 5 < first);
  const auto churn = plugin.run("for i = 1, 1e9 do ctx.re.test('a{1,500}' .. i, 'x') end");
  REQUIRE_FALSE(churn);
  CHECK(churn.error().code == perigee::Code::Timeout);
}

TEST_CASE("searching is paid for by the byte") {
  Plugin plugin;
  const std::uint64_t small = plugin.cost("ctx.re.test('b', ('a'):rep(1000))");
  CHECK(plugin.cost("ctx.re.test('b', ('a'):rep(200000))") > small + 90'000);
}
