#include "host/lua/string_library.h"

#include <lua.hpp>

#include <algorithm>
#include <array>

#include "host/lua/arguments.h"
#include "host/lua/fuel.h"
#include "host/lua/stock_library.h"
#include "host/lua/string_buffer.h"
#include "host/lua/string_functions.h"
#include "host/lua/weights.h"

namespace perigee::lua {
namespace {

/// Bytes [first, end) of a string, from positions that count from 1 or, negative, from its end.
struct Range {
  Range(std::int64_t from, std::int64_t to, std::size_t size) {
    const auto length = static_cast<std::int64_t>(size);
    if (from < 0) from += length + 1;
    if (to < 0) to += length + 1;
    from = std::max<std::int64_t>(from, 1);
    to = std::min(to, length);
    if (from > to) return;
    first = static_cast<std::size_t>(from) - 1;
    count = static_cast<std::size_t>(to - from) + 1;
  }

  std::size_t first = 0;
  std::size_t count = 0;
};

int string_sub(lua_State* L) {
  const std::string_view text = check_string(L, 1);
  const std::int32_t from = check_int(L, 2);
  const Range range(from, opt_int(L, 3, -1), text.size());
  charge(L, weights::kCall + range.count / weights::kBlockBytes);
  lua_pushlstring(L, text.data() + range.first, range.count);
  return 1;
}

int string_byte(lua_State* L) {
  const std::string_view text = check_string(L, 1);
  const std::int32_t from = opt_int(L, 2, 1);
  const Range range(from, opt_int(L, 3, from), text.size());
  charge(L, weights::kCall + range.count * weights::kListed);
  if (range.count > 1) {
    lua_settop(L, 0);  // makes room; the text stays alive, since nothing below collects garbage
    if (range.count > LUAI_MAXCSTACK || lua_checkstack(L, static_cast<int>(range.count)) == 0) {
      return luaL_error(L, "string slice too long");
    }
  }
  for (const char c : text.substr(range.first, range.count)) {
    lua_pushinteger(L, static_cast<unsigned char>(c));
  }
  return static_cast<int>(range.count);
}

/// The byte that argument `index` of char() stands for.
char check_char(lua_State* L, int index) {
  const std::int32_t value = check_int(L, index);
  if (value < 0 || value > 255) luaL_argerror(L, index, "invalid value");
  return static_cast<char>(value);
}

int string_char(lua_State* L) {
  const int count = lua_gettop(L);
  charge(L, weights::kCall + static_cast<std::uint64_t>(count) * weights::kListed);
  StringBuffer out(L);
  for (int i = 1; i <= count; ++i) out.append(check_char(L, i));
  out.push_result();
  return 1;
}

int string_rep(lua_State* L) {
  const std::string_view unit = check_string(L, 1);
  const std::int32_t count = check_int(L, 2);
  const std::string_view separator = opt_string(L, 3);
  charge(L, weights::kCall);
  StringBuffer out(L);
  out.append_repeated(unit, static_cast<std::size_t>(std::max(count, 0)), separator);
  out.push_result();
  return 1;
}

/// lower, upper and reverse. Upvalue: the stock function.
int transform(lua_State* L) {
  const std::string_view text = check_string(L, 1);
  charge(L, weights::kCall + text.size() / weights::kTransformedBytes);
  check_stock_result_size(L, text.size());
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushvalue(L, 1);
  lua_call(L, 1, 1);
  return 1;
}

constexpr std::array<luaL_Reg, 9> kFunctions = {{
    {"byte", string_byte},
    {"char", string_char},
    {"find", string_find},
    {"gmatch", string_gmatch},
    {"gsub", string_gsub},
    {"match", string_match},
    {"rep", string_rep},
    {"sub", string_sub},
    {nullptr, nullptr},
}};

/// Registers a function around its stock counterpart. Stack: the stock table, the new table.
void wrap(lua_State* L, const char* name, lua_CFunction function) {
  lua_getfield(L, -2, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
}

/// Pushes the global `tostring`; raises unless it is one that cannot hang.
void push_safe_tostring(lua_State* L) {
  lua_getglobal(L, "tostring");
  const bool stock = lua_iscfunction(L, -1) != 0 && lua_tocfunction(L, -1) == nullptr;
  if (stock || !lua_isfunction(L, -1)) {
    luaL_error(L, "open_string_library: replace the global tostring by a safe one first");
  }
}

/// Gives all strings the methods of the table on top of the stack.
void set_string_metatable(lua_State* L) {
  lua_pushliteral(L, "");
  lua_createtable(L, 0, 2);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

}  // namespace

void open_string_library(lua_State* L) {
  push_stock_library(L, LUA_STRLIBNAME, luaopen_string);
  lua_createtable(L, 0, 16);
  luaL_register(L, nullptr, kFunctions.data());
  for (const char* name : {"lower", "upper", "reverse"}) wrap(L, name, transform);
  lua_getfield(L, -2, "len");  // neither slow nor dangerous
  lua_setfield(L, -2, "len");
  lua_getfield(L, -2, "format");
  push_safe_tostring(L);
  lua_pushcclosure(L, string_format, 2);
  lua_setfield(L, -2, "format");
  set_string_metatable(L);
  lua_setglobal(L, LUA_STRLIBNAME);
  lua_pop(L, 1);
}

}  // namespace perigee::lua
