// `perigee backup` and `perigee restore`: everything that a hub keeps in one file, and back.
#include <CLI/CLI.hpp>

#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/foreign_hub.h"
#include "host/cli/table.h"
#include "host/plugins/backup.h"

namespace perigee::cli {
namespace {

struct BackupOptions {
  std::filesystem::path file;
  bool force = false;
};

void declare_backup(CLI::App& command, BackupOptions& options) {
  command.add_option("FILE", options.file, "The tar file to make")->required();
}
void declare_restore(CLI::App& command, BackupOptions& options) {
  command.add_option("FILE", options.file, "A file that `perigee backup` made")->required();
  command.add_flag("--force", options.force,
                   "Replace a data directory that is not empty; it is kept under another name");
}

void write_contents(JsonWriter& json, const plugins::BackupContents& contents) {
  json.member("made_at", contents.made_at).member("db_id", contents.db_id);
  json.key("files").begin_array();
  for (const auto& file : contents.files) write_json(json, file);
  json.end_array();
}

std::string contents_table(const plugins::BackupContents& contents) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& file : contents.files) rows.push_back({file.name, grouped(file.bytes)});
  return format_table({{"DATABASE"}, {"BYTES", Align::Right}}, rows);
}

Result<Answer> back_up(const Globals& globals, const BackupOptions& options) {
  const SystemClock clock;
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  if (auto there = open_for_reading(*location); !there) return fail(std::move(there));
  const auto contents = plugins::back_up(location->data, options.file, clock);
  if (!contents) return std::unexpected(contents.error());
  Answer answer;
  JsonWriter json(answer.json);
  json.begin_object().member("status", "ok").member("file", options.file.string());
  write_contents(json, *contents);
  json.end_object();
  answer.text = "backed up " + location->data.directory.string() + " to " + options.file.string() +
                "\n\n" + contents_table(*contents);
  return answer;
}

Result<Answer> restore(const Globals& globals, const BackupOptions& options) {
  const SystemClock clock;
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  const store::DataPaths& data = location->data;
  const auto restored = plugins::restore({.source = options.file,
                                          .data = data,
                                          .replace = options.force,
                                          .check =
                                              [&data](const store::LeftLock& left) {
                                                return check_no_foreign_hub(data, left);
                                              }},
                                         clock);
  if (!restored) return std::unexpected(restored.error());
  Answer answer;
  JsonWriter json(answer.json);
  json.begin_object().member("status", "ok").member("data", restored->directory.string());
  if (restored->kept_as) json.member("kept_as", restored->kept_as->string());
  write_contents(json, restored->contents);
  json.end_object();
  answer.text = restored->directory.string() + " is as it was at " +
                local_time(restored->contents.made_at) + "\n";
  if (restored->kept_as) {
    answer.text += "what was there is kept as " + restored->kept_as->string() + "\n";
  }
  answer.text += "\n" + contents_table(restored->contents);
  return answer;
}

}  // namespace

void add_backup_commands(CommandLine& line) {
  line.add(line.root(), {"backup", "Copy everything that a hub keeps into one file"},
           declare_backup, back_up);
  line.add(line.root(), {"restore", "Make a data directory out of a backup", ErrorForm::Line},
           declare_restore, restore);
}

}  // namespace perigee::cli
