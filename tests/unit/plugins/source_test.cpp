// Plugin files on disk: what is found, what is read, and what is refused.
#include "host/plugins/source.h"

#include <catch2/catch.hpp>

#include "host/base/limits.h"
#include "tests/support/plugin_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
namespace fs = std::filesystem;

namespace {

struct Folder {
  TempDir root;
  fs::path folder = root / "plugins";

  Folder() { fs::create_directories(folder); }
  fs::path write(const std::string& name, const std::string& text = "return {}") {
    return write_file(folder / name, text);
  }
  /// "name: entry from the folder", for each plugin found.
  std::vector<std::string> found() {
    const fs::path folders[] = {folder};
    std::vector<std::string> shown;
    for (const PluginPath& path : must(find_plugins(folders))) {
      shown.push_back(path.name + ": " + path.entry.lexically_relative(folder).string());
    }
    return shown;
  }
  Result<PluginSource> read(const std::string& name) {
    const fs::path folders[] = {folder};
    for (const PluginPath& path : must(find_plugins(folders))) {
      if (path.name == name) return read_plugin(path);
    }
    FAIL(name << " was not found");
    return {};
  }
  std::string refusal(const std::string& name) {
    const auto source = read(name);
    REQUIRE_FALSE(source);
    CHECK(source.error().code == Code::LoadError);
    return source.error().describe();
  }
};

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("plugins are Lua files and folders with a plugin.lua, by name") {
  Folder plugins;
  plugins.write("refs.lua");
  plugins.write("codes/plugin.lua");
  plugins.write("codes/part.lua");
  plugins.write("documents/notes.txt");
  plugins.write("README.md");
  plugins.write(".hidden.lua");
  plugins.write(".git/plugin.lua");
  plugins.write("a.lua");
  CHECK(plugins.found() == Found{"a: a.lua", "codes: codes/plugin.lua", "refs: refs.lua"});
}

TEST_CASE("a folder with Lua but without a plugin.lua is reported") {
  Folder plugins;
  plugins.write("misnamed/init.lua");
  CHECK(plugins.found() == Found{"misnamed: misnamed/plugin.lua"});
  CHECK_THAT(plugins.refusal("misnamed"), Catch::Contains("has no plugin.lua"));
}

TEST_CASE("a plugin is shown as the file or the folder that a person sees") {
  Folder plugins;
  const fs::path file = plugins.write("refs.lua");
  plugins.write("codes/plugin.lua");
  const fs::path folders[] = {plugins.folder};
  const auto found = must(find_plugins(folders));
  REQUIRE(found.size() == 2);
  CHECK(found[0].shown() == plugins.folder / "codes");
  CHECK(found[1].shown() == file);
}

TEST_CASE("two plugins of one name are both found, in the order of their paths") {
  Folder plugins;
  plugins.write("refs.lua");
  plugins.write("refs/plugin.lua");
  CHECK(plugins.found() == Found{"refs: refs/plugin.lua", "refs: refs.lua"});
}

TEST_CASE("a folder that is named twice is looked through once") {
  Folder plugins;
  plugins.write("refs.lua");
  const fs::path folders[] = {plugins.folder, plugins.folder, plugins.folder.string() + "/"};
  CHECK(must(find_plugins(folders)).size() == 1);
}

TEST_CASE("a folder that is not there is named with the remedy") {
  Folder plugins;
  const fs::path folders[] = {plugins.folder, plugins.root / "missing"};
  const auto found = find_plugins(folders);
  REQUIRE_FALSE(found);
  CHECK(found.error().code == Code::FileError);
  CHECK_THAT(found.error().describe(),
             Catch::Contains("missing") && Catch::Contains("--plugins DIR"));
}

TEST_CASE("a single file is read as it is") {
  Folder plugins;
  const std::string text = "return {}\r\n-- \xFF\n";
  plugins.write("refs.lua", text);
  const auto source = must(plugins.read("refs"));
  CHECK(source.text == text);
  CHECK(source.modules.empty());
}

TEST_CASE("a folder brings its modules, named by their place") {
  Folder plugins;
  plugins.write("refs/plugin.lua", "entry");
  plugins.write("refs/part.lua", "part");
  plugins.write("refs/deep/er/part.lua", "deeper");
  plugins.write("refs/notes.txt");
  for (const char* other : {"tests", "migrations", "skills", ".cache"}) {
    plugins.write("refs/" + std::string(other) + "/x.lua");
  }
  const auto source = must(plugins.read("refs"));
  CHECK(source.text == "entry");
  CHECK(source.modules == std::map<std::string, std::string, std::less<>>{
                              {"refs.part", "part"}, {"refs.deep.er.part", "deeper"}});
}

TEST_CASE("a change anywhere in a plugin is another text") {
  Folder plugins;
  plugins.write("refs/plugin.lua", "entry");
  plugins.write("refs/part.lua", "part");
  const auto before = must(plugins.read("refs"));
  CHECK(before.same_text(must(plugins.read("refs"))));
  plugins.write("refs/part.lua", "changed");
  CHECK_FALSE(before.same_text(must(plugins.read("refs"))));
  plugins.write("refs/part.lua", "part");
  plugins.write("refs/new.lua", "new");
  CHECK_FALSE(before.same_text(must(plugins.read("refs"))));
}

TEST_CASE("a link to a plugin elsewhere is followed") {
  Folder plugins;
  write_file(plugins.root / "elsewhere" / "refs.lua", "linked file");
  write_file(plugins.root / "elsewhere" / "codes" / "plugin.lua", "linked folder");
  write_file(plugins.root / "elsewhere" / "codes" / "part.lua", "part");
  fs::create_symlink(plugins.root / "elsewhere" / "refs.lua", plugins.folder / "refs.lua");
  fs::create_directory_symlink(plugins.root / "elsewhere" / "codes", plugins.folder / "codes");
  CHECK(must(plugins.read("refs")).text == "linked file");
  CHECK(must(plugins.read("codes")).modules.contains("codes.part"));
}

TEST_CASE("nothing inside a plugin's folder may lead out of it") {
  Folder plugins;
  const fs::path outside = write_file(plugins.root / "outside.lua", "secret");
  plugins.write("refs/plugin.lua");
  fs::create_symlink(outside, plugins.folder / "refs" / "part.lua");
  CHECK_THAT(plugins.refusal("refs"), Catch::Contains("part.lua leads out of the plugin's folder"));
  fs::remove(plugins.folder / "refs" / "part.lua");
  CHECK(plugins.read("refs"));
  fs::remove(plugins.folder / "refs" / "plugin.lua");
  fs::create_symlink(outside, plugins.folder / "refs" / "plugin.lua");
  CHECK_THAT(plugins.refusal("refs"),
             Catch::Contains("plugin.lua leads out of the plugin's folder"));
}

TEST_CASE("a link inside a plugin's folder to another file of it is read") {
  Folder plugins;
  plugins.write("refs/plugin.lua");
  plugins.write("refs/part.lua", "part");
  fs::create_symlink("part.lua", plugins.folder / "refs" / "alias.lua");
  CHECK(must(plugins.read("refs")).modules.at("refs.alias") == "part");
}

TEST_CASE("what cannot be read is named, and no reason to fall") {
  Folder plugins;
  fs::create_symlink(plugins.root / "nowhere.lua", plugins.folder / "dangling.lua");
  fs::create_symlink("loop.lua", plugins.folder / "loop.lua");
  fs::create_directories(plugins.folder / "entry" / "plugin.lua");
  CHECK_THAT(plugins.refusal("dangling"),
             Catch::Contains("dangling.lua") && Catch::Contains("cannot be read"));
  CHECK_THAT(plugins.refusal("loop"),
             Catch::Contains("loop.lua") && Catch::Contains("cannot be read"));
  CHECK_THAT(plugins.refusal("entry"),
             Catch::Contains("plugin.lua") && Catch::Contains("not a regular file"));
}

TEST_CASE("a module that cannot be read is named, and no reason to fall") {
  Folder plugins;
  plugins.write("refs/plugin.lua");
  for (const char* target : {"nowhere.lua", "part.lua"}) {  // a dangling link, and one to itself
    CAPTURE(target);
    fs::create_symlink(target, plugins.folder / "refs" / "part.lua");
    CHECK_THAT(plugins.refusal("refs"), Catch::Contains("part.lua"));
    fs::remove(plugins.folder / "refs" / "part.lua");
  }
}

TEST_CASE("a folder whose plugin.lua leads nowhere is reported, not passed over") {
  Folder plugins;
  fs::create_directories(plugins.folder / "refs");
  fs::create_symlink("nowhere.lua", plugins.folder / "refs" / "plugin.lua");
  CHECK_THAT(plugins.refusal("refs"), Catch::Contains("plugin.lua"));
}

TEST_CASE("a folder called like a file is no plugin") {
  Folder plugins;
  fs::create_directories(plugins.folder / "refs.lua");
  CHECK(plugins.found().empty());
}

TEST_CASE("a source has up to 256 KiB, each file of it") {
  Folder plugins;
  plugins.write("refs.lua", std::string(limits::kSourceBytes, ' '));
  CHECK(plugins.read("refs"));
  plugins.write("refs.lua", std::string(limits::kSourceBytes + 1, ' '));
  CHECK_THAT(plugins.refusal("refs"), Catch::Contains("refs.lua is larger than 256 KiB") &&
                                          Catch::Contains("split it into modules"));
  plugins.write("codes/plugin.lua");
  plugins.write("codes/part.lua", std::string(limits::kSourceBytes + 1, ' '));
  CHECK_THAT(plugins.refusal("codes"), Catch::Contains("part.lua is larger than 256 KiB"));
}
