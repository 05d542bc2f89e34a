#include "host/plugins/backup_manifest.h"

#include <algorithm>

#include "host/base/json.h"
#include "host/plugins/manifest.h"

namespace perigee::plugins {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::string_view kHub = "db.sqlite3";
constexpr std::string_view kFolder = "plugins/";
constexpr std::string_view kExtension = ".sqlite3";

bool is_expected_name(std::string_view name) {
  if (name == kHub) return true;
  if (!name.starts_with(kFolder) || !name.ends_with(kExtension)) return false;
  name.remove_prefix(kFolder.size());
  name.remove_suffix(kExtension.size());
  return check_plugin_name(name).has_value();
}

std::unexpected<Error> refuse(const std::string& why) {
  return fail(Code::FileError, "the manifest of the backup " + why,
              "it must be a file that `perigee backup` made");
}

}  // namespace

void write_json(JsonWriter& json, const BackedUpFile& file) {
  json.begin_object()
      .member("name", file.name)
      .member("bytes", file.bytes)
      .member("sha256", file.sha256)
      .end_object();
}

std::string write_manifest(const BackupContents& contents) {
  std::string text;
  JsonWriter json(text);
  json.begin_object()
      .member("perigee_backup", kVersion)
      .member("made_at", contents.made_at)
      .member("db_id", contents.db_id)
      .key("files")
      .begin_array();
  for (const BackedUpFile& file : contents.files) write_json(json, file);
  json.end_array().end_object();
  return indent_json(text) + "\n";
}

Result<BackupContents> read_manifest(const std::string& text) {
  const auto value = parse_json(text);
  if (!value || !value->is_object()) return refuse("is no JSON object");
  const std::int64_t version = integer_member(*value, "perigee_backup");
  if (version < 1) return refuse("does not say that it is one");
  if (version > kVersion) {
    return fail(Code::FileError,
                "the backup has version " + std::to_string(version) + ", this perigee knows " +
                    std::to_string(kVersion),
                "use the newer perigee");
  }
  BackupContents contents;
  contents.made_at = string_member(*value, "made_at");
  contents.db_id = string_member(*value, "db_id");
  const Value* files = value->find("files");
  if (files == nullptr || !files->is_array()) return refuse("lists no files");
  for (const Value& one : files->as_array()) {
    BackedUpFile file{string_member(one, "name"), integer_member(one, "bytes"),
                      string_member(one, "sha256")};
    if (!is_expected_name(file.name)) return refuse("names \"" + file.name + "\"");
    if (std::ranges::find(contents.files, file.name, &BackedUpFile::name) != contents.files.end()) {
      return refuse("names " + file.name + " twice");
    }
    contents.files.push_back(std::move(file));
  }
  const bool has_hub =
      std::ranges::find(contents.files, kHub, &BackedUpFile::name) != contents.files.end();
  if (!has_hub) return refuse("lists no database of a hub");
  return contents;
}

}  // namespace perigee::plugins
