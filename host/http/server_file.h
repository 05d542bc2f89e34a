// server.json: how clients find the running hub (hub-data §6.1). It is complete or absent at every
// moment, and only its owner can read it, because it holds the token.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "host/base/error.h"
#include "host/base/ids.h"

namespace perigee::http {

struct ServerFile {
  std::string instance_id;
  std::string db_id;
  int port = 0;
  std::string host;
  std::string auth_token;
  std::int64_t pid = 0;
  std::string started_at;
  std::string protocol_version = "v1";
  int schema_version = 1;
};

/// Writes DIRECTORY/server.json with mode 0600, at once as seen by readers; makes the directory
/// with mode 0700 when it is missing. Errors: FileError, naming the file.
Result<void> write_server_file(const std::filesystem::path& directory, const ServerFile& file,
                               const RandomSource& random);

/// Reads it. Absent when it is missing, unreadable, malformed or lacks something that clients need.
std::optional<ServerFile> read_server_file(const std::filesystem::path& directory);

/// Removes it; that it is missing is no error.
Result<void> remove_server_file(const std::filesystem::path& directory);

/// The token of a server.json that a crash left behind, else a new one (hub-data §6.3).
std::string reuse_or_make_token(const std::filesystem::path& directory, const RandomSource& random);

}  // namespace perigee::http
