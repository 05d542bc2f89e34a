// What a plugin's name decides: which of two runs, where one goes on that was away, and what the
// operator says about it.
#include "tests/unit/plugins/registered.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;
namespace fs = std::filesystem;

HostConfig config_of(const std::string& plugin, PluginSettings settings) {
  HostConfig config;
  config.plugins[plugin] = std::move(settings);
  return config;
}

}  // namespace

TEST_CASE("of two plugins of one name the first runs, and the other takes over when it is gone") {
  Registered hub;
  const auto first = hub.write("a/refs.lua", marker("first"));
  hub.write("b/refs/plugin.lua", marker("second"));
  const ScanSummary summary = hub.scan();
  CHECK(summary.running == 1);
  CHECK(summary.failed == 1);
  CHECK(hub.state("b/refs") == "error 0");
  CHECK_THAT(hub.reason("b/refs"), Catch::Contains("another plugin is called \"refs\" too") &&
                                       Catch::Contains("a/refs.lua") &&
                                       Catch::Contains("rename one of them"));
  CHECK(hub.marks_now() == Words{"first"});

  fs::remove(first);
  CHECK(hub.scan().running == 1);
  CHECK(hub.marks_now() == Words{"second"});
  CHECK(hub.state("b/refs") == "running 1");
  CHECK(hub.reason("b/refs").empty());
  CHECK(hub.state("a/refs.lua") == "removed 1");
}

TEST_CASE("a plugin that comes before one of its name takes over from it") {
  Registered hub;
  const auto second = hub.write("b/refs.lua", marker("second"));
  hub.scan();
  CHECK(hub.marks_now() == Words{"second"});
  const auto first = hub.write("a/refs.lua", marker("first"));
  hub.scan();
  CHECK(hub.marks_now() == Words{"first"});
  CHECK(hub.state("a/refs.lua") == "running 1");
  CHECK(hub.state("b/refs.lua") == "error 1");
  CHECK_THAT(hub.reason("b/refs.lua"), Catch::StartsWith("[LOAD_ERROR] another plugin"));

  SECTION("and the end of the other is not its end") {
    fs::remove(second);
    hub.scan();
    CHECK(hub.marks_now() == Words{"first"});
  }
  SECTION("and hands back when it goes") {
    fs::remove(first);
    hub.scan();
    CHECK(hub.marks_now() == Words{"second"});
    CHECK(hub.state("b/refs.lua") == "running 2");
  }
}

TEST_CASE("a plugin that comes before one of its name does not take over unless it loads") {
  Registered hub;
  const auto second = hub.write("b/refs.lua", marker("second"));
  hub.scan();
  hub.write("a/refs.lua", "return {");
  const ScanSummary summary = hub.scan();
  CHECK(summary.failed == 1);
  CHECK(hub.marks_now() == Words{"second"});
  CHECK(hub.state("b/refs.lua") == "running 1");
  CHECK_THAT(hub.reason("b/refs.lua"),
             Catch::Contains("generation 1 goes on, since the one that should run does not load"));
  SECTION("it is mended") {
    hub.write("a/refs.lua", marker("first"));
    hub.scan();
    CHECK(hub.marks_now() == Words{"first"});
    CHECK(hub.state("b/refs.lua") == "error 1");
  }
  SECTION("it goes again") {
    fs::remove(hub.folder / "a/refs.lua");
    hub.scan();
    CHECK(hub.marks_now() == Words{"second"});
    CHECK(hub.reason("b/refs.lua").empty());
  }
  SECTION("the other goes") {
    fs::remove(second);
    hub.scan();
    CHECK(hub.marks_now().empty());
  }
}

TEST_CASE("a plugin whose file is gone ends, and when it comes back it has missed nothing") {
  Registered hub;
  const auto file = hub.write("a/refs.lua", marker());
  hub.scan();
  CHECK(hub.marks_now() == Words{"mark"});
  fs::remove(file);
  hub.scan();
  const auto missed = hub.post(hub.plans, "missed");
  CHECK(hub.caught_up());
  CHECK(hub.marks(missed).empty());
  CHECK(hub.state("a/refs.lua") == "removed 1");
  hub.write("a/refs.lua", marker());
  hub.scan();
  CHECK(hub.caught_up());
  CHECK(hub.marks(missed) == Words{"mark"});
  CHECK(hub.state("a/refs.lua") == "running 1");
  CHECK(hub.announced() == 2);
}

TEST_CASE("a renamed plugin is a new one") {
  Registered hub;
  const auto file = hub.write("a/refs.lua", marker());
  hub.scan();
  CHECK(hub.marks_now() == Words{"mark"});
  fs::rename(file, hub.folder / "a/links.lua");
  const auto before = hub.post(hub.plans, "before the scan");
  CHECK(hub.caught_up());
  hub.scan();
  const auto after = hub.post(hub.plans, "after it");
  CHECK(hub.caught_up());
  const auto by = [&hub](const hub::Message& message) {
    return hub.column("SELECT plugin FROM enrichments WHERE message_id = '" + message.id + "'");
  };
  CHECK(by(before) == Words{"refs"});
  CHECK(by(after) == Words{"links"});
  CHECK(hub.column("SELECT plugin || state FROM plugin_states ORDER BY plugin") ==
        Words{"linksrunning", "refsremoved"});
  CHECK(hub.column("SELECT plugin FROM plugin_cursors ORDER BY plugin") == Words{"links", "refs"});
}

TEST_CASE("a disabled plugin is shown and does not run") {
  Registered hub(config_of("refs", {.enabled = false, .config = {}, .limits = {}, .grants = {}}));
  hub.write("a/refs.lua", "error('not even loaded')");
  const ScanSummary summary = hub.scan();
  CHECK(summary.disabled == 1);
  CHECK(summary.failed == 0);
  CHECK(hub.state("a/refs.lua") == "disabled 0");
  CHECK(hub.reason("a/refs.lua") == "enabled = false in perigee.lua");
  CHECK(hub.marks_now().empty());
  CHECK(hub.count("plugin_cursors") == 0);
}

TEST_CASE("a plugin that was disabled for a while goes on where it was") {
  Registered hub;
  hub.write("a/refs.lua", marker());
  hub.scan();
  CHECK(hub.marks_now() == Words{"mark"});
  hub.config.plugins["refs"].enabled = false;
  hub.reopen();
  CHECK(hub.scan().disabled == 1);
  const auto missed = hub.post(hub.plans, "missed");
  CHECK(hub.caught_up());
  hub.config.plugins["refs"].enabled = true;
  hub.reopen();
  CHECK(hub.scan().running == 1);
  CHECK(hub.caught_up());
  CHECK(hub.marks(missed) == Words{"mark"});
  CHECK(hub.announced() == 2);
}

TEST_CASE("a host that starts with another configuration hands it to its plugins") {
  Registered hub(config_of(
      "refs", {.enabled = true, .config = Object{{"kind", "one"}}, .limits = {}, .grants = {}}));
  hub.write("a/refs.lua",
            "return { config = { kind = { type = 'string', default = 'none' } }, "
            "enrich = function(ctx) return {{ kind = ctx.config.kind, span = {1, 1}, data = {} }} "
            "end }");
  hub.scan();
  CHECK(hub.marks_now() == Words{"one"});
  hub.config.plugins["refs"].config = Object{{"kind", "two"}};
  hub.reopen();
  hub.scan();
  CHECK(hub.marks_now() == Words{"two"});
  hub.config.plugins["refs"].config = Object{{"colour", "red"}};
  hub.reopen();
  CHECK(hub.scan().failed == 1);
  CHECK_THAT(hub.reason("a/refs.lua"),
             Catch::Contains("[INVALID_CONFIG]") && Catch::Contains("perigee.lua"));
}
