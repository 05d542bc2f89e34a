// The durable state of a plugin: values under keys, with an expiry if wished, and locks that end by
// themselves. It lives in the plugin's own database in tables of the host (plugin-api §9). Values
// are JSON texts here; what they mean is the caller's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.h"
#include "host/store/plugin_database.h"

namespace perigee::store {

/// The name of a key as it is stored: hashes of plugin and key, so that no two pairs meet. A key in
/// the plugin's own verbatim form, "junior:<plugin>" or "junior:<plugin>:…", stays as it is.
std::string state_key(std::string_view plugin, std::string_view key);

/// Belongs to one plugin state, like its database. Every key must have 1 to kStateKeyUnits
/// characters and not only blanks: InvalidInput otherwise. Other errors are the database's.
class PluginState {
 public:
  /// All must outlive it.
  PluginState(PluginDatabase& db, std::string plugin, const Clock& clock)
      : db_(db), plugin_(std::move(plugin)), clock_(clock) {}

  /// Makes the tables where they are missing; must be called first.
  Result<void> open(WorkGuard& guard);

  using Ttl = std::optional<std::chrono::milliseconds>;

  /// The value, nothing when it is absent or has expired.
  Result<std::optional<std::string>> get(std::string_view key, WorkGuard& guard);
  /// Stores a value, for `ttl` or for ever. TooLarge beyond kStateValueBytes.
  Result<void> set(std::string_view key, std::string_view json, Ttl ttl, WorkGuard& guard);
  /// Stores it only where there is none; whether it did.
  Result<bool> set_if_absent(std::string_view key, std::string_view json, Ttl ttl,
                             WorkGuard& guard);
  /// Whether there was a value.
  Result<bool> erase(std::string_view key, WorkGuard& guard);
  /// Adds to a whole number, absent counts as 0 and a new one never expires; returns the sum.
  /// InvalidInput when the value is no whole number, or the sum is beyond 2^53.
  Result<std::int64_t> increment(std::string_view key, std::int64_t by, WorkGuard& guard);
  /// Keys that begin with `prefix` and have not expired, in byte order, at most kStateKeysListed.
  Result<std::vector<std::string>> list(std::string_view prefix, WorkGuard& guard);

  /// Takes a lock at once or not at all: false when somebody holds it. It ends by itself after
  /// `ttl`, and with the run. Not re-entrant.
  Result<bool> lock(std::string_view key, std::chrono::milliseconds ttl, WorkGuard& guard);
  /// Gives it back; nothing happens when it has ended and is somebody else's by now.
  void unlock(std::string_view key);
  /// Gives back what the run still holds.
  void end_run();

 private:
  struct Held {
    std::string key;  ///< As it is stored.
    std::int64_t until = 0;
  };
  Result<void> check(std::string_view key) const;
  Result<bool> put(std::string_view sql, std::string_view key, std::string_view json, Ttl ttl,
                   WorkGuard& guard);
  std::int64_t now() const;
  void release(const Held& held);

  PluginDatabase& db_;
  const std::string plugin_;
  const Clock& clock_;
  RowSet rows_;
  std::vector<Held> held_;
};

}  // namespace perigee::store
