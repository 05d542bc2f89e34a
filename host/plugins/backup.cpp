#include "host/plugins/backup.h"

#include <fstream>

#include "host/base/digest.h"
#include "host/base/limits.h"
#include "host/base/scratch_folder.h"
#include "host/hub/database.h"
#include "host/plugins/backup_manifest.h"
#include "host/plugins/snapshot.h"
#include "host/store/archive.h"

namespace perigee::plugins {
namespace {

namespace fs = std::filesystem;

Result<BackedUpFile> describe(const fs::path& folder, const std::string& name) {
  BackedUpFile file{.name = name};
  std::ifstream in(folder / name, std::ios::binary);
  Sha256 digest;
  std::string piece(limits::kMiB, '\0');
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    digest.add({piece.data(), static_cast<std::size_t>(in.gcount())});
    file.bytes += in.gcount();
  }
  if (!in.eof()) return fail(Code::FileError, "cannot read " + (folder / name).string());
  file.sha256 = to_hex(digest.finish());
  return file;
}

Result<std::string> id_of(const store::DataPaths& data) {
  auto db = store::Connection::open(data.database(), store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  const auto facts = hub::read_database_facts(*db);
  if (!facts) return std::unexpected(facts.error());
  return facts->db_id.value_or("");
}

}  // namespace

Result<BackupContents> back_up(const store::DataPaths& data, const fs::path& target,
                               const Clock& clock) {
  if (std::error_code ignored; fs::exists(target, ignored)) {
    return fail(Code::FileError, target.string() + " exists already",
                "name another file, or delete it");
  }
  // Beside the archive: who has room for one has it for the other.
  const auto scratch = ScratchFolder::make(fs::absolute(target).string() + ".making-");
  if (!scratch) return std::unexpected(scratch.error());
  const store::DataPaths copy{scratch->path()};
  BackupContents contents{.made_at = format_time(clock.now()), .db_id = {}, .files = {}};
  const auto plugins = take_snapshot(data, copy);
  if (!plugins) return std::unexpected(plugins.error());
  auto id = id_of(copy);
  if (!id) return fail(std::move(id));
  contents.db_id = std::move(*id);
  std::vector<std::string> names = {"db.sqlite3"};
  for (const std::string& plugin : *plugins) names.push_back("plugins/" + plugin + ".sqlite3");
  std::vector<store::ArchiveItem> items = {{.name = kManifestName}};
  for (const std::string& name : names) {
    auto file = describe(copy.directory, name);
    if (!file) return fail(std::move(file));
    contents.files.push_back(std::move(*file));
    items.push_back({.name = name, .file = copy.directory / name, .text = {}});
  }
  items.front().text = write_manifest(contents);
  if (auto written = store::write_archive(target, items); !written) return fail(std::move(written));
  return contents;
}

}  // namespace perigee::plugins
