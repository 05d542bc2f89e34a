// Tar files, and digests of what comes in pieces.
#include "host/store/archive.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "host/base/digest.h"
#include "tests/support/temp_dir.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;
namespace fs = std::filesystem;

namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

Result<Entries> read_all(const fs::path& file) {
  auto reader = ArchiveReader::open(file);
  if (!reader) return fail(std::move(reader));
  Entries entries;
  for (;;) {
    const auto more = reader->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return entries;
    auto& [name, content] = entries.emplace_back(reader->name(), "");
    auto read = reader->read([&content](std::string_view piece) -> Result<void> {
      content += piece;
      return {};
    });
    if (!read) return fail(std::move(read));
    CHECK(content.size() == reader->size());
  }
}

}  // namespace

TEST_CASE("an archive gives back what was put into it, in order") {
  const TempDir folder;
  const std::string large(3'000'001, 'x');
  std::ofstream(folder / "large") << large;
  std::ofstream(folder / "empty") << "";
  const std::vector<ArchiveItem> items = {{.name = "text", .text = "hello"},
                                          {.name = "sub/large", .file = folder / "large"},
                                          {.name = "empty", .file = folder / "empty"}};
  REQUIRE(write_archive(folder / "a.tar", items));
  CHECK(read_all(folder / "a.tar").value() ==
        Entries{{"text", "hello"}, {"sub/large", large}, {"empty", ""}});
  struct stat status{};
  REQUIRE(::stat((folder / "a.tar").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK_FALSE(fs::exists(folder / "a.tar.partial"));
}

TEST_CASE("an archive never replaces a file, and one that fails leaves none") {
  const TempDir folder;
  std::ofstream(folder / "there") << "precious";
  const std::vector<ArchiveItem> good = {{.name = "text", .text = "hello"}};
  const auto refused = write_archive(folder / "there", good);
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, Catch::Contains("exists already"));
  const std::vector<ArchiveItem> bad = {{.name = "gone", .file = folder / "gone"}};
  CHECK_FALSE(write_archive(folder / "new", bad));
  CHECK_FALSE(fs::exists(folder / "new"));
  CHECK_FALSE(fs::exists(folder / "new.partial"));
}

TEST_CASE("a damaged archive is an error, wherever it is cut") {
  const TempDir folder;
  const std::vector<ArchiveItem> items = {{.name = "text", .text = std::string(10'000, 'y')}};
  REQUIRE(write_archive(folder / "a.tar", items));
  const auto size = fs::file_size(folder / "a.tar");
  for (const std::uintmax_t kept :
       {std::uintmax_t{0}, std::uintmax_t{100}, std::uintmax_t{700}, size / 2}) {
    fs::copy_file(folder / "a.tar", folder / "cut.tar", fs::copy_options::overwrite_existing);
    fs::resize_file(folder / "cut.tar", kept);
    const auto read = read_all(folder / "cut.tar");
    INFO(kept);
    // Nothing at all is an archive without entries.
    if (kept == 0) {
      CHECK((!read || read->empty()));
    } else {
      REQUIRE_FALSE(read);
      CHECK(read.error().code == Code::FileError);
    }
  }
  CHECK_FALSE(read_all(folder / "nowhere.tar"));
}

TEST_CASE("a digest of pieces is that of the whole") {
  Sha256 digest;
  digest.add("hel");
  digest.add("");
  digest.add("lo");
  CHECK(to_hex(digest.finish()) == to_hex(sha256("hello")));
}
