// Everything that a hub keeps in one file, and back again: the hub's database and those of its
// plugins in a tar file, with a manifest that says what must be in it. What makes the parts fit
// together is in snapshot.h.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/store/data_directory.h"

namespace perigee::plugins {

struct BackedUpFile {
  std::string name;  ///< "db.sqlite3", or "plugins/NAME.sqlite3".
  std::int64_t bytes = 0;
  std::string sha256 = {};
};

/// As the manifest and the command line show it.
void write_json(JsonWriter& json, const BackedUpFile& file);

struct BackupContents {
  std::string made_at;
  std::string db_id;
  std::vector<BackedUpFile> files;
};

/// Writes a backup, whether or not a host runs. Errors: FileError, also when the file exists; those
/// of the databases.
Result<BackupContents> back_up(const store::DataPaths& data, const std::filesystem::path& target,
                               const Clock& clock);

struct Restored {
  BackupContents contents;
  std::filesystem::path directory;
  std::optional<std::filesystem::path> kept_as;  ///< What was there before.
};

struct RestoreOptions {
  std::filesystem::path source;
  store::DataPaths data;
  bool replace = false;  ///< A data directory that holds something.
  store::LeftLockCheck check;
};

/// Makes a data directory out of a backup: unpacked and checked beside it, then put in place in one
/// step; what was there is kept under another name. Errors: NotPermitted for a directory that holds
/// something; LockHeld while a host uses it; FileError for an archive that is damaged or no backup.
/// After an error the directory is as it was.
Result<Restored> restore(const RestoreOptions& options, const Clock& clock);

}  // namespace perigee::plugins
