// Target: values on their way out of a Lua state. The bytes are a small program that builds them
// with all that Lua has: metatables whose every event aborts, cycles, holes, odd keys, ill-formed
// text. What is refused says where; what is accepted keeps the limits and comes back as it was.
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "host/base/clock.h"
#include "host/base/error.h"
#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/lua/native.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/stock.h"

namespace {

using namespace perigee;

/// Values on the stack at once; the program's bottom one is what crosses.
constexpr int kMostValues = 40;

int never(lua_State*) {
  std::fputs("the border ran code of the plugin\n", stderr);
  std::abort();
}

/// Builds values on the Lua stack, one instruction per byte.
class Builder {
 public:
  Builder(lua_State* L, std::string_view program)
      : L_(L), program_(program), base_(lua_gettop(L)) {}

  void build() {
    while (!program_.empty() && count() < kMostValues) step(take());
    if (count() == 0) lua_pushnil(L_);
    lua_settop(L_, base_ + 1);
  }

 private:
  int count() const { return lua_gettop(L_) - base_; }

  std::uint8_t take() {
    if (program_.empty()) return 0;
    const auto byte = static_cast<std::uint8_t>(program_.front());
    program_.remove_prefix(1);
    return byte;
  }

  void step(std::uint8_t instruction) {
    switch (instruction % 16) {
      case 0:
        return lua_pushnil(L_);
      case 1:
        return lua_pushboolean(L_, take() % 2);
      case 2:
        return lua_pushnumber(L_, number());
      case 3:
        return push_text(take() % 8);
      case 4:
        return push_large_text();
      case 5:
        return lua_newtable(L_);
      case 6:
        return lua::push_null(L_);
      case 7:
        return push_odd();
      case 8:
        return append();
      case 9:
      case 10:
        return set_field();
      case 11:
        return copy();
      case 12:
        return set_metatable();
      case 13:
        return nest(take() % 40);
      case 14:
        if (is_table()) lua::mark_array(L_);
        return;
      default:
        if (count() > 1) lua_pop(L_, 1);
    }
  }

  bool is_table(int index = -1) const { return count() >= -index && lua_istable(L_, index); }

  double number() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    constexpr double kNumbers[] = {
        0,    -0.0,      0.5,        1e300,       9007199254740992.0, -9007199254740994.0,
        1e15, kInfinity, -kInfinity, 2147483648.0};
    const std::uint8_t byte = take();
    return byte < std::size(kNumbers) ? kNumbers[byte] : byte - 100.0;
  }

  void push_text(std::size_t size) {
    const std::string_view text = program_.substr(0, size);
    program_.remove_prefix(text.size());
    lua_pushlstring(L_, text.data(), text.size());
  }

  void push_large_text() {
    const std::string text(std::size_t{take()} * 1024, 'x');
    lua_pushlstring(L_, text.data(), text.size());
  }

  void push_odd() {
    switch (take() % 4) {
      case 0:
        return lua_pushcfunction(L_, never);
      case 1:
        lua_newthread(L_);
        return;
      case 2:
        lua_newuserdata(L_, 8);
        return;
      default:
        return lua_pushlightuserdata(L_, L_);
    }
  }

  /// table, value -> table
  void append() {
    if (!is_table(-2)) return;
    lua_rawseti(L_, -2, static_cast<int>(lua_objlen(L_, -2)) + 1);
  }

  /// table, key, value -> table
  void set_field() {
    if (!is_table(-3)) return;
    if (lua_isnil(L_, -2) ||
        (lua_isnumber(L_, -2) && lua_tonumber(L_, -2) != lua_tonumber(L_, -2))) {
      return lua_pop(L_, 2);
    }
    lua_rawset(L_, -3);
  }

  /// Any value below again: cycles, and tables that are referred to many times.
  void copy() {
    if (count() > 0) lua_pushvalue(L_, base_ + 1 + take() % count());
  }

  void set_metatable() {
    constexpr const char* kEvents[] = {"__index",    "__newindex", "__len",  "__pairs", "__ipairs",
                                       "__tostring", "__eq",       "__call", "__concat"};
    if (!is_table()) return;
    lua_newtable(L_);
    for (const char* event : kEvents) {
      lua_pushcfunction(L_, never);
      lua_setfield(L_, -2, event);
    }
    lua_setmetatable(L_, -2);
  }

  /// value -> {{{value}}}
  void nest(int levels) {
    if (count() == 0) return;
    for (int i = 0; i < levels; ++i) {
      lua_createtable(L_, 1, 0);
      lua_insert(L_, -2);
      lua_rawseti(L_, -2, 1);
    }
  }

  lua_State* L_;
  std::string_view program_;
  int base_;
};

void check_text(const Value& value) {
  if (value.is_string()) PERIGEE_CHECK(is_valid_utf8(value.as_string()), "ill-formed text got out");
  if (value.is_array()) {
    for (const Value& item : value.as_array()) check_text(item);
  }
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.as_object()) {
    PERIGEE_CHECK(is_valid_utf8(name), "an ill-formed key got out");
    check_text(member);
  }
}

void cross(lua_State* L) {
  const int top = lua_gettop(L);
  Value out;
  const auto refused = lua::read_value(L, -1, "result", out);
  PERIGEE_CHECK(lua_gettop(L) == top, "the stack changed");
  if (refused) {
    PERIGEE_CHECK(refused->starts_with("result"), "a refusal names no place: " + *refused);
    return;
  }
  check_text(out);
  const auto too_large = lua::refuse_value(out);
  PERIGEE_CHECK(!too_large, "what came out may not go in: " + *too_large);
  lua::push_value(L, out);
  Value again;
  const auto refused_again = lua::read_value(L, -1, "result", again);
  PERIGEE_CHECK(!refused_again, "what went in may not come out: " + *refused_again);
  PERIGEE_CHECK(again == out, "another value came back");
  lua_settop(L, top);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SystemClock clock;
  static const auto state = lua::State::create({}, clock).value();
  constexpr std::size_t kMostInstructions = 400;  // large texts would fill the state
  const std::string_view program = test::text_of(data, size).substr(0, kMostInstructions);
  test::inside(*state, [program](lua_State* L) {
    const int top = lua_gettop(L);
    Builder(L, program).build();
    cross(L);
    lua_settop(L, top);
    lua_gc(L, LUA_GCCOLLECT, 0);
  });
  return 0;
}
