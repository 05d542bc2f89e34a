// Running out of memory at every allocation there is, in each part of ctx.
#include <catch2/catch.hpp>
#include <functional>

#include "bindings/context.h"
#include "host/base/json.h"
#include "host/store/plugin_state.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

using namespace perigee;

namespace {

constexpr lua::Budget kBudget = {10'000'000, std::chrono::milliseconds(60'000)};

struct Free : store::WorkGuard {
  bool work(std::uint64_t) override { return true; }
};

bindings::ContextOptions quiet() {
  bindings::ContextOptions options;
  options.log_sink = [](log::Level, std::string_view) {
  };
  return options;
}

/// Runs the body with one allocation granted more each time, until it completes with this result.
/// Before that each run must end as one that ran out of memory, in a state that is thrown away.
/// `after` looks at what each of them has left.
void run_out_everywhere(
    std::string_view body, std::string_view expected,
    const std::function<bindings::ContextOptions()>& options = quiet,
    const std::function<void()>& after = [] {}) {
  test::FakeClock clock;
  Result<Value> result;
  std::uint64_t granted = 0;
  do {
    REQUIRE(granted < 5000);
    lua::MemoryLimits memory;
    memory.requests = granted++;
    auto state = lua::State::create(memory, clock).value();
    const auto ctx = bindings::make_context(*state, options());
    const auto function = ctx ? state->run_chunk("p.lua", body, kBudget, "p")
                              : Result<lua::Ref>(fail(Result<lua::Ref>(ctx)));
    if (function) {
      const lua::Argument arguments[] = {*ctx};
      result = state->call(*function, arguments, kBudget, "enrich");
    } else {
      result = std::unexpected(function.error());
    }
    if (!result) {
      INFO(result.error().describe());
      REQUIRE(result.error().code == Code::MemoryExceeded);
      CHECK((!function || state->dead()));
    }
    after();
  } while (!result);
  CHECK(to_json(*result) == expected);
  CHECK(granted > 100);
}

/// A database with a table, which the runs of one test share.
class Data {
 public:
  Data()
      : database_(store::PluginDatabase::open({.file = folder_.path() / "own.sqlite3"}).value()) {
    store::PluginState(*database_, "p", clock_).open(free_).value();
    database_->execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text UNIQUE)", {}, rows_, free_)
        .value();
  }

  bindings::ContextOptions options() {
    auto options = quiet();
    options.plugin = "p";
    options.grants = {"db", "state"};
    options.database = database_;
    options.clock = &clock_;
    return options;
  }

  /// Nothing is open or held, and nothing was half done.
  void check() {
    CHECK(database_->depth() == 0);
    CHECK(number("SELECT count(*) FROM _perigee_locks") == 0);
    CHECK(number("SELECT count(*) FROM notes") % 2 == 0);
    number("DELETE FROM notes RETURNING 1");
    number("DELETE FROM _perigee_state RETURNING 1");
  }

 private:
  std::int64_t number(std::string_view sql) {
    REQUIRE(database_->run_as_host(sql, {}, rows_, free_));
    return rows_.rows() > 0 ? rows_.at(0, 0).integer : 0;
  }

  test::TempDir folder_;
  test::FakeClock clock_;
  Free free_;
  store::RowSet rows_;
  std::shared_ptr<store::PluginDatabase> database_;
};

}  // namespace

TEST_CASE("a run out of memory at any allocation leaves the helpers of ctx and the host whole") {
  run_out_everywhere(
      "return function(ctx) local text = ctx.json.encode({ a = { 1, 'x', true, ctx.null } }) "
      "local back = ctx.json.decode(text) "
      "local _, why = ctx.json.decode('{') ctx.log.info(tostring(why)) "
      "pcall(function() return ctx.nothing end) "
      "return { back, ctx.hash.sha1(text):sub(1, 3), ctx.utf8.sub(text, 1, 3), "
      "ctx.utf8.codepoints('é'), ctx.time.now(), ctx.config } end",
      R"([{"a":[1,"x",true,null]},"91e","{\"a",[233],"2026-01-02T03:04:05.678Z",{}])");
}

TEST_CASE("the same for regular expressions") {
  run_out_everywhere(
      "return function(ctx) local re, found = ctx.re, {} "
      "for _, m in ipairs(re.find_all('(?P<key>[A-Z]+)-(\\\\d+)', 'see AB-1, CD-2')) do "
      "found[#found + 1] = { key = m.names.key, n = m.groups[2], at = { m.first, m.last } } end "
      "local _, why = re.check('(') "
      "return { found, re.which({ 'a', 'b' }, 'b'), re.test('x', 'y'), re.escape('.'), "
      "#why.message > 0, (pcall(re.test, '(', 'x')), (pcall(re.which, { '(' }, 'x')) } end",
      R"([[{"at":[5,8],"key":"AB","n":"1"},{"at":[11,14],"key":"CD","n":"2"}],[2],false,"\\.",true,)"
      R"(false,false])");
}

TEST_CASE("the same for the database, which every run leaves without a transaction") {
  Data data;
  run_out_everywhere(
      "return function(ctx) local db, n = ctx.db, 0 "
      "db.transaction(function() "
      "db.execute('INSERT INTO notes (text) VALUES (?)', 'a') "
      "db.transaction(function() db.execute('INSERT INTO notes (text) VALUES (:t)', { t = 'b' }) "
      "end) end) "
      "pcall(db.transaction, function() db.execute(\"INSERT INTO notes (text) VALUES ('c')\") "
      "error('undo') end) "
      "local done, err = db.execute(\"INSERT INTO notes (text) VALUES ('a')\") "
      "for row in db.each('SELECT text FROM notes ORDER BY id') do n = n + #row.text end "
      "pcall(db.query, 'SELECT nothing') "
      "return { n, err.code, db.value('SELECT ?', db.blob('x')), db.row('SELECT 1 AS one'), "
      "#db.query('SELECT text FROM notes'), "
      "#db.execute('DELETE FROM notes RETURNING text').rows } end",
      R"([2,"constraint","x",{"one":1},2,2])", [&] { return data.options(); },
      [&] { data.check(); });
}

TEST_CASE("the same for values and locks that last") {
  Data data;
  run_out_everywhere(
      "return function(ctx) local state = ctx.state "
      "state.set('k', { a = { 1 } }, 100) "
      "local inside = state.with_lock('lock', 10, function() "
      "return (pcall(state.with_lock, 'lock', 10, function() end)) end) "
      "pcall(state.with_lock, 'lock', 10, function() error('x') end) "
      "return { state.get('k'), state.set_if_absent('k', 1), state.incr('n', 2), state.list(), "
      "inside, state.delete('k'), (pcall(state.set, '', 1)) } end",
      R"([{"a":[1]},false,2,["k","n"],false,true,false])", [&] { return data.options(); },
      [&] { data.check(); });
}
