// What becomes of plugin files: found, loaded, changed, broken, unreadable.
#include "tests/unit/plugins/registered.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;
namespace fs = std::filesystem;

}  // namespace

TEST_CASE("what is in the folders runs from the next message on") {
  Registered hub;
  hub.write("a/refs.lua", marker("file"));
  hub.write("b/codes/plugin.lua",
            "local kind = require 'codes.kind' return { enrich = function() "
            "return {{ kind = kind, span = {1, 1}, data = {} }} end }");
  hub.write("b/codes/kind.lua", "return 'folder'");
  const auto before = hub.post(hub.plans, "before");
  const ScanSummary summary = hub.scan();
  CHECK(summary.running == 2);
  CHECK(summary.failed + summary.disabled == 0);
  CHECK(hub.marks_now() == Words{"file", "folder"});
  CHECK(hub.marks(before).empty());
  CHECK(hub.state("a/refs.lua") == "running 1");
  CHECK(hub.value("SELECT plugin || hooks FROM plugin_states WHERE path LIKE '%codes'") ==
        "codesenrich");
}

TEST_CASE("a scan that finds nothing new changes nothing") {
  Registered hub;
  hub.write("a/refs.lua", "count = 0 " + enricher("count = count + 1 return {{ kind = 'run ' .. "
                                                  "count, span = {1, 1}, data = {} }}"));
  hub.scan();
  CHECK(hub.marks_now() == Words{"run 1"});
  hub.scan();
  CHECK(hub.marks_now() == Words{"run 2"});
  CHECK(hub.state("a/refs.lua") == "running 1");
}

TEST_CASE("a changed file takes over with the next scan") {
  Registered hub;
  hub.write("a/refs.lua", marker("one"));
  hub.write("a/codes/plugin.lua", marker("codes"));
  hub.scan();
  hub.write("a/refs.lua", marker("two"));
  hub.scan();
  CHECK(hub.marks_now() == Words{"codes", "two"});
  CHECK(hub.state("a/refs.lua") == "running 2");
  CHECK(hub.state("a/codes") == "running 1");
  hub.write("a/codes/part.lua", "return 1");
  hub.scan();
  CHECK(hub.state("a/codes") == "running 2");
}

TEST_CASE("a changed file that does not load leaves the old generation running") {
  Registered hub;
  hub.write("a/refs.lua", marker("old"));
  hub.scan();
  for (const std::string broken : {"return {", "error('no')", "return 1", "return { enrich = 1 }",
                                   "return { unknown = function() end }"}) {
    CAPTURE(broken);
    hub.write("a/refs.lua", broken);
    CHECK(hub.scan().running == 1);
    CHECK(hub.state("a/refs.lua") == "running 1");
    CHECK_THAT(hub.reason("a/refs.lua"),
               Catch::Contains("generation 1 goes on, the changed file does not load: ") &&
                   Catch::Contains("refs.lua"));
    CHECK(hub.marks_now() == Words{"old"});
  }
  hub.write("a/refs.lua", marker("mended"));
  hub.scan();
  CHECK(hub.marks_now() == Words{"mended"});
  CHECK(hub.state("a/refs.lua") == "running 2");
  CHECK(hub.reason("a/refs.lua").empty());
}

TEST_CASE("a changed file that is changed back is shown as sound") {
  Registered hub;
  hub.write("a/refs.lua", marker());
  hub.scan();
  hub.write("a/refs.lua", "return {");
  hub.scan();
  hub.write("a/refs.lua", marker());
  hub.scan();
  CHECK(hub.reason("a/refs.lua").empty());
}

TEST_CASE("a plugin that does not load concerns nobody else") {
  Registered hub;
  hub.write("a/broken.lua", "return {\n  name = = 1 }");
  hub.write("a/refs.lua", marker());
  const ScanSummary summary = hub.scan();
  CHECK(summary.running == 1);
  CHECK(summary.failed == 1);
  CHECK(hub.state("a/broken.lua") == "error 0");
  CHECK_THAT(hub.reason("a/broken.lua"),
             Catch::Contains("[LOAD_ERROR]") && Catch::Contains("broken.lua:2"));
  CHECK(hub.marks_now() == Words{"mark"});
  hub.write("a/broken.lua", marker("mended"));
  CHECK(hub.scan().running == 2);
  CHECK(hub.marks_now() == Words{"mark", "mended"});
}

TEST_CASE("a file that cannot be read is an error until it can") {
  Registered hub;
  const auto target = hub.folder / "target.lua";
  fs::create_symlink(target, hub.folder / "a/refs.lua");
  CHECK(hub.scan().failed == 1);
  CHECK_THAT(hub.reason("a/refs.lua"), Catch::Contains("cannot be read"));
  CHECK(hub.scan().failed == 1);
  write_file(target, marker("one"));
  CHECK(hub.scan().running == 1);
  CHECK(hub.marks_now() == Words{"one"});

  fs::remove(target);
  CHECK(hub.scan().running == 1);
  CHECK_THAT(hub.reason("a/refs.lua"),
             Catch::Contains("generation 1 goes on") && Catch::Contains("cannot be read"));
  CHECK(hub.marks_now() == Words{"one"});
  write_file(target, marker("one"));  // as it was
  hub.scan();
  CHECK(hub.reason("a/refs.lua").empty());
  CHECK(hub.marks_now() == Words{"one"});
}

TEST_CASE("an empty file is an error, also after it could not be read") {
  Registered hub;
  const auto target = hub.folder / "target.lua";
  fs::create_symlink(target, hub.folder / "a/refs.lua");
  hub.scan();
  write_file(target, "");
  hub.scan();
  CHECK_THAT(hub.reason("a/refs.lua"), Catch::Contains("must return the plugin's table"));
}

TEST_CASE("a folder with Lua files and no plugin.lua says what it lacks") {
  Registered hub;
  hub.write("a/refs/init.lua", marker());
  hub.write("a/notes/readme.txt", "no plugin");
  CHECK(hub.scan().failed == 1);
  CHECK_THAT(hub.reason("a/refs"), Catch::Contains("has no plugin.lua"));
  fs::rename(hub.folder / "a/refs/init.lua", hub.folder / "a/refs/plugin.lua");
  CHECK(hub.scan().running == 1);
  CHECK(hub.marks_now() == Words{"mark"});
  CHECK(hub.count("plugin_states") == 1);
}

TEST_CASE("a scan that the store interrupts is taken up by the next one") {
  Registered hub;
  hub.write("a/codes.lua", "return {");
  hub.write("a/refs.lua", marker("one"));
  const std::string table = GENERATE("plugin_states", "plugin_cursors");
  hub.sql("CREATE TRIGGER refuse BEFORE INSERT ON " + table +
          " BEGIN SELECT RAISE(ABORT, 'not now'); END");
  CHECK_FALSE(hub.registry->scan());
  CHECK_FALSE(hub.registry->scan());
  CHECK(hub.pipeline->status().empty());
  hub.sql("DROP TRIGGER refuse");
  CHECK(hub.scan().running == 1);
  CHECK(hub.marks_now() == Words{"one"});
  CHECK_FALSE(hub.reason("a/codes.lua").empty());

  hub.write("a/refs.lua", marker("two"));
  hub.sql(
      "CREATE TRIGGER refuse BEFORE UPDATE ON plugin_states"
      " BEGIN SELECT RAISE(ABORT, 'not now'); END");
  CHECK_FALSE(hub.registry->scan());
  CHECK(hub.marks_now() == Words{"one"});
  hub.sql("DROP TRIGGER refuse");
  hub.scan();
  CHECK(hub.marks_now() == Words{"two"});
  CHECK(hub.state("a/refs.lua") == "running 2");
}

TEST_CASE("a file that is gone while the store cannot be written ends all the same") {
  Registered hub;
  const auto file = hub.write("a/refs.lua", marker());
  hub.scan();
  CHECK(hub.caught_up());  // what has begun may come to its end
  fs::remove(file);
  hub.sql(
      "CREATE TRIGGER refuse BEFORE UPDATE ON plugin_states"
      " BEGIN SELECT RAISE(ABORT, 'not now'); END");
  CHECK_FALSE(hub.registry->scan());
  CHECK(hub.marks_now().empty());
  hub.sql("DROP TRIGGER refuse");
  hub.scan();
  CHECK(hub.state("a/refs.lua") == "removed 1");
}

TEST_CASE("a folder that is gone is an error, and what runs goes on") {
  Registered hub;
  hub.write("a/refs.lua", marker());
  hub.scan();
  fs::remove(hub.folder / "b");
  const auto scanned = hub.registry->scan();
  REQUIRE_FALSE(scanned);
  CHECK(scanned.error().code == Code::FileError);
  CHECK(hub.marks_now() == Words{"mark"});
}

TEST_CASE("a host that starts forgets what an earlier one had loaded") {
  Registered hub;
  const auto file = hub.write("a/refs.lua", marker());
  hub.write("a/codes.lua", marker());
  hub.scan();
  fs::remove(file);
  hub.reopen();
  CHECK(hub.scan().running == 1);
  CHECK(hub.state("a/refs.lua") == "removed 1");
  CHECK(hub.state("a/codes.lua") == "running 1");
}

TEST_CASE("what somebody asks of a plugin is passed on with the next scan") {
  Registered hub;
  hub.write("a/refs.lua", marker("one"));
  hub.scan();
  const std::int64_t start = hub.newest_event();
  const auto message = hub.post(hub.plans, "hello");
  CHECK(hub.caught_up());
  hub.write("a/refs.lua", marker("two"));
  must(hub.run([&](hub::Write& w) { return request_backfill(w.db, "refs", start); }));
  must(hub.run([&](hub::Write& w) { return request_retry(w.db, "unknown"); }));
  hub.scan();
  CHECK(hub.caught_up());
  CHECK(hub.marks(message) == Words{"two"});
  CHECK(hub.column("SELECT plugin FROM plugin_requests") == Words{"unknown"});
}

TEST_CASE("a plugin that is reloaded while it runs loses and doubles nothing") {
  Registered hub;
  hub.write("a/refs.lua", teller());
  hub.scan();
  const auto message = hub.post(hub.plans, "wait");
  REQUIRE(hub.log.await("[refs] wait"));
  SECTION("by a change") {
    hub.write("a/refs.lua", marker("new"));
    hub.scan();
  }
  SECTION("by going and coming back") {
    fs::rename(hub.folder / "a/refs.lua", hub.folder / "refs.lua");
    hub.scan();
    fs::rename(hub.folder / "refs.lua", hub.folder / "a/refs.lua");
    hub.scan();
  }
  const auto next = hub.post(hub.plans, "next");
  hub.log.let_go();
  CHECK(hub.caught_up());
  CHECK(hub.marks(message).size() == 1);
  CHECK(hub.marks(next).size() == 1);
  CHECK(hub.announced() == 2);
}

TEST_CASE("a reload ends the pause, and that is what is shown") {
  Registered hub;
  hub.write("a/refs.lua", enricher("error('no luck')"));
  hub.scan();
  for (int i = 0; i < 3; ++i) hub.post(hub.plans, "hello");
  CHECK(hub.caught_up());
  CHECK(hub.state("a/refs.lua") == "paused 1");
  hub.scan();
  CHECK(hub.state("a/refs.lua") == "paused 1");
  hub.write("a/refs.lua", marker());
  hub.scan();
  CHECK(hub.marks_now() == Words{"mark"});
  CHECK(hub.state("a/refs.lua") == "running 2");
}
