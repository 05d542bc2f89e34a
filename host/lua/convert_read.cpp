#include <algorithm>
#include <cmath>
#include <lua.hpp>

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/lua/convert.h"
#include "host/lua/core.h"
#include "host/lua/native.h"

namespace perigee::lua {
namespace {

/// Up to here every whole number is exact in a double.
constexpr double kExactInteger = 9007199254740992.0;
/// LuaJIT's own type of 64-bit and complex numbers.
constexpr int kCdataType = 10;
constexpr std::size_t kShownKeyBytes = 40;
/// Room made at once; more grows as it is read.
constexpr std::size_t kReservedItems = 64;
constexpr std::size_t kReservedMembers = 4;
/// Tables between two looks at the clock.
constexpr std::size_t kTablesPerClock = 16;

std::string path_of(std::string_view key) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (!key.empty() && key.size() <= kShownKeyBytes && std::ranges::all_of(key, plain) &&
      (key[0] < '0' || key[0] > '9')) {
    return "." + std::string(key);
  }
  return "[\"" + printable(key, kShownKeyBytes) + "\"]";
}

std::string path_of(std::size_t position) {
  return "[" + std::to_string(position) + "]";
}

/// Reads one value; after a refusal `path` and `reason` say which part and why.
class Reader {
 public:
  explicit Reader(lua_State* state) : state_(state), meter_(Core::of(state).meter) {}

  /// Reads what is on top of the stack and leaves it there.
  bool read(int depth, Value& out);

  std::string path;
  std::string reason;

 private:
  bool refuse(std::string_view why) {
    reason = why;
    return false;
  }
  bool refuse_type(int type);
  bool pay(std::size_t bytes);
  bool read_number(Value& out);
  bool read_string(std::string& out);
  bool read_table(int depth, Value& out);
  bool read_object(int depth, Object& out);
  bool read_array(int depth, Array& out);
  bool read_scattered_array(int depth, Array& out);
  bool read_item(int depth, Array& out);

  lua_State* state_;
  Meter& meter_;
  std::size_t tables_ = 0;
  std::size_t left_ = limits::kValueBytes;
};

bool Reader::pay(std::size_t bytes) {
  if (bytes > left_) {
    return refuse("the whole value is larger than " + std::to_string(limits::kValueBytes) +
                  " bytes");
  }
  left_ -= bytes;
  return true;
}

bool Reader::read(int depth, Value& out) {
  if (!pay(16)) return false;
  switch (const int type = lua_type(state_, -1)) {
    case LUA_TSTRING:
      out = std::string();
      return read_string(out.as_string());
    case LUA_TNUMBER:
      return read_number(out);
    case LUA_TBOOLEAN:
      out = lua_toboolean(state_, -1) != 0;
      return true;
    case LUA_TNIL:
      out = nullptr;
      return true;
    case LUA_TTABLE:
      return read_table(depth, out);
    default:
      if (!is_null(state_, -1)) return refuse_type(type);
      out = nullptr;
      return true;
  }
}

bool Reader::refuse_type(int type) {
  switch (type) {
    case LUA_TFUNCTION:
      return refuse("a function cannot leave the plugin");
    case LUA_TTHREAD:
      return refuse("a coroutine cannot leave the plugin");
    case kCdataType:
      return refuse("a 64-bit number cannot leave the plugin");
    default:
      return refuse("a userdata cannot leave the plugin");
  }
}

bool Reader::read_number(Value& out) {
  const double number = lua_tonumber(state_, -1);
  if (!std::isfinite(number)) return refuse("a number must be finite, not NaN or infinity");
  if (number == std::trunc(number) && std::abs(number) <= kExactInteger) {
    out = static_cast<std::int64_t>(number);
  } else {
    out = number;
  }
  return true;
}

bool Reader::read_string(std::string& out) {
  std::size_t length = 0;
  const char* bytes = lua_tolstring(state_, -1, &length);
  if (!pay(length)) return false;
  if (!is_valid_utf8({bytes, length})) {
    return refuse("a string must be valid UTF-8 (was it cut inside a character?)");
  }
  out.assign(bytes, length);
  return true;
}

bool Reader::read_table(int depth, Value& out) {
  if (depth >= limits::kValueDepth) {
    return refuse("nested deeper than " + std::to_string(limits::kValueDepth) +
                  " levels, or a table that contains itself");
  }
  // A table may be large, empty and referred to many times: walking it costs time, not size.
  if (++tables_ % kTablesPerClock == 0 && !meter_.in_time()) return refuse("timed out");
  bool marked = false;
  if (lua_getmetatable(state_, -1) != 0) {
    marked = is_array_mark(state_, -1);
    lua_pop(state_, 1);
  }
  lua_pushnil(state_);
  if (lua_next(state_, -2) == 0) {
    out = marked ? Value(Array()) : Value(Object());
    return true;
  }
  const int key = lua_type(state_, -2);
  bool read = false;
  if (key == LUA_TNUMBER) {
    out = Array();
    read = read_array(depth, out.as_array());
    if (read && depth == 0 && out.as_array().size() > limits::kResultItems) {
      read = refuse("a list of " + std::to_string(out.as_array().size()) + " items, the limit is " +
                    std::to_string(limits::kResultItems));
    }
  } else if (marked) {
    return refuse("a list has the keys 1 to n only");
  } else if (key == LUA_TSTRING) {
    out = Object();
    read = read_object(depth, out.as_object());
  } else {
    return refuse(std::string("a key must be a string or the position in a list, not a ") +
                  luaL_typename(state_, -2));
  }
  return read;
}

/// With the table, its first key and value on the stack; leaves the table.
bool Reader::read_object(int depth, Object& out) {
  out.reserve(kReservedMembers);
  do {
    if (lua_type(state_, -2) != LUA_TSTRING) {
      return refuse("a table must be a list or have string keys, not both");
    }
    std::size_t length = 0;
    const char* bytes = lua_tolstring(state_, -2, &length);
    const std::string_view key(bytes, length);
    if (!pay(length)) return false;
    if (!is_valid_utf8(key)) return refuse("a key must be valid UTF-8");
    Member& member = out.emplace_back(std::string(key), Value());
    if (!read(depth + 1, member.second)) {
      path.insert(0, path_of(key));
      return false;
    }
    lua_pop(state_, 1);
  } while (lua_next(state_, -2) != 0);
  std::ranges::sort(out, {}, &Member::first);
  return true;
}

bool Reader::read_item(int depth, Array& out) {
  if (read(depth + 1, out.emplace_back())) return true;
  path.insert(0, path_of(out.size()));
  return false;
}

/// As read_object. Lists come in order as a rule; if not, they are read again by position.
bool Reader::read_array(int depth, Array& out) {
  const std::size_t left = left_;
  out.reserve(std::min(lua_objlen(state_, -3), kReservedItems));
  do {
    if (lua_type(state_, -2) != LUA_TNUMBER ||
        lua_tonumber(state_, -2) != static_cast<double>(out.size() + 1)) {
      lua_pop(state_, 2);
      out.clear();
      left_ = left;
      return read_scattered_array(depth, out);
    }
    if (!read_item(depth, out)) return false;
    lua_pop(state_, 1);
  } while (lua_next(state_, -2) != 0);
  return true;
}

bool Reader::read_scattered_array(int depth, Array& out) {
  std::size_t count = 0;
  double largest = 0;
  for (lua_pushnil(state_); lua_next(state_, -2) != 0; lua_pop(state_, 1)) {
    if (lua_type(state_, -2) != LUA_TNUMBER) {
      return refuse("a table must be a list or have string keys, not both");
    }
    const double key = lua_tonumber(state_, -2);
    if (key < 1 || key != std::trunc(key)) return refuse("a list has the keys 1 to n only");
    largest = std::max(largest, key);
    ++count;
  }
  if (largest != static_cast<double>(count)) {
    return refuse("a list must not have holes (use ctx.null for an empty place)");
  }
  out.reserve(count);
  for (std::size_t i = 1; i <= count; ++i) {
    lua_rawgeti(state_, -1, static_cast<int>(i));
    if (!read_item(depth, out)) return false;
    lua_pop(state_, 1);
  }
  return true;
}

}  // namespace

std::optional<std::string> read_value(lua_State* state, int index, std::string_view root,
                                      Value& out) {
  luaL_checkstack(state, 3 * (limits::kValueDepth + 2), "value");
  const int top = lua_gettop(state);
  lua_pushvalue(state, index);
  Reader reader(state);
  const bool read = reader.read(0, out);
  lua_settop(state, top);
  if (read) return std::nullopt;
  return std::string(root) + reader.path + ": " + reader.reason;
}

}  // namespace perigee::lua
