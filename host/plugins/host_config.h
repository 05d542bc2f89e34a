// perigee.lua: what the operator says about plugins, limits, storage and the front. A table,
// evaluated in a sandbox without ctx; every wrong or unknown key is an error that names it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.h"
#include "host/base/error.h"
#include "host/base/value.h"
#include "host/lua/budget.h"
#include "host/store/writer.h"

namespace perigee::plugins {

/// `limits = { fuel = N, wall_ms = N, memory_mb = N, allocation_mb = N }`; what is absent keeps its
/// default.
struct LimitSettings {
  std::optional<std::uint64_t> fuel;
  std::optional<std::chrono::milliseconds> wall;
  std::optional<std::size_t> memory_mb;      ///< Soft cap; the hard one is half as much again.
  std::optional<std::size_t> allocation_mb;  ///< Of one value.

  lua::Budget hook_budget() const;
  lua::MemoryLimits memory() const;
  /// These settings where they are given, else those of `other`.
  LimitSettings over(const LimitSettings& other) const;
};

/// `plugins = { ["NAME"] = { … } }`
struct PluginSettings {
  bool enabled = true;
  Value config;
  LimitSettings limits;
  std::optional<std::vector<std::string>> grants;  ///< Narrows what the manifest asks for.
};

/// `limits = { requests = { enabled = true, per_client = 100, all = 1000 } }`: requests per second
/// that the front answers (hub-protocol §2.6).
struct RequestLimits {
  bool enabled = true;
  int per_client = 100;
  int all = 1000;
};

/// `limits = { connections = …, body_kb = …, attachment_body_kb = …, subscriber_queue_kb = … }`:
/// what the front holds for its clients; its defaults where nothing is given.
struct FrontLimits {
  std::optional<std::size_t> connections;
  std::optional<std::size_t> body;              ///< Bytes of a request's body.
  std::optional<std::size_t> attachment_body;   ///< The same for a new attachment.
  std::optional<std::size_t> subscriber_queue;  ///< Bytes that may wait for one subscriber.
};

/// Who applies the migrations of plugins: `migrations = "manual"` leaves them to `perigee upgrade`.
enum class Migrations { Automatic, Manual };

struct HostConfig {
  RequestLimits requests;
  FrontLimits front;
  LimitSettings limits;  ///< limits.default
  std::map<std::string, PluginSettings, std::less<>> plugins;
  store::Durability durability = store::Durability::Full;
  Migrations migrations = Migrations::Automatic;
  std::optional<std::string> listen;  ///< http.listen, "HOST:PORT"

  /// The settings of a plugin; the defaults when it is not mentioned.
  PluginSettings settings_of(std::string_view plugin) const;
};

/// Reads and checks the file. Errors: InvalidConfig with file, line or key; FileError.
Result<HostConfig> read_host_config(const std::filesystem::path& file, const Clock& clock);

/// The same for a table that was already read.
Result<HostConfig> parse_host_config(const Value& table);

}  // namespace perigee::plugins
