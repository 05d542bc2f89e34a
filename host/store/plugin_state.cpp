#include "host/store/plugin_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/base/digest.h"
#include "host/base/text.h"

namespace perigee::store {
namespace {

constexpr const char* kTables[] = {
    "CREATE TABLE IF NOT EXISTS _perigee_state (stored_key TEXT PRIMARY KEY, key TEXT NOT NULL,"
    " value TEXT NOT NULL, expires_at INTEGER) STRICT, WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS _perigee_state_key ON _perigee_state (key)",
    "CREATE INDEX IF NOT EXISTS _perigee_state_expiry ON _perigee_state (expires_at)"
    " WHERE expires_at IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS _perigee_locks (stored_key TEXT PRIMARY KEY,"
    " expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID"};

/// Digits of a hash that a stored key has.
constexpr std::size_t kHashDigits = 32;
constexpr std::int64_t kExactInteger = std::int64_t{1} << 53;

/// Undoing is owed, whatever the budget says.
struct Unbounded final : WorkGuard {
  bool work(std::uint64_t) override { return true; }
};

SqlParameter optional_number(std::optional<std::int64_t> number) {
  return number ? SqlParameter(*number) : SqlParameter(nullptr);
}

}  // namespace

std::string state_key(std::string_view plugin, std::string_view key) {
  const std::string own = fmt::format("junior:{}", plugin);
  if (key == own || key.starts_with(own + ":")) return std::string(key);
  return fmt::format("junior:plugin_state:{}:{}", to_hex(sha256(plugin)).substr(0, kHashDigits),
                     to_hex(sha256(key)).substr(0, kHashDigits));
}

Result<void> PluginState::open(WorkGuard& guard) {
  for (const char* sql : kTables) {
    if (auto made = db_.run_as_host(sql, {}, rows_, guard); !made) return fail(std::move(made));
  }
  return {};
}

std::int64_t PluginState::now() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now().time_since_epoch())
      .count();
}

Result<void> PluginState::check(std::string_view key) const {
  if (!is_valid_utf8(key)) return fail(Code::InvalidInput, "ctx.state: a key must be UTF-8");
  if (is_blank(key)) return fail(Code::InvalidInput, "ctx.state: a key must not be blank");
  if (utf16_length(key) > limits::kStateKeyUnits) {
    return fail(Code::InvalidInput,
                fmt::format("ctx.state: a key has at most {} characters", limits::kStateKeyUnits));
  }
  return {};
}

Result<std::optional<std::string>> PluginState::get(std::string_view key, WorkGuard& guard) {
  if (auto good = check(key); !good) return fail(std::move(good));
  const std::string stored = state_key(plugin_, key);
  SqlParameters parameters{{std::string_view(stored), now()}, {}};
  auto read = db_.run_as_host(
      "SELECT value FROM _perigee_state"
      " WHERE stored_key = ? AND (expires_at IS NULL OR expires_at > ?)",
      parameters, rows_, guard);
  if (!read) return fail(std::move(read));
  if (rows_.rows() == 0) return std::nullopt;
  return std::string(rows_.text(rows_.at(0, 0)));
}

/// Runs an upsert; whether it wrote. What has expired anywhere makes room.
Result<bool> PluginState::put(std::string_view sql, std::string_view key, std::string_view json,
                              Ttl ttl, WorkGuard& guard) {
  if (auto good = check(key); !good) return fail(std::move(good));
  if (json.size() > limits::kStateValueBytes) {
    return fail(Code::TooLarge,
                fmt::format("ctx.state: a value has at most {} bytes as JSON, this one {}",
                            limits::kStateValueBytes, json.size()),
                "keep large data in ctx.db");
  }
  const std::int64_t at = now();
  SqlParameters expired{{at}, {}};
  auto cleared =
      db_.run_as_host("DELETE FROM _perigee_state WHERE expires_at <= ?", expired, rows_, guard);
  if (!cleared) return fail(std::move(cleared));
  const std::string stored = state_key(plugin_, key);
  std::optional<std::int64_t> until;
  if (ttl) until = at + ttl->count();
  SqlParameters parameters{{std::string_view(stored), key, json, optional_number(until)}, {}};
  auto written = db_.run_as_host(sql, parameters, rows_, guard);
  if (!written) return fail(std::move(written));
  return written->changes > 0;
}

Result<void> PluginState::set(std::string_view key, std::string_view json, Ttl ttl,
                              WorkGuard& guard) {
  auto done =
      put("INSERT INTO _perigee_state (stored_key, key, value, expires_at) VALUES (?, ?, ?, ?)"
          " ON CONFLICT (stored_key) DO UPDATE SET value = excluded.value,"
          " expires_at = excluded.expires_at",
          key, json, ttl, guard);
  if (!done) return fail(std::move(done));
  return {};
}

Result<bool> PluginState::set_if_absent(std::string_view key, std::string_view json, Ttl ttl,
                                        WorkGuard& guard) {
  return put(
      "INSERT INTO _perigee_state (stored_key, key, value, expires_at) VALUES (?, ?, ?, ?)"
      " ON CONFLICT (stored_key) DO NOTHING",
      key, json, ttl, guard);
}

Result<bool> PluginState::erase(std::string_view key, WorkGuard& guard) {
  if (auto good = check(key); !good) return fail(std::move(good));
  const std::string stored = state_key(plugin_, key);
  SqlParameters parameters{{std::string_view(stored), now()}, {}};
  auto done = db_.run_as_host(
      "DELETE FROM _perigee_state"
      " WHERE stored_key = ? AND (expires_at IS NULL OR expires_at > ?)",
      parameters, rows_, guard);
  if (!done) return fail(std::move(done));
  return done->changes > 0;
}

Result<std::int64_t> PluginState::increment(std::string_view key, std::int64_t by,
                                            WorkGuard& guard) {
  if (auto begun = db_.begin(guard); !begun) return fail(std::move(begun));
  const auto done = [&]() -> Result<std::int64_t> {
    auto before = get(key, guard);
    if (!before) return fail(std::move(before));
    std::int64_t number = 0;
    if (*before) {
      const std::string& text = **before;
      const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
      if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
        return fail(
            Code::InvalidInput,
            fmt::format("ctx.state: the value of \"{}\" is no whole number", printable(key, 80)));
      }
    }
    std::int64_t sum = 0;
    if (__builtin_add_overflow(number, by, &sum) || sum > kExactInteger || sum < -kExactInteger) {
      return fail(Code::InvalidInput, "ctx.state: the sum is beyond 2^53");
    }
    auto stored =
        put("INSERT INTO _perigee_state (stored_key, key, value, expires_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (stored_key) DO UPDATE SET value = excluded.value",
            key, std::to_string(sum), std::nullopt, guard);
    if (!stored) return fail(std::move(stored));
    return sum;
  }();
  if (!done) {
    db_.rollback();
    return done;
  }
  if (auto kept = db_.commit(guard); !kept) {
    db_.rollback();
    return fail(std::move(kept));
  }
  return done;
}

Result<std::vector<std::string>> PluginState::list(std::string_view prefix, WorkGuard& guard) {
  if (!is_valid_utf8(prefix)) return fail(Code::InvalidInput, "ctx.state: a prefix must be UTF-8");
  SqlParameters parameters{{prefix, now(), static_cast<std::int64_t>(limits::kStateKeysListed)},
                           {}};
  auto read = db_.run_as_host(
      "SELECT key FROM _perigee_state WHERE key >= ?1 AND key < ?1 || char(1114111)"
      " AND (expires_at IS NULL OR expires_at > ?2) ORDER BY key LIMIT ?3",
      parameters, rows_, guard);
  if (!read) return fail(std::move(read));
  std::vector<std::string> keys;
  for (std::size_t row = 0; row < rows_.rows(); ++row) {
    keys.emplace_back(rows_.text(rows_.at(row, 0)));
  }
  return keys;
}

// --- Locks ---------------------------------------------------------------------------------------

Result<bool> PluginState::lock(std::string_view key, std::chrono::milliseconds ttl,
                               WorkGuard& guard) {
  if (auto good = check(key); !good) return fail(std::move(good));
  const std::int64_t at = now();
  const Held wanted{state_key(plugin_, key), at + ttl.count()};
  SqlParameters parameters{{std::string_view(wanted.key), wanted.until, at}, {}};
  auto taken = db_.run_as_host(
      "INSERT INTO _perigee_locks (stored_key, expires_at) VALUES (?1, ?2)"
      " ON CONFLICT (stored_key) DO UPDATE SET expires_at = excluded.expires_at"
      " WHERE expires_at <= ?3",
      parameters, rows_, guard);
  if (!taken) return fail(std::move(taken));
  if (taken->changes == 0) return false;
  std::erase_if(held_, [&](const Held& one) { return one.key == wanted.key; });
  held_.push_back(wanted);
  return true;
}

/// The time up to which it is held tells one holder from the next.
void PluginState::release(const Held& held) {
  Unbounded guard;
  SqlParameters parameters{{std::string_view(held.key), held.until}, {}};
  // A lock that cannot be given back ends by itself.
  static_cast<void>(
      db_.run_as_host("DELETE FROM _perigee_locks WHERE stored_key = ? AND expires_at = ?",
                      parameters, rows_, guard));
}

void PluginState::unlock(std::string_view key) {
  const std::string stored = state_key(plugin_, key);
  const auto found = std::ranges::find(held_, stored, &Held::key);
  if (found == held_.end()) return;
  release(*found);
  held_.erase(found);
}

void PluginState::end_run() {
  for (const Held& held : held_) release(held);
  held_.clear();
}

}  // namespace perigee::store
