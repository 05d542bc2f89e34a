// One load of a plugin: errors with their place, configuration, modules, and runs of its hooks.
#include "tests/support/plugin_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;

namespace {

/// The error of loading, and where it happened.
Error refused(Loader& loader, const std::string& text) {
  auto generation = loader.load("refs", text);
  REQUIRE_FALSE(generation);
  CHECK(generation.error().where.plugin == "refs");
  CHECK(generation.error().where.file == "plugins/refs.lua");
  return generation.error();
}

/// What a body of enrich returns for a message, as JSON, or the error.
std::string enrich(Loader& loader, const std::string& body) {
  auto generation = must(loader.load("refs", enricher(body)));
  const auto result = generation->run(Hook::Enrich, Object{{"content", "hello"}});
  return result ? to_json(*result) : result.error().describe();
}

/// A folder plugin whose enrich returns what the expression gives.
PluginSource folder_of(const std::string& top, const std::string& expression,
                       std::map<std::string, std::string, std::less<>> modules) {
  return {
      .path = {.name = "refs", .entry = "plugins/refs/plugin.lua", .folder = "plugins/refs"},
      .text = top + "\nreturn { enrich = function(ctx, message) return " + expression + " end }",
      .modules = std::move(modules)};
}

std::string from_folder(Loader& loader, PluginSource source) {
  auto generation = loader.load(std::move(source));
  if (!generation) return generation.error().describe();
  const auto result = (*generation)->run(Hook::Enrich, Object{});
  return result ? to_json(*result) : result.error().describe();
}

}  // namespace

TEST_CASE("a plugin that does not compile names file and line") {
  Loader loader;
  const Error error = refused(loader, "local x = 1\nlocal y = = 2\nreturn {}");
  CHECK(error.code == Code::LoadError);
  CHECK(error.where.line == 2);
  CHECK_THAT(error.describe(),
             Catch::StartsWith("refs: plugins/refs.lua:2: ") && Catch::Contains("near '='"));
}

TEST_CASE("a plugin that fails while it is loaded names file and line") {
  Loader loader;
  const Error error = refused(loader, "local x = 1\n\nx.y.z = 2\nreturn {}");
  CHECK(error.code == Code::LoadError);
  CHECK(error.where.line == 3);
}

TEST_CASE("a plugin that never finishes loading is ended") {
  Loader loader;
  const Error error = refused(loader, "while true do end");
  CHECK(error.code == Code::Timeout);
  CHECK_THAT(error.message, Catch::Contains("timed out"));
}

TEST_CASE("a file must return the plugin's table") {
  Loader loader;
  for (const std::string text : {"", "return 5", "return nil", "enrich = function() end"}) {
    CAPTURE(text);
    const Error error = refused(loader, text);
    CHECK(error.code == Code::LoadError);
    CHECK_THAT(error.describe(), Catch::Contains("the file must return the plugin's table") &&
                                     Catch::Contains("end it with `return plugin`"));
  }
  CHECK(refused(loader, "return { {} }").code == Code::LoadError);
}

TEST_CASE("a wrong manifest and a wrong configuration are errors of the file") {
  Loader loader;
  CHECK(refused(loader, "return { enrihc = function() end }").describe() ==
        "refs: plugins/refs.lua: unknown key \"enrihc\" in the plugin's table (did you mean "
        "\"enrich\"?)");
  PluginSettings settings;
  settings.config = Object{{"url", "x"}};
  const auto generation =
      loader.load(source_of("refs", enricher("return {}")), std::move(settings));
  REQUIRE_FALSE(generation);
  CHECK(generation.error().code == Code::InvalidConfig);
  CHECK(generation.error().where.plugin == "refs");
  CHECK_THAT(generation.error().message, Catch::Contains("plugins[\"refs\"].config.url"));
}

TEST_CASE("top-level code has no ctx and no way out of the sandbox") {
  Loader loader;
  for (const char* name : {"ctx", "io", "package", "debug", "ffi", "load", "dofile"}) {
    CAPTURE(name);
    CHECK(loader.load("refs", "assert(" + std::string(name) + " == nil) " + marker()));
  }
}

TEST_CASE("the configuration, defaults included, reaches ctx") {
  Loader loader;
  PluginSettings settings;
  settings.config = Object{{"word", "given"}};
  auto generation = must(loader.load(source_of("refs", R"(return {
      config = { word = { type = "string" },
                 times = { type = "integer", default = 3 },
                 list = { type = "list" , default = {} } },
      enrich = function(ctx) return { ctx.config.word, ctx.config.times, ctx.config.list } end,
    })"),
                                     std::move(settings)));
  CHECK(to_json(must(generation->run(Hook::Enrich, Object{}))) == R"(["given",3,[]])");
}

TEST_CASE("a hook is called with ctx and the message") {
  Loader loader;
  CHECK(enrich(loader, "return { ctx.plugin, message.content }") == R"(["refs","hello"])");
}

TEST_CASE("globals are the plugin's own and last as long as the generation") {
  Loader loader;
  const std::string text = "count = 0 " + enricher("count = count + 1 return { count }");
  auto first = must(loader.load("refs", text));
  auto second = must(loader.load("refs", text));
  CHECK(to_json(must(first->run(Hook::Enrich, Object{}))) == "[1]");
  CHECK(to_json(must(first->run(Hook::Enrich, Object{}))) == "[2]");
  CHECK(to_json(must(second->run(Hook::Enrich, Object{}))) == "[1]");
}

TEST_CASE("an error of a hook names plugin, hook, file and line, and the next run is served") {
  Loader loader;
  auto generation =
      must(loader.load("refs",
                       "return { enrich = function(ctx, message)\n if message.bad then\n"
                       "  error('cannot do that')\n end\n return {} end }"));
  const auto failed = generation->run(Hook::Enrich, Object{{"bad", true}});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == Code::ExecutionError);
  CHECK(failed.error().where.plugin == "refs");
  CHECK(failed.error().where.hook == "enrich");
  CHECK(failed.error().where.file == "plugins/refs.lua");
  CHECK(failed.error().where.line == 3);
  CHECK_THAT(failed.error().message, Catch::Contains("cannot do that"));
  CHECK_FALSE(generation->dead());
  CHECK(generation->run(Hook::Enrich, Object{}));
}

TEST_CASE("a run that spends its fuel ends the generation") {
  Loader loader;
  PluginSettings settings;
  settings.limits.fuel = 10'000;
  auto generation =
      must(loader.load(source_of("refs", enricher("while true do end")), std::move(settings)));
  const auto failed = generation->run(Hook::Enrich, Object{});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == Code::Timeout);
  CHECK_THAT(failed.error().describe(), Catch::Contains("timed out") && Catch::Contains("5000ms") &&
                                            Catch::Contains("plugins[\"refs\"].limits.fuel"));
  CHECK(generation->dead());
  CHECK_FALSE(generation->run(Hook::Enrich, Object{}));
  CHECK(loader.load(generation->blueprint()->source));
}

TEST_CASE("a run that needs too much memory ends the generation") {
  Loader loader;
  PluginSettings settings;
  settings.limits.memory_mb = 1;
  auto generation = must(
      loader.load(source_of("refs", enricher("local t = {} for i = 1, 1e7 do t[i] = i .. '' end")),
                  std::move(settings)));
  const auto failed = generation->run(Hook::Enrich, Object{});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == Code::MemoryExceeded);
  CHECK(generation->dead());
}

TEST_CASE("a folder's modules are required by its name and theirs, and run once") {
  Loader loader;
  CHECK(from_folder(loader, folder_of("local part = require 'refs.part'",
                                      "{ part.value, require('refs.deep.part') }",
                                      {{"refs.part",
                                        "runs = (runs or 0) + 1\n"
                                        "require('refs.deep.part')\n"
                                        "return { value = 'part' }"},
                                       {"refs.deep.part", "return runs"}})) == R"(["part",1])");
}

TEST_CASE("a module that is not there is an error with the remedy") {
  Loader loader;
  for (const std::string name : {"part", "refs", "refs.missing", "refs/part", "../part", "io"}) {
    CAPTURE(name);
    CHECK_THAT(
        from_folder(loader, folder_of("", "require('" + name + "')", {{"refs.part", "return 1"}})),
        Catch::Contains("there is no module \"" + name + "\" in plugins/refs") &&
            Catch::Contains("require \"refs.part\" loads part.lua"));
  }
  CHECK_THAT(enrich(loader, "return require('refs.part')"),
             Catch::Contains("refs is a single file") && Catch::Contains("make it a folder"));
}

TEST_CASE("an error inside a module names the module and its line") {
  Loader loader;
  CHECK_THAT(from_folder(loader, folder_of("require 'refs.part'", "{}",
                                           {{"refs.part", "local a = 1\nerror('broken')"}})),
             Catch::Contains("plugins/refs/part.lua:2: broken"));
  CHECK_THAT(
      from_folder(loader, folder_of("require 'refs.part'", "{}", {{"refs.part", "x = = 1"}})),
      Catch::Contains("plugins/refs/part.lua:1: "));
  CHECK_THAT(from_folder(loader, folder_of("require 'refs.part'", "{}",
                                           {{"refs.part", "require 'refs.part'"}})),
             Catch::Contains("requires itself"));
}

TEST_CASE("a configuration that is larger than the border lets pass is an error of the plugin") {
  Loader loader;
  PluginSettings settings;
  settings.config = Object{{"text", std::string(2 * limits::kMiB, 'x')}};
  const auto generation = loader.load(source_of("refs",
                                                "return { config = { text = { type = 'string' } },"
                                                " enrich = function() end }"),
                                      std::move(settings));
  REQUIRE_FALSE(generation);
  CHECK(generation.error().where.plugin == "refs");
}
