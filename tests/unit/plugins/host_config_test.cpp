// perigee.lua: what the operator may write, and what is said about the rest.
#include "host/plugins/host_config.h"

#include <catch2/catch.hpp>

#include "tests/support/plugin_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

struct ConfigFile {
  TempDir folder;
  FakeClock clock;
  std::filesystem::path file = folder / "perigee.lua";

  Result<HostConfig> read(const std::string& text) {
    write_file(file, text);
    return read_host_config(file, clock);
  }
  /// The error, with the file's path as FILE.
  std::string refusal(const std::string& text) {
    const auto config = read(text);
    REQUIRE_FALSE(config);
    CHECK(config.error().code == Code::InvalidConfig);
    std::string shown = config.error().describe();
    for (std::size_t at; (at = shown.find(file.string())) != shown.npos;) {
      shown.replace(at, file.string().size(), "FILE");
    }
    return shown;
  }
};

}  // namespace

TEST_CASE("an empty table is a configuration of defaults") {
  ConfigFile config;
  const auto read = must(config.read("return {}"));
  CHECK(read.plugins.empty());
  CHECK(read.durability == store::Durability::Full);
  CHECK_FALSE(read.listen);
  CHECK_FALSE(read.limits.fuel);
  const PluginSettings settings = read.settings_of("anything");
  CHECK(settings.enabled);
  CHECK(settings.config.is_null());
  CHECK_FALSE(settings.grants);
}

TEST_CASE("everything that the operator may say is read") {
  ConfigFile config;
  const auto read = must(config.read(R"(
    local tracker = "https://tracker.example/"
    return {
      plugins = {
        refs = { config = { base = tracker .. "browse/" }, grants = { "db" } },
        ["issue-links"] = { enabled = false, limits = { fuel = 5000, wall_ms = 7 } },
      },
      limits = { default = { memory_mb = 10, allocation_mb = 3 } },
      store = { durability = "normal" },
      http = { listen = "127.0.0.1:8080" },
    })"));
  CHECK(read.durability == store::Durability::Normal);
  CHECK(read.listen == "127.0.0.1:8080");
  const PluginSettings refs = read.settings_of("refs");
  CHECK(to_json(refs.config) == R"({"base":"https://tracker.example/browse/"})");
  CHECK(refs.grants == std::vector<std::string>{"db"});
  CHECK(refs.enabled);
  CHECK_FALSE(read.settings_of("issue-links").enabled);
}

TEST_CASE("limits of a plugin stand above those of all, and those above the host's") {
  ConfigFile config;
  const auto read = must(config.read(R"(return {
      limits = { default = { fuel = 2000, wall_ms = 20, memory_mb = 20 } },
      plugins = { refs = { limits = { fuel = 3000, allocation_mb = 4 } } },
    })"));
  const LimitSettings refs = read.settings_of("refs").limits;
  CHECK(refs.hook_budget().fuel == 3000);
  CHECK(refs.hook_budget().wall == 20ms);
  CHECK(refs.memory().soft == 20 * limits::kMiB);
  CHECK(refs.memory().hard == 30 * limits::kMiB);
  CHECK(refs.memory().allocation == 4 * limits::kMiB);
  const LimitSettings others = read.settings_of("others").limits;
  CHECK(others.hook_budget().fuel == 2000);
  CHECK(others.memory().allocation == limits::kMemoryAllocation);
  const LimitSettings none;
  CHECK(none.hook_budget().fuel == limits::kHookFuel);
  CHECK(none.hook_budget().wall == limits::kHookWall);
  CHECK(none.memory().soft == limits::kMemorySoft);
  CHECK(none.memory().hard == limits::kMemoryHard);
}

TEST_CASE("the limits of the front are read, and its own hold where none is given") {
  ConfigFile config;
  const auto given = must(config.read(R"(return { limits = {
      requests = { enabled = false, per_client = 7, all = 70 },
      connections = 20, body_kb = 128, attachment_body_kb = 1, subscriber_queue_kb = 512,
    } })"));
  CHECK_FALSE(given.requests.enabled);
  CHECK(given.requests.per_client == 7);
  CHECK(given.requests.all == 70);
  CHECK(given.front.connections == 20);
  CHECK(given.front.body == 128 * limits::kKiB);
  CHECK(given.front.attachment_body == limits::kKiB);
  CHECK(given.front.subscriber_queue == 512 * limits::kKiB);
  const auto none = must(config.read("return {}"));
  CHECK_FALSE(none.front.connections);
  CHECK_FALSE(none.front.body);
  CHECK(config.refusal("return { limits = { connections = 0 } }") ==
        "FILE: limits.connections must be from 1 to 1000000, not 0");
  CHECK(config.refusal("return { limits = { body_kb = 20000 } }") ==
        "FILE: limits.body_kb must be from 1 to 16384, not 20000");
}

TEST_CASE("one value may not be larger than a memory limit that was lowered") {
  ConfigFile config;
  const auto read = must(config.read("return { limits = { default = { memory_mb = 2 } } }"));
  CHECK(read.settings_of("x").limits.memory().allocation == 2 * limits::kMiB);
}

TEST_CASE("limits are whole numbers in their range") {
  ConfigFile config;
  const auto limit = [&](const std::string& setting) {
    return config.refusal("return { limits = { default = { " + setting + " } } }");
  };
  CHECK(limit("fuel = 999") ==
        "FILE: limits.default.fuel must be from 1000 to 9223372036854775807, not 999");
  CHECK(limit("wall_ms = 0") == "FILE: limits.default.wall_ms must be from 1 to 600000, not 0");
  CHECK(limit("wall_ms = 600001") ==
        "FILE: limits.default.wall_ms must be from 1 to 600000, not 600001");
  CHECK(limit("memory_mb = 4097") ==
        "FILE: limits.default.memory_mb must be from 1 to 4096, not 4097");
  CHECK(limit("allocation_mb = 0.5") ==
        "FILE: limits.default.allocation_mb must be a whole number, not number");
  CHECK(limit("memory_m = 5") ==
        "FILE: limits.default.memory_m is not a known key (did you mean \"memory_mb\"?)");
}

TEST_CASE("an unknown key is refused with its path and the nearest known one") {
  ConfigFile config;
  CHECK(config.refusal("return { plugin = {} }") ==
        "FILE: plugin is not a known key (did you mean \"plugins\"?)");
  CHECK(config.refusal("return { plugins = { refs = { enabeld = true } } }") ==
        "FILE: plugins[\"refs\"].enabeld is not a known key (did you mean \"enabled\"?)");
  CHECK(config.refusal("return { store = { durable = 1 } }") ==
        "FILE: store.durable is not a known key (known here: durability)");
  CHECK(config.refusal("return { http = { lisen = 'x' } }") ==
        "FILE: http.lisen is not a known key (did you mean \"listen\"?)");
  CHECK(config.refusal("return { limits = { defaults = {} } }") ==
        "FILE: limits.defaults is not a known key (did you mean \"default\"?)");
}

TEST_CASE("a value of the wrong type is refused with its path") {
  ConfigFile config;
  CHECK(config.refusal("return { plugins = 5 }") ==
        "FILE: plugins must be a table with named members, not integer");
  CHECK(config.refusal("return { plugins = { refs = true } }") ==
        "FILE: plugins[\"refs\"] must be a table with named members, not boolean");
  CHECK(config.refusal("return { plugins = { refs = { enabled = 'no' } } }") ==
        "FILE: plugins[\"refs\"].enabled must be true or false, not string");
  CHECK(config.refusal("return { plugins = { refs = { limits = 5 } } }") ==
        "FILE: plugins[\"refs\"].limits must be a table with named members, not integer");
  CHECK(config.refusal("return { http = { listen = 8080 } }") ==
        "FILE: http.listen must be a string, not integer");
}

TEST_CASE("a grant that is none is refused with the nearest one") {
  ConfigFile config;
  CHECK_THAT(config.refusal("return { plugins = { refs = { grants = { 'db', 'sate' } } } }"),
             Catch::Contains("grants names \"sate\", which is not a grant") &&
                 Catch::Contains("\"state\""));
}

TEST_CASE("durability is full or normal") {
  ConfigFile config;
  CHECK(must(config.read("return { store = { durability = 'full' } }")).durability ==
        store::Durability::Full);
  CHECK(config.refusal("return { store = { durability = 'none' } }") ==
        "FILE: store.durability must be \"full\" or \"normal\", not \"none\"");
}

TEST_CASE("a plugin that cannot exist cannot be configured") {
  ConfigFile config;
  CHECK_THAT(config.refusal("return { plugins = { ['My Plugin'] = {} } }"),
             Catch::Contains("plugins: \"My Plugin\" cannot be a plugin's name"));
}

TEST_CASE("a file that is no Lua names its line") {
  ConfigFile config;
  const auto broken = config.read("return {\n  plugins = {\n}");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().code == Code::InvalidConfig);
  CHECK(broken.error().where.file == config.file.string());
  CHECK(broken.error().where.line == 3);
  CHECK_THAT(config.refusal("return {\n  plugins = {\n}"), Catch::StartsWith("FILE:3: "));
}

TEST_CASE("a file that fails while it runs names its line") {
  ConfigFile config;
  CHECK_THAT(config.refusal("local t = nil\nreturn t.x"),
             Catch::StartsWith("FILE:2: ") && Catch::Contains("'t'"));
  CHECK_THAT(config.refusal("while true do end"), Catch::Contains("timed out"));
  CHECK_THAT(config.refusal("return io.open('x')"), Catch::Contains("'io'"));
  CHECK_THAT(config.refusal("return require('x')"), Catch::Contains("has no modules"));
}

TEST_CASE("a file that returns no table is told to") {
  ConfigFile config;
  for (const std::string text : {"", "return 5", "return nil", "return function() end"}) {
    CAPTURE(text);
    CHECK_THAT(config.refusal(text),
               Catch::Contains("it must return a table") && Catch::Contains("end the file with"));
  }
  CHECK_THAT(config.refusal("return { plugins = { x = { config = { f = function() end } } } }"),
             Catch::Contains("function"));
  CHECK(config.refusal("return { plugins = function() end }") ==
        "FILE: plugins must not be a function");
}

TEST_CASE("a file that is not there is named") {
  ConfigFile config;
  const auto missing = read_host_config(config.file, config.clock);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Code::FileError);
  CHECK_THAT(missing.error().message, Catch::Contains(config.file.string()));
}

TEST_CASE("who applies the migrations of plugins is automatic or manual") {
  ConfigFile config;
  CHECK(must(config.read("return {}")).migrations == Migrations::Automatic);
  CHECK(must(config.read("return { migrations = 'automatic' }")).migrations ==
        Migrations::Automatic);
  CHECK(must(config.read("return { migrations = 'manual' }")).migrations == Migrations::Manual);
  CHECK_THAT(config.refusal("return { migrations = 'never' }"),
             Catch::Contains("must be \"automatic\" or \"manual\", not \"never\""));
}
