// ctx.db as a plugin sees it.
#include <catch2/catch.hpp>

#include "bindings/context.h"
#include "host/base/json.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

using namespace perigee;

namespace {

constexpr lua::Budget kBudget = {5'000'000, std::chrono::milliseconds(60'000)};

/// A state whose ctx has a database with the table notes (id, text UNIQUE).
class Plugin {
 public:
  Plugin()
      : database(store::PluginDatabase::open({.file = folder.path() / "own.sqlite3"}).value()),
        state(lua::State::create({}, clock).value()) {
    ctx = bindings::make_context(
              *state, {.plugin = "notes", .grants = {"db"}, .database = database, .clock = &clock})
              .value();
    run("ctx.db.execute('CREATE TABLE notes (id INTEGER PRIMARY KEY, text UNIQUE)')").value();
  }

  Result<Value> run(const std::string& body) {
    const auto function =
        state->run_chunk("p.lua", "return function(ctx) " + body + " end", kBudget, "notes");
    if (!function) return std::unexpected(function.error());
    const lua::Argument arguments[] = {ctx};
    return state->call(*function, arguments, kBudget, "enrich");
  }
  /// The result as JSON, or the error's text.
  std::string eval(const std::string& body) {
    const auto result = run(body);
    return result ? to_json(*result) : result.error().message;
  }

  test::TempDir folder;
  test::FakeClock clock;
  std::shared_ptr<store::PluginDatabase> database;
  std::unique_ptr<lua::State> state;
  lua::Ref ctx;
};

}  // namespace

TEST_CASE("rows come back as tables by column name, without what is NULL") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.db.execute('INSERT INTO notes (text) VALUES (?), (?)', 'one', nil)"
                    " return ctx.db.query('SELECT * FROM notes ORDER BY id')") ==
        R"([{"id":1,"text":"one"},{"id":2}])");
  CHECK(plugin.eval("return ctx.db.query('SELECT * FROM notes WHERE id > 5')") == "[]");
  CHECK(plugin.eval("return ctx.db.row('SELECT text FROM notes WHERE id = ?', 1)") ==
        R"({"text":"one"})");
  CHECK(plugin.eval("return ctx.db.row('SELECT text FROM notes WHERE id = 9')") == "null");
  CHECK(plugin.eval("return ctx.db.value('SELECT count(*) FROM notes')") == "2");
}

TEST_CASE("execute says what changed, and RETURNING gives rows") {
  Plugin plugin;
  CHECK(plugin.eval("return ctx.db.execute('INSERT INTO notes (text) VALUES (?)', 'a')") ==
        R"({"changes":1,"last_id":1})");
  CHECK(plugin.eval("return ctx.db.execute('UPDATE notes SET text = ? RETURNING id', 'b').rows") ==
        R"([{"id":1}])");
}

TEST_CASE("values survive the way there and back") {
  Plugin plugin;
  CHECK(plugin.eval(
            "return ctx.db.row('SELECT ? AS i, ? AS r, ? AS t, ? AS s', 2^53, 0.5, true, 'ü')") ==
        R"({"i":9007199254740992,"r":0.5,"s":"ü","t":1})");
  CHECK(plugin.eval("return ctx.db.value('SELECT 9007199254740993')") == R"("9007199254740993")");
  CHECK(plugin.eval("return ctx.db.value('SELECT typeof(?)', 7)") == R"("integer")");
  CHECK(plugin.eval("return ctx.db.value('SELECT typeof(?)', '\\255')") == R"("blob")");
  CHECK(plugin.eval("return ctx.db.value('SELECT typeof(?)', ctx.db.blob('text'))") == R"("blob")");
  CHECK(plugin.eval("return ctx.db.value('SELECT typeof(?)', ctx.null)") == R"("null")");
  CHECK(plugin.eval("return ctx.db.value('SELECT :a || @b', { a = 'x', b = 'y' })") == R"("xy")");
  CHECK_THAT(plugin.eval("ctx.db.query('SELECT ?', function() end)"),
             Catch::Contains("parameter 1 is a function"));
  CHECK_THAT(plugin.eval("ctx.db.query('SELECT ?, ?', 1, {})"),
             Catch::Contains("parameter 2 is a table"));
}

TEST_CASE("a broken constraint is an error to handle, a wrong statement is raised with its place") {
  Plugin plugin;
  CHECK(plugin.eval(
            "ctx.db.execute(\"INSERT INTO notes (text) VALUES ('a')\")"
            " local ok, err = ctx.db.execute(\"INSERT INTO notes (text) VALUES ('a')\")"
            " return { ok == nil, err.code, (tostring(err):find('UNIQUE', 1, true)) ~= nil }") ==
        R"([true,"constraint",true])");
  const auto wrong = plugin.run("return 1,\nctx.db.query('SELEC 1')");
  REQUIRE_FALSE(wrong);
  CHECK_THAT(wrong.error().message, Catch::Contains("near \"SELEC\": syntax error"));
  CHECK(wrong.error().where.line == 2);
}

TEST_CASE("each goes through all rows without holding them") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.db.execute('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 "
                    "FROM n LIMIT 500)"
                    " INSERT INTO notes (text) SELECT i FROM n')"
                    " local sum, seen = 0, 0"
                    " for row in ctx.db.each('SELECT text FROM notes WHERE id > ?', 100) do"
                    " sum = sum + row.text seen = seen + 1 end return { seen, sum }") ==
        "[400,120200]");
  CHECK(plugin.eval("for row in ctx.db.each('SELECT id FROM notes') do"
                    " if row.id == 70 then return row.id end end") == "70");
  CHECK(plugin.eval(
            "local n = 0 for row in ctx.db.each('SELECT 1 WHERE 0') do n = n + 1 end return n") ==
        "0");
}

TEST_CASE("a transaction happens whole or not at all") {
  Plugin plugin;
  CHECK(plugin.eval("return ctx.db.transaction(function(text)"
                    " ctx.db.execute('INSERT INTO notes (text) VALUES (?)', text)"
                    " return 'done', 2 end, 'a')") == R"("done")");
  CHECK_THAT(plugin.eval("ctx.db.transaction(function()"
                         " ctx.db.execute(\"INSERT INTO notes (text) VALUES ('b')\")"
                         " error('changed my mind') end)"),
             Catch::Contains("changed my mind"));
  CHECK(plugin.eval("ctx.db.transaction(function()"
                    " ctx.db.execute(\"INSERT INTO notes (text) VALUES ('c')\")"
                    " pcall(ctx.db.transaction, function()"
                    "   ctx.db.execute(\"INSERT INTO notes (text) VALUES ('d')\") error('no') end)"
                    " ctx.db.execute(\"INSERT INTO notes (text) VALUES ('e')\") end)"
                    " return ctx.db.value('SELECT group_concat(text) FROM notes')") ==
        R"("a,c,e")");
}

TEST_CASE("a transaction cannot be left waiting in a coroutine") {
  Plugin plugin;
  CHECK_THAT(plugin.eval("local co = coroutine.create(function() ctx.db.transaction(function()"
                         " coroutine.yield() end) end)"
                         " local ok, err = coroutine.resume(co) return tostring(err)"),
             Catch::Contains("yield across C-call boundary"));
  CHECK(plugin.database->depth() == 0);
}

TEST_CASE("a run that is cut short takes its transaction with it") {
  Plugin plugin;
  const auto done = plugin.run(
      "ctx.db.transaction(function()"
      " ctx.db.execute(\"INSERT INTO notes (text) VALUES ('x')\")"
      " while true do pcall(error) end end)");
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Code::Timeout);
  CHECK(plugin.database->depth() == 0);
  struct Free : store::WorkGuard {
    bool work(std::uint64_t) override { return true; }
  } free;
  store::RowSet rows;
  REQUIRE(plugin.database->query("SELECT count(*) AS n FROM notes", {}, rows, free));
  CHECK(rows.at(0, 0).integer == 0);
}

TEST_CASE("SQL without end uses up the run's budget and cannot be caught") {
  Plugin plugin;
  const auto done = plugin.run(
      "pcall(ctx.db.query, 'WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)"
      " SELECT count(*) FROM n') return 'survived'");
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Code::Timeout);
  CHECK(plugin.state->dead());
}

TEST_CASE("what the plugin puts in the place of pcall changes nothing for the host") {
  Plugin plugin;
  CHECK_THAT(plugin.eval("pcall = function() return true end error = function() end"
                         " ctx.db.transaction(function()"
                         " ctx.db.execute(\"INSERT INTO notes (text) VALUES ('x')\")"
                         " local nothing = nil; nothing() end)"),
             Catch::Contains("nothing"));
  CHECK(plugin.eval("return ctx.db.value('SELECT count(*) FROM notes')") == "0");
}

TEST_CASE("without the grant there is no database, and the error says so") {
  test::FakeClock clock;
  const auto state = lua::State::create({}, clock).value();
  const auto ctx = bindings::make_context(*state, {.plugin = "notes"}).value();
  const auto function =
      state->run_chunk("p.lua", "return function(ctx) return ctx.db end", kBudget, "notes");
  const lua::Argument arguments[] = {ctx};
  const auto result = state->call(*function, arguments, kBudget, "enrich");
  REQUIRE_FALSE(result);
  CHECK_THAT(result.error().message, Catch::Contains("not granted \"db\""));
}
