#include "host/lua/table_library.h"

#include <lua.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "host/lua/arguments.h"
#include "host/lua/fuel.h"
#include "host/lua/stock_library.h"
#include "host/lua/string_buffer.h"
#include "host/lua/table_sort.h"
#include "host/lua/weights.h"

namespace perigee::lua {
namespace {

/// Whole numbers below this are shown with all their digits; 14 are shown at the most.
constexpr double kPlainDigits = 1e14;

int length(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  return static_cast<int>(lua_objlen(L, 1));
}

/// Upvalue: the stock function, which moves elements faster than the API can.
int table_insert(lua_State* L) {
  const int end = length(L) + 1;
  if (lua_gettop(L) == 2) {
    charge(L, weights::kCall);
    lua_rawseti(L, 1, end);
    return 0;
  }
  if (lua_gettop(L) != 3) return luaL_error(L, "wrong number of arguments to 'insert'");
  const std::int32_t position = check_int(L, 2);
  if (position < 1) return luaL_argerror(L, 2, "position out of bounds");
  const int moved = std::max(end - position, 0);
  charge(L, weights::kCall + static_cast<std::uint64_t>(moved) * weights::kMoved);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 3, 0);
  return 0;
}

/// Appends the number on top of the stack as tostring() shows it; a whole one without making a
/// string of the state, which would be kept until the next collection.
void append_number(lua_State* L, StringBuffer& out) {
  const double number = lua_tonumber(L, -1);
  const bool plain = std::fabs(number) < kPlainDigits && number == std::trunc(number) &&
                     !(number == 0 && std::signbit(number));
  charge(L, plain ? weights::kWholeNumber : weights::kNumber);
  if (!plain) {
    out.append(string_at(L, -1));
    return;
  }
  std::array<char, 24> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(),
                                     static_cast<std::int64_t>(number));
  out.append({digits.data(), static_cast<std::size_t>(written.ptr - digits.data())});
}

/// Appends element `index` of the table; raises when it is neither string nor number.
void append_element(lua_State* L, StringBuffer& out, int index) {
  lua_rawgeti(L, 1, index);
  const int type = lua_type(L, -1);
  if (type != LUA_TSTRING && type != LUA_TNUMBER) {
    luaL_error(L, "invalid value (%s) at index %d in table for 'concat'", lua_typename(L, type),
               index);
  }
  if (type == LUA_TNUMBER) {
    append_number(L, out);
  } else {
    out.append(string_at(L, -1));
  }
  lua_pop(L, 1);
}

int table_concat(lua_State* L) {
  const int size = length(L);
  const std::string_view separator = opt_string(L, 2);
  const std::int32_t first = opt_int(L, 3, 1);
  const std::int32_t last = opt_int(L, 4, size);
  charge(L, weights::kCall);
  StringBuffer out(L);
  for (std::int64_t i = first; i <= last; ++i) {
    if (i != first && !separator.empty()) out.append(separator);
    append_element(L, out, static_cast<int>(i));
  }
  out.push_result();
  return 1;
}

}  // namespace

void open_table_library(lua_State* L) {
  push_stock_library(L, LUA_TABLIBNAME, luaopen_table);
  lua_createtable(L, 0, 4);
  lua_getfield(L, -2, "insert");
  lua_pushcclosure(L, table_insert, 1);
  lua_setfield(L, -2, "insert");
  lua_getfield(L, -2, "remove");  // is bytecode, which the hook counts
  lua_setfield(L, -2, "remove");
  lua_pushcfunction(L, table_concat);
  lua_setfield(L, -2, "concat");
  lua_pushcfunction(L, table_sort);
  lua_setfield(L, -2, "sort");
  lua_setglobal(L, LUA_TABLIBNAME);
  lua_pop(L, 1);
}

}  // namespace perigee::lua
