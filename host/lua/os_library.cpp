// os for plugins: times of the host's clock, always UTC and in the C locale. Left out: os.clock
// (tells the host's load, and the run's cost is in the log), execute, exit, getenv, remove, rename,
// setlocale and tmpname (they reach the process and its files).
#include <cmath>
#include <ctime>
#include <lua.hpp>
#include <string_view>

#include "host/base/limits.h"
#include "host/lua/core.h"
#include "host/lua/fuel.h"
#include "host/lua/libraries.h"

namespace perigee::lua {
namespace {

/// The conversions of strftime that every libc has; others may be undefined behaviour.
constexpr std::string_view kConversions = "aAbBcdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
/// Years 0 to 9999, in seconds since 1970.
constexpr double kEarliest = -62167219200.0;
constexpr double kLatest = 253402300799.0;

std::time_t check_time(lua_State* state, double seconds) {
  if (!(seconds >= kEarliest && seconds <= kLatest)) {
    luaL_error(state, "the time is not within the years 0 to 9999");
  }
  return static_cast<std::time_t>(std::floor(seconds));
}

double now(lua_State* state) {
  const auto time = Core::of(state).clock.now().time_since_epoch();
  return static_cast<double>(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

int read_date_field(lua_State* state, const char* name, int fallback) {
  constexpr double kMost = 1e6;
  lua_getfield(state, 1, name);
  const bool number = lua_isnumber(state, -1) != 0;
  const double value = lua_tonumber(state, -1);
  if (!number && (!lua_isnil(state, -1) || fallback < 0)) {
    luaL_error(state, "field '%s' of the date table must be a number", name);
  }
  if (number && !(std::abs(value) <= kMost)) {
    luaL_error(state, "field '%s' of the date table is out of range", name);
  }
  lua_pop(state, 1);
  return number ? static_cast<int>(value) : fallback;
}

/// os.time([date]): seconds since 1970, now or of a date table in UTC.
int time(lua_State* state) {
  if (lua_isnoneornil(state, 1)) {
    lua_pushnumber(state, now(state));
    return 1;
  }
  luaL_checktype(state, 1, LUA_TTABLE);
  std::tm date{};
  date.tm_year = read_date_field(state, "year", -1) - 1900;
  date.tm_mon = read_date_field(state, "month", -1) - 1;
  date.tm_mday = read_date_field(state, "day", -1);
  date.tm_hour = read_date_field(state, "hour", 12);
  date.tm_min = read_date_field(state, "min", 0);
  date.tm_sec = read_date_field(state, "sec", 0);
  lua_pushnumber(state, static_cast<double>(check_time(state, static_cast<double>(timegm(&date)))));
  return 1;
}

void set_field(lua_State* state, const char* name, int value) {
  lua_pushinteger(state, value);
  lua_setfield(state, -2, name);
}

void push_date_table(lua_State* state, const std::tm& date) {
  lua_createtable(state, 0, 9);
  set_field(state, "year", date.tm_year + 1900);
  set_field(state, "month", date.tm_mon + 1);
  set_field(state, "day", date.tm_mday);
  set_field(state, "hour", date.tm_hour);
  set_field(state, "min", date.tm_min);
  set_field(state, "sec", date.tm_sec);
  set_field(state, "wday", date.tm_wday + 1);
  set_field(state, "yday", date.tm_yday + 1);
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "isdst");
}

void check_conversions(lua_State* state, std::string_view format) {
  if (format.size() > limits::kDateFormatBytes) luaL_error(state, "the date format is too long");
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '\0') luaL_error(state, "the date format contains a zero byte");
    if (format[i] != '%') continue;
    if (++i == format.size() || kConversions.find(format[i]) == std::string_view::npos) {
      luaL_error(state, "the date format has an unknown conversion after '%%'");
    }
  }
}

/// os.date([format [, time]]): in UTC whether or not the format starts with "!".
int date(lua_State* state) {
  std::size_t length = 0;
  const char* bytes = luaL_optlstring(state, 1, "%c", &length);
  std::string_view format(bytes, length);
  const std::time_t seconds = check_time(state, luaL_optnumber(state, 2, now(state)));
  charge(state, length + 50);
  if (format.starts_with('!')) format.remove_prefix(1);
  std::tm date{};
  gmtime_r(&seconds, &date);
  if (format.starts_with("*t")) {
    push_date_table(state, date);
    return 1;
  }
  check_conversions(state, format);
  char text[limits::kDateFormatBytes * 32];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"  // every conversion has just been checked
  const std::size_t written = std::strftime(text, sizeof text, format.data(), &date);
#pragma GCC diagnostic pop
  lua_pushlstring(state, text, written);
  return 1;
}

/// os.difftime(later, earlier): seconds between two times.
int difference(lua_State* state) {
  lua_pushnumber(state, luaL_checknumber(state, 1) - luaL_optnumber(state, 2, 0));
  return 1;
}

}  // namespace

void open_os_library(lua_State* state) {
  lua_createtable(state, 0, 3);
  lua_pushcfunction(state, time);
  lua_setfield(state, -2, "time");
  lua_pushcfunction(state, date);
  lua_setfield(state, -2, "date");
  lua_pushcfunction(state, difference);
  lua_setfield(state, -2, "difftime");
  lua_setglobal(state, "os");
}

}  // namespace perigee::lua
