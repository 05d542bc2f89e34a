// The manifest of a backup: the first entry of the archive, which says what the others must be.
#pragma once

#include "host/plugins/backup.h"

namespace perigee::plugins {

inline constexpr const char* kManifestName = "manifest.json";
/// More than a thousand plugins' worth.
inline constexpr std::size_t kManifestBytes = std::size_t{1024} * 1024;

std::string write_manifest(const BackupContents& contents);

/// Errors: FileError when it is none, of a later version, or names files that a backup does not
/// have: other paths could lead out of the folder where it is unpacked.
Result<BackupContents> read_manifest(const std::string& text);

}  // namespace perigee::plugins
