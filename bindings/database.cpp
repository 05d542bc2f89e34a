// How values go into statements and come out of them.
#include "bindings/database.h"

#include <cmath>

#include "bindings/error_object.h"
#include "bindings/namespace.h"
#include "host/base/text.h"
#include "host/lua/native.h"

namespace perigee::bindings {
namespace {

/// The registry key of the metatable that marks bytes is the address of this.
char blob_mark;

/// Numbers up to here have no fraction that a double would lose.
constexpr std::int64_t kExactInteger = std::int64_t{1} << 53;
constexpr auto kExact = static_cast<double>(kExactInteger);

bool is_blob(lua_State* state, int index) {
  if (lua_getmetatable(state, index) == 0) return false;
  lua_pushlightuserdata(state, &blob_mark);
  lua_rawget(state, LUA_REGISTRYINDEX);
  const bool same = lua_rawequal(state, -1, -2) != 0;
  lua_pop(state, 2);
  return same;
}

/// The text at `index`, which stays on the stack for the time of the call.
std::string_view text_at(lua_State* state, int index) {
  std::size_t size = 0;
  const char* data = lua_tolstring(state, index, &size);
  return {data, size};
}

/// `where` names the parameter in errors.
store::SqlParameter read_parameter(lua_State* state, int index, const char* where) {
  switch (lua_type(state, index)) {
    case LUA_TNIL:
      return nullptr;
    case LUA_TBOOLEAN:
      return lua_toboolean(state, index) != 0;
    case LUA_TNUMBER: {
      const double number = lua_tonumber(state, index);
      if (number == std::floor(number) && std::fabs(number) <= kExact) {
        return static_cast<std::int64_t>(number);
      }
      return number;
    }
    case LUA_TSTRING: {
      const std::string_view text = text_at(state, index);
      lua::charge(state, text.size() / 32);
      if (is_valid_utf8(text)) return text;
      return store::BlobView{text};
    }
    case LUA_TTABLE:
      if (is_blob(state, index)) {
        lua_rawgeti(state, index, 1);
        const std::string_view bytes = text_at(state, -1);
        lua_pop(state, 1);  // the marking table keeps the string
        return store::BlobView{bytes};
      }
      break;
    default:
      if (lua::is_null(state, index)) return nullptr;
      break;
  }
  luaL_error(state, "ctx.db: %s is a %s; bind nil, a boolean, a number or a string", where,
             luaL_typename(state, index));
  __builtin_unreachable();
}

void read_named(lua_State* state, int table, store::SqlParameters& parameters) {
  lua_pushnil(state);
  while (lua_next(state, table) != 0) {
    if (lua_type(state, -2) != LUA_TSTRING) {
      luaL_error(state,
                 "ctx.db: the names of parameters are strings; pass values one by one,"
                 " or a table such as { id = 7 } for :id");
    }
    const std::string_view name = text_at(state, -2);
    parameters.named.emplace_back(name, read_parameter(state, lua_gettop(state), name.data()));
    lua_pop(state, 1);  // the table keeps the value
  }
}

}  // namespace

bool RunGuard::work(std::uint64_t steps) {
  return lua::pay(state_, steps * limits::kSqlStepFuel + 1);
}

int answer_failure(lua_State* state, Database& db) {
  lua::check_alive(state);
  switch (db.error.code) {
    case Code::Constraint:
    case Code::QuotaExceeded:
    case Code::ServiceUnavailable:
      return push_failure(state, db.error);
    default:
      lua::scratch_text(state) = db.error.message;
      if (!db.error.hint.empty()) lua::scratch_text(state) += " (" + db.error.hint + ")";
      return kRaise;
  }
}

int raise_failure(lua_State* state, Database& db) {
  return answer_failure(state, db) == kRaise ? kRaise : lua_error(state);
}

void end_run(Database& db) {
  db.store->end_run();
  if (db.state) db.state->end_run();
  db.pieces.clear();
}

void read_parameters(lua_State* state, Database& db) {
  db.parameters.positional.clear();
  db.parameters.named.clear();
  const int top = lua_gettop(state);
  luaL_checkstack(state, 8, "parameters");
  if (top == 2 && lua_istable(state, 2) && !is_blob(state, 2)) {
    read_named(state, 2, db.parameters);
    return;
  }
  if (top - 1 > limits::kSqlParameters) {
    luaL_error(state, "ctx.db: more than %d parameters", limits::kSqlParameters);
  }
  for (int index = 2; index <= top; ++index) {
    char where[32];
    std::snprintf(where, sizeof where, "parameter %d", index - 1);
    db.parameters.positional.push_back(read_parameter(state, index, where));
  }
}

int push_names(lua_State* state, const store::RowSet& rows) {
  luaL_checkstack(state, static_cast<int>(rows.columns.size()) + 8, "columns");
  const int first = lua_gettop(state) + 1;
  for (const std::string& name : rows.columns) lua_pushlstring(state, name.data(), name.size());
  return first;
}

void push_cell(lua_State* state, const store::RowSet& rows, const store::Cell& cell) {
  switch (cell.type) {
    case store::Cell::Type::Null:
      lua_pushnil(state);
      break;
    case store::Cell::Type::Integer: {
      if (cell.integer >= -kExactInteger && cell.integer <= kExactInteger) {
        lua_pushnumber(state, static_cast<double>(cell.integer));
      } else {
        char digits[24];
        const int size =
            std::snprintf(digits, sizeof digits, "%lld", static_cast<long long>(cell.integer));
        lua_pushlstring(state, digits, static_cast<std::size_t>(size));
      }
      break;
    }
    case store::Cell::Type::Real:
      lua_pushnumber(state, cell.real);
      break;
    case store::Cell::Type::Text:
    case store::Cell::Type::Blob: {
      const std::string_view text = rows.text(cell);
      lua_pushlstring(state, text.data(), text.size());
      break;
    }
  }
}

void push_row(lua_State* state, const store::RowSet& rows, std::size_t row, int names) {
  const auto columns = static_cast<int>(rows.columns.size());
  lua_createtable(state, 0, columns);
  for (int column = 0; column < columns; ++column) {
    const store::Cell& cell = rows.at(row, static_cast<std::size_t>(column));
    if (cell.type == store::Cell::Type::Null) continue;  // absent, as nil is everywhere
    lua_pushvalue(state, names + column);
    push_cell(state, rows, cell);
    lua_rawset(state, -3);
  }
}

int mark_blob(lua_State* state, Context&) {
  luaL_checktype(state, 1, LUA_TSTRING);
  lua_settop(state, 1);
  lua_createtable(state, 1, 0);
  lua_insert(state, 1);
  lua_rawseti(state, 1, 1);
  lua_pushlightuserdata(state, &blob_mark);
  lua_rawget(state, LUA_REGISTRYINDEX);
  if (lua_isnil(state, -1)) {
    lua_pop(state, 1);
    lua_createtable(state, 0, 1);
    lua_pushboolean(state, 0);
    lua_setfield(state, -2, "__metatable");
    lua_pushlightuserdata(state, &blob_mark);
    lua_pushvalue(state, -2);
    lua_rawset(state, LUA_REGISTRYINDEX);
  }
  lua_setmetatable(state, 1);
  return 1;
}

}  // namespace perigee::bindings
