// ctx.state: values that last, under keys, and locks.
#include <fmt/format.h>

#include <cmath>
#include <lua.hpp>

#include "bindings/database.h"
#include "bindings/error_object.h"
#include "bindings/namespace.h"
#include "host/base/json.h"
#include "host/base/json_read.h"
#include "host/base/text.h"
#include "host/lua/native.h"

namespace perigee::bindings {
namespace {

/// A thousand years: what is longer is a mistake, and the sum still fits.
constexpr double kLongestTtl = 1000.0 * 366 * 24 * 3600;

std::string_view key_at(lua_State* state, int index) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(state, index, &size);
  lua::charge(state, limits::kSqlCallFuel + size);
  return {text, size};
}

/// Seconds at `index`, nothing when the argument is absent.
store::PluginState::Ttl ttl_at(lua_State* state, int index) {
  if (lua_isnoneornil(state, index)) return std::nullopt;
  const double seconds = luaL_checknumber(state, index);
  if (!(seconds > 0 && seconds <= kLongestTtl)) {
    luaL_argerror(state, index, "a ttl is a number of seconds above 0");
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
}

/// Takes the value at `index` over as JSON, into the buffer of the database.
bool read_json(lua_State* state, int index, Database& db) {
  const auto reason = lua::read_value(state, index, "value", db.value);
  if (reason) {
    db.error = Error{Code::InvalidInput, "ctx.state: " + *reason};
    return false;
  }
  db.text = to_json(db.value);
  return true;
}

int get(lua_State* state, Context& context) {
  Database& db = *context.database;
  const std::string_view key = key_at(state, 1);
  const bool done = with_guard(state, [&](store::WorkGuard& guard) {
    auto found = db.state->get(key, guard);
    if (!found) return keep_error(db, found);
    db.value = nullptr;
    if (!*found) return true;
    auto parsed = parse_json(**found);
    if (parsed) db.value = std::move(*parsed);
    return keep_error(db, parsed);
  });
  if (!done) return answer_failure(state, db);
  if (db.value.is_null()) return 0;
  lua::push_value(state, db.value);
  return 1;
}

int set(lua_State* state, Context& context) {
  Database& db = *context.database;
  const std::string_view key = key_at(state, 1);
  const store::PluginState::Ttl ttl = ttl_at(state, 3);
  const bool erases = lua_isnoneornil(state, 2) || lua::is_null(state, 2);
  if (!erases && !read_json(state, 2, db)) return answer_failure(state, db);
  lua::charge(state, db.text.size() / 8);
  const bool done = with_guard(state, [&](store::WorkGuard& guard) {
    if (erases) {
      auto gone = db.state->erase(key, guard);
      return keep_error(db, gone);
    }
    auto stored = db.state->set(key, db.text, ttl, guard);
    return keep_error(db, stored);
  });
  if (!done) return answer_failure(state, db);
  lua_pushboolean(state, 1);
  return 1;
}

int set_if_absent(lua_State* state, Context& context) {
  Database& db = *context.database;
  const std::string_view key = key_at(state, 1);
  const store::PluginState::Ttl ttl = ttl_at(state, 3);
  luaL_argcheck(state, !lua_isnoneornil(state, 2) && !lua::is_null(state, 2), 2,
                "there must be a value to set");
  if (!read_json(state, 2, db)) return answer_failure(state, db);
  lua::charge(state, db.text.size() / 8);
  bool stored = false;
  const bool done = with_guard(state, [&](store::WorkGuard& guard) {
    auto set = db.state->set_if_absent(key, db.text, ttl, guard);
    stored = set && *set;
    return keep_error(db, set);
  });
  if (!done) return answer_failure(state, db);
  lua_pushboolean(state, stored ? 1 : 0);
  return 1;
}

int erase(lua_State* state, Context& context) {
  Database& db = *context.database;
  const std::string_view key = key_at(state, 1);
  bool was_there = false;
  const bool done = with_guard(state, [&](store::WorkGuard& guard) {
    auto gone = db.state->erase(key, guard);
    was_there = gone && *gone;
    return keep_error(db, gone);
  });
  if (!done) return answer_failure(state, db);
  lua_pushboolean(state, was_there ? 1 : 0);
  return 1;
}

int increment(lua_State* state, Context& context) {
  Database& db = *context.database;
  const std::string_view key = key_at(state, 1);
  const double by = luaL_optnumber(state, 2, 1);
  luaL_argcheck(state, by == std::floor(by) && std::fabs(by) <= 9007199254740992.0, 2,
                "a whole number up to 2^53 is expected");
  std::int64_t sum = 0;
  const bool done = with_guard(state, [&](store::WorkGuard& guard) {
    auto added = db.state->increment(key, static_cast<std::int64_t>(by), guard);
    if (added) sum = *added;
    return keep_error(db, added);
  });
  if (!done) return answer_failure(state, db);
  lua_pushnumber(state, static_cast<double>(sum));
  return 1;
}

int list(lua_State* state, Context& context) {
  Database& db = *context.database;
  std::size_t size = 0;
  const char* prefix = luaL_optlstring(state, 1, "", &size);
  lua::charge(state, limits::kSqlCallFuel + size);
  const bool done = with_guard(state, [&](store::WorkGuard& guard) {
    auto keys = db.state->list({prefix, size}, guard);
    if (keys) db.keys = std::move(*keys);
    return keep_error(db, keys);
  });
  if (!done) return answer_failure(state, db);
  lua::charge(state, db.keys.size() * limits::kSqlCellFuel);
  lua_createtable(state, static_cast<int>(db.keys.size()), 0);
  lua::mark_array(state);
  int position = 0;
  for (const std::string& key : db.keys) {
    lua_pushlstring(state, key.data(), key.size());
    lua_rawseti(state, -2, ++position);
  }
  return 1;
}

/// lock(key, ttl): raises when somebody holds it.
int lock(lua_State* state, Context& context) {
  Database& db = *context.database;
  const std::string_view key = key_at(state, 1);
  const store::PluginState::Ttl ttl = ttl_at(state, 2);
  luaL_argcheck(state, ttl.has_value(), 2, "a lock needs a ttl in seconds");
  bool taken = false;
  const bool done = with_guard(state, [&](store::WorkGuard& guard) {
    auto locked = db.state->lock(key, *ttl, guard);
    taken = locked && *locked;
    return keep_error(db, locked);
  });
  if (!done) return raise_failure(state, db);
  if (taken) return 0;
  lua::scratch_text(state) =
      fmt::format("ctx.state: the lock \"{}\" is held already", printable(key, 80));
  return kRaise;
}

int unlock(lua_State* state, Context& context) {
  context.database->state->unlock(key_at(state, 1));
  return 0;
}

constexpr std::string_view kSugar = R"lua(
local host, pcall, error, type = ...
local lock, unlock = host.lock, host.unlock
local sugar = {}

local function finish(key, ok, ...)
  unlock(key)
  if not ok then error((...), 0) end
  return ...
end

function sugar.with_lock(key, ttl, fn, ...)
  if type(fn) ~= "function" then
    error("bad argument #3 to 'with_lock' (function expected, got " .. type(fn) .. ")", 2)
  end
  lock(key, ttl)
  return finish(key, pcall(fn, ...))
end

return sugar
)lua";

constexpr Function kFunctions[] = {
    {"get", "fun(key: string): any", "The value under a key; nil when it is absent or has expired.",
     get},
    {"set", "fun(key: string, value: any, ttl?: number): true?, table?",
     "Stores a value, for ttl seconds or for ever; nil and ctx.null delete.", set},
    {"delete", "fun(key: string): boolean?, table?",
     "Deletes the value under a key; whether there was one.", erase},
    {"set_if_absent", "fun(key: string, value: any, ttl?: number): boolean?, table?",
     "Stores a value only where there is none; whether it did.", set_if_absent},
    {"incr", "fun(key: string, by?: integer): integer?, table?",
     "Adds to a whole number, 1 unless told, absent counts as 0; the sum.", increment},
    {"list", "fun(prefix?: string): string[]", "The keys that begin with a prefix, in byte order.",
     list},
    {"with_lock", "fun(key: string, ttl: number, fn: fun(...: any): ...: any, ...: any): ...: any",
     "Calls a function while holding a lock for at most ttl seconds; raises at once when it is "
     "held.",
     nullptr},
};

constexpr Function kInner[] = {
    {"lock", "fun(key: string, ttl: number)", "Takes a lock.", lock},
    {"unlock", "fun(key: string)", "Gives it back.", unlock},
};

}  // namespace

const Namespace kState = {.name = "state",
                          .doc = "Values of the plugin that outlive its runs and the host.",
                          .functions = kFunctions,
                          .constants = {},
                          .inner = kInner,
                          .sugar = kSugar};

}  // namespace perigee::bindings
