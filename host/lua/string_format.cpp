// string.format. The stock function does the formatting; here the arguments are checked and turned
// into strings and numbers first, so that it meets nothing else and runs no code of the plugin.
#include <lua.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "host/lua/arguments.h"
#include "host/lua/fuel.h"
#include "host/lua/string_buffer.h"
#include "host/lua/string_functions.h"
#include "host/lua/weights.h"

namespace perigee::lua {
namespace {

constexpr int kStockFormat = lua_upvalueindex(1);
constexpr int kTostring = lua_upvalueindex(2);

/// More than any conversion but %s and %q takes, and any padding: %.99f of 1e308 has 410 bytes.
constexpr std::size_t kNumberBytes = 512;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// One conversion such as "%-5.2f".
struct Conversion {
  std::string_view text;  ///< as written, or as much of it as an error message shows
  char letter = '\0';     ///< '\0' when the format ends before it
  int precision = -1;     ///< -1 when there is none
};

/// Reads the conversion at the front of `rest`, which begins with '%'. Width and precision have two
/// digits at the most, which bounds what any conversion but %s and %q can produce.
Conversion read_conversion(std::string_view rest) {
  std::size_t at = 1;
  const auto peek = [&] {
    return at < rest.size() ? rest[at] : '\0';
  };
  const auto two_digits = [&] {
    int value = 0;
    for (int i = 0; i < 2 && is_digit(peek()); ++i) value = value * 10 + (rest[at++] - '0');
    return value;
  };
  Conversion conversion;
  while (peek() == '-' || peek() == '+' || peek() == ' ' || peek() == '#' || peek() == '0') ++at;
  two_digits();
  if (peek() == '.') {
    ++at;
    conversion.precision = two_digits();
  }
  conversion.letter = peek();
  // Control bytes are not shown in the error message, and no letter is one.
  if (static_cast<unsigned char>(peek()) >= 32) ++at;
  conversion.text = rest.substr(0, at);
  return conversion;
}

/// Bytes that %q makes of a text, at the most.
std::size_t quoted_size(std::string_view text) {
  std::size_t size = 2;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    size += byte < 32 || byte == 127 ? 4 : byte == '"' || byte == '\\' ? 2 : 1;
  }
  return size;
}

/// What the stock function will have to do.
struct Effort {
  std::size_t bytes;  ///< of the result, at the most
  std::uint64_t fuel;
};

/// Makes the argument of a %s or %q a string; numbers may stay.
void prepare_text(lua_State* L, int index, const Conversion& conversion, Effort& effort) {
  const int type = lua_type(L, index);
  if (type == LUA_TNUMBER) {
    effort.fuel += weights::kLongNumber;
    return;
  }
  if (type != LUA_TSTRING) {
    check_c_stack(L);
    lua_pushvalue(L, kTostring);
    lua_pushvalue(L, index);
    lua_call(L, 1, 1);
    charge(L, weights::kCallback);
    if (lua_isstring(L, -1) == 0) luaL_error(L, "'tostring' must return a string");
    lua_replace(L, index);
  }
  const std::string_view text = string_at(L, index);
  if (conversion.letter == 'q') {
    charge(L, text.size() * weights::kQuotedByte);
    effort.bytes += quoted_size(text);
  } else if (conversion.precision >= 0) {
    effort.bytes += std::min(text.size(), static_cast<std::size_t>(conversion.precision));
  } else {
    effort.bytes += text.size();
  }
}

void prepare_number(lua_State* L, int index, const Conversion& conversion, Effort& effort) {
  const double magnitude = std::fabs(check_number(L, index));
  const bool ordinary =
      conversion.precision <= 20 && magnitude < 1e20 && (magnitude > 1e-20 || magnitude == 0);
  effort.fuel += ordinary ? weights::kNumber : weights::kLongNumber;
}

/// Checks one argument and makes it fit for the stock function.
void prepare(lua_State* L, int index, const Conversion& conversion, Effort& effort) {
  // %p is not among them: it would show addresses.
  if (!std::string_view("acdefgioqsuxAEFGX").contains(conversion.letter)) {
    lua_pushlstring(L, conversion.text.data(), conversion.text.size());
    luaL_error(L, "invalid option '%s' to 'format'", lua_tostring(L, -1));
  }
  if (lua_isnone(L, index)) luaL_argerror(L, index, "value expected");
  effort.bytes += kNumberBytes;
  if (conversion.letter == 's' || conversion.letter == 'q') {
    prepare_text(L, index, conversion, effort);
  } else {
    prepare_number(L, index, conversion, effort);
  }
}

}  // namespace

int string_format(lua_State* L) {
  const std::string_view format = check_string(L, 1);
  charge(L, weights::kFormat + format.size() / weights::kTransformedBytes);
  Effort effort{format.size(), 0};
  int argument = 1;
  for (std::size_t at = format.find('%'); at < format.size(); at = format.find('%', at)) {
    if (format.substr(at).starts_with("%%")) {
      at += 2;
      continue;
    }
    const Conversion conversion = read_conversion(format.substr(at));
    prepare(L, ++argument, conversion, effort);
    at += conversion.text.size();
  }
  check_stock_result_size(L, effort.bytes);
  charge(L, effort.fuel + effort.bytes / weights::kBlockBytes);
  lua_pushvalue(L, kStockFormat);
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

}  // namespace perigee::lua
