// What a plugin's table may say, and what is said about one that says something else.
#include "host/plugins/manifest.h"

#include <catch2/catch.hpp>

#include "tests/support/fake_clock.h"
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using test::must;

namespace {

/// Reads the manifest of a file of that name which returns the table.
struct Read {
  explicit Read(const std::string& table, const std::string& file_name = "refs")
      : state(must(lua::State::create({}, clock))) {
    const auto chunk = must(state->run_chunk("refs.lua", "return " + table, {}, "refs"));
    manifest = read_manifest(must(state->fields(chunk)), file_name);
  }
  test::FakeClock clock;
  std::unique_ptr<lua::State> state;
  Result<Manifest> manifest = std::unexpected(Error{});
};

std::string refusal(const std::string& table, const std::string& file_name = "refs") {
  const Read read(table, file_name);
  REQUIRE_FALSE(read.manifest);
  CHECK(read.manifest.error().code == Code::LoadError);
  return read.manifest.error().describe();
}

std::string name_refusal(const std::string& name) {
  const auto checked = check_plugin_name(name);
  return checked ? "ok" : checked.error().describe();
}

}  // namespace

TEST_CASE("a table with one hook is a plugin, named like its file") {
  const Read read("{ enrich = function() end }");
  REQUIRE(read.manifest);
  CHECK(read.manifest->name == "refs");
  CHECK(read.manifest->description.empty());
  CHECK(read.manifest->grants.empty());
  CHECK(read.manifest->config.fields().empty());
  CHECK(read.manifest->has(Hook::Enrich));
  CHECK_FALSE(read.manifest->has(Hook::Extract));
  CHECK(read.manifest->hook_list() == "enrich");
}

TEST_CASE("everything that a manifest may say is read") {
  const Read read(R"({
    name = "refs", description = "Finds references.",
    grants = { "db", "http" },
    config = { base = { type = "string", default = "x" } },
    extract = function() end, enrich = function() end,
  })");
  REQUIRE(read.manifest);
  CHECK(read.manifest->description == "Finds references.");
  CHECK(read.manifest->grants == std::vector<std::string>{"db", "http"});
  REQUIRE(read.manifest->config.fields().size() == 1);
  CHECK(read.manifest->config.fields()[0].name == "base");
  CHECK(read.manifest->hook_list() == "enrich, extract");
}

TEST_CASE("a plugin without a hook does nothing, and is told how to") {
  CHECK_THAT(refusal("{}"), Catch::Contains("the plugin has no hook") &&
                                Catch::Contains("plugin.enrich(ctx, message)"));
  CHECK_THAT(refusal("{ name = 'refs' }"), Catch::Contains("the plugin has no hook"));
}

TEST_CASE("a field that no plugin has is refused with the nearest, or with all that there are") {
  CHECK(refusal("{ enrihc = function() end }") ==
        "unknown key \"enrihc\" in the plugin's table (did you mean \"enrich\"?)");
  CHECK(refusal("{ descripton = 'x' }") ==
        "unknown key \"descripton\" in the plugin's table (did you mean \"description\"?)");
  CHECK(refusal("{ zzzzzz = 1 }") ==
        "unknown key \"zzzzzz\" in the plugin's table (known keys: enrich extract migrate_storage "
        "name "
        "description config grants hub_tables)");
}

TEST_CASE("hooks are functions and data is not") {
  CHECK(refusal("{ enrich = 5 }") == "enrich is a hook and must be a function, not integer");
  CHECK(refusal("{ extract = {} }") == "extract is a hook and must be a function, not object");
  for (const std::string key : {"name", "description", "config", "grants"}) {
    CHECK(refusal("{ " + key + " = function() end }") == key + " must not be a function");
  }
}

TEST_CASE("data of the wrong type is refused by name") {
  CHECK(refusal("{ name = 5 }") == "name must be a string, not integer");
  CHECK(refusal("{ description = {} }") == "description must be a string, not object");
  CHECK(refusal("{ grants = 'db' }") == "grants must be a list of strings, not string");
  CHECK(refusal("{ grants = { db = true } }") == "grants must be a list of strings, not object");
  CHECK(refusal("{ config = 'x' }") == "config must be a table with named members, not string");
}

TEST_CASE("a plugin cannot be named otherwise than its file") {
  CHECK(refusal("{ name = 'links', enrich = function() end }") ==
        "the plugin is named \"links\" but its file is called \"refs\" (rename one of the two)");
}

TEST_CASE("a name has lower-case letters, digits and hyphens, a letter first, and fits") {
  for (const std::string& good :
       {std::string("a"), std::string("issue-links"), std::string("a1-"), std::string(63, 'a')}) {
    CHECK(name_refusal(good) == "ok");
  }
  for (const std::string& bad :
       {std::string(), std::string("1a"), std::string("-a"), std::string("A"), std::string("a_b"),
        std::string("a.b"), std::string("ä"), std::string("a b"), std::string(64, 'a')}) {
    CAPTURE(bad);
    CHECK_THAT(name_refusal(bad), Catch::Contains("cannot be a plugin's name") &&
                                      Catch::Contains("use lower-case letters"));
  }
  CHECK_THAT(name_refusal("a\nb"), Catch::Contains("\"a\\nb\""));
  CHECK_THAT(refusal("{ enrich = function() end }", "My Plugin"),
             Catch::Contains("\"My Plugin\" cannot be a plugin's name"));
}

TEST_CASE("some names are the host's") {
  for (const std::string name : {"perigee", "hub", "core", "plugin"}) {
    CHECK(name_refusal(name) == "the name \"" + name + "\" is reserved (choose another name)");
  }
}

TEST_CASE("a grant that does not exist is refused with the nearest that does") {
  CHECK(refusal("{ grants = { 'db', 'htpp' }, enrich = function() end }") ==
        "grants: \"htpp\" is not a grant (did you mean \"http\"?)");
  for (const char* grant : {"db", "state", "tasks", "skills", "issues", "messages", "tools",
                            "routes", "dispatch", "http"}) {
    CHECK(Read("{ grants = { '" + std::string(grant) + "' }, enrich = function() end }").manifest);
  }
}

TEST_CASE("a wrong declaration of configuration is an error of loading") {
  CHECK(refusal("{ config = { key = { type = 'text' } }, enrich = function() end }") ==
        "config.key.type \"text\" is not a type (types: string, number, integer, boolean, list, "
        "table, enum)");
}

TEST_CASE("hub tables are those that the hub has, and need the database") {
  CHECK(refusal("{ grants = { 'db' }, hub_tables = { 'mesages' } }") ==
        "hub_tables: \"mesages\" is not a table of the hub (did you mean \"messages\"?)");
  CHECK_THAT(refusal("{ hub_tables = { 'messages' } }"), Catch::Contains("add \"db\" to grants"));
}
