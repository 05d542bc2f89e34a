#include "host/store/workspace.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "tests/support/temp_dir.h"

using perigee::store::find_workspace;
namespace fs = std::filesystem;

namespace {

/// A tree of folders, above which nothing is looked at: its root is the home of the user.
class Tree {
 public:
  Tree() : home_(std::getenv("HOME") != nullptr ? std::getenv("HOME") : "") {
    ::setenv("HOME", root().c_str(), 1);
  }
  ~Tree() { ::setenv("HOME", home_.c_str(), 1); }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  fs::path root() const { return dir_.path(); }
  fs::path folder(const fs::path& name) const {
    fs::create_directories(root() / name);
    return root() / name;
  }
  void database(const fs::path& directory) const {
    std::ofstream(folder(directory) / "db.sqlite3") << "";
  }

 private:
  perigee::test::TempDir dir_;
  std::string home_;
};

}  // namespace

TEST_CASE("a workspace is found from any folder inside it") {
  const Tree tree;
  tree.database("project/.agentlip");
  CHECK(find_workspace(tree.folder("project")) == tree.root() / "project");
  CHECK(find_workspace(tree.folder("project/a/b")) == tree.root() / "project");
  CHECK(find_workspace(tree.folder("project/a/b/")) == tree.root() / "project");
  CHECK(find_workspace(tree.root() / "project/a/../a") == tree.root() / "project");
}

TEST_CASE("the nearest workspace wins, whichever program made it") {
  const Tree tree;
  tree.database("project/.agentlip");
  tree.database("project/part/.perigee");
  CHECK(find_workspace(tree.folder("project/part/x")) == tree.root() / "project/part");
}

TEST_CASE("a folder without a database is no workspace") {
  const Tree tree;
  tree.folder("project/.agentlip");
  tree.folder("project/.perigee");
  CHECK_FALSE(find_workspace(tree.root() / "project"));
}

TEST_CASE("the search looks at the home of the user and not above it") {
  const Tree tree;
  tree.database(".agentlip");
  CHECK(find_workspace(tree.folder("deep/down")) == tree.root());
  ::setenv("HOME", tree.folder("deep").c_str(), 1);
  CHECK_FALSE(find_workspace(tree.root() / "deep/down"));
  CHECK(find_workspace(tree.root()) == tree.root());
}

TEST_CASE("a folder that does not exist has no workspace") {
  const Tree tree;
  CHECK_FALSE(find_workspace(tree.root() / "nowhere"));
}
