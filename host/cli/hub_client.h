// The running hub, as commands that change something see it: found through server.json, asked over
// HTTP. The token stays inside.
#pragma once

#include <string>

#include "host/base/value.h"
#include "host/cli/globals.h"
#include "host/http/server_file.h"

namespace perigee::cli {

class HubClient {
 public:
  /// Errors: HubNotRunning when no hub serves the data directory.
  static Result<HubClient> find(const store::DataPaths& data);

  /// Sends JSON to a path of the API and returns the answer's body. Errors: what the hub says, with
  /// its code and details; ConnectionFailed.
  Result<Value> post(const std::string& path, const Value& body) const {
    return send("POST", path, body);
  }
  Result<Value> patch(const std::string& path, const Value& body) const {
    return send("PATCH", path, body);
  }

  const http::ServerFile& server() const { return server_; }

 private:
  explicit HubClient(http::ServerFile server) : server_(std::move(server)) {}
  Result<Value> send(const char* method, const std::string& path, const Value& body) const;

  http::ServerFile server_;
};

/// A member of an answer; null stands for one that is not there.
const Value& member_or_null(const Value& answer, std::string_view key);

/// A running hub, and its database to look names up in.
struct LiveHub {
  HubClient client;
  store::Connection db;
};

/// Errors: HubNotRunning, and what the database says.
Result<LiveHub> open_live_hub(const Globals& globals);

}  // namespace perigee::cli
