#include "host/lua/libraries.h"

#include <algorithm>
#include <array>
#include <lua.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "host/lua/string_library.h"
#include "host/lua/table_library.h"

namespace perigee::lua {
namespace {

using namespace std::string_view_literals;

// Left out of the globals, and why:
//   collectgarbage, gcinfo          a full collection costs one instruction and takes milliseconds
//   dofile, loadfile                read files
//   load, loadstring                accept bytecode, which the interpreter does not verify
//   getfenv, setfenv                reach the environment of host functions
//   newproxy                        its __gc runs with the hook masked, so it could loop for ever
//   print                           writes to the host's output; ctx.log is for that
//   module, package, io, debug,     never opened: they reach files, memory and the host
//   jit, ffi
// Replaced: tostring (a __tostring that is tostring hangs the stock one), tonumber (quadratic in
// the digits), unpack (unpaid copies), pcall and xpcall (see protected_calls.cpp), os (clock and
// locale).
constexpr std::array kBase = {
    "_G"sv,     "_VERSION"sv,     "assert"sv,   "error"sv,    "getmetatable"sv, "ipairs"sv,
    "next"sv,   "pairs"sv,        "pcall"sv,    "rawequal"sv, "rawget"sv,       "rawset"sv,
    "select"sv, "setmetatable"sv, "tonumber"sv, "type"sv,     "xpcall"sv,
};
// Complete but for resume and wrap, which protected_calls.cpp replaces.
constexpr std::array kCoroutine = {"create"sv, "isyieldable"sv, "resume"sv, "running"sv,
                                   "status"sv, "wrap"sv,        "yield"sv};
// Complete: pure functions, and a random generator that belongs to the state and has a fixed seed.
constexpr std::array kMath = {
    "abs"sv,        "acos"sv, "asin"sv,  "atan"sv, "atan2"sv, "ceil"sv, "cos"sv,   "cosh"sv,
    "deg"sv,        "exp"sv,  "floor"sv, "fmod"sv, "frexp"sv, "huge"sv, "ldexp"sv, "log"sv,
    "log10"sv,      "max"sv,  "min"sv,   "modf"sv, "pi"sv,    "pow"sv,  "rad"sv,   "random"sv,
    "randomseed"sv, "sin"sv,  "sinh"sv,  "sqrt"sv, "tan"sv,   "tanh"sv,
};
// Complete: pure functions on 32-bit numbers.
constexpr std::array kBit = {"arshift"sv, "band"sv, "bnot"sv, "bor"sv,    "bswap"sv, "bxor"sv,
                             "lshift"sv,  "rol"sv,  "ror"sv,  "rshift"sv, "tobit"sv, "tohex"sv};

struct Library {
  const char* name;    ///< Of the global table; empty for the globals themselves.
  lua_CFunction open;  ///< Null when another library opens it too.
  std::span<const std::string_view> kept;
};

// luaopen_base brings the coroutine library along.
const std::array kLibraries = {
    Library{"", luaopen_base, kBase},
    Library{LUA_COLIBNAME, nullptr, kCoroutine},
    Library{LUA_MATHLIBNAME, luaopen_math, kMath},
    Library{LUA_BITLIBNAME, luaopen_bit, kBit},
};

/// Removes every field of the table on top of the stack that is not listed.
void keep_only(lua_State* state, std::span<const std::string_view> kept) {
  for (lua_pushnil(state); lua_next(state, -2) != 0;) {
    lua_pop(state, 1);
    std::size_t length = 0;
    const char* name = lua_type(state, -1) == LUA_TSTRING ? lua_tolstring(state, -1, &length) : "";
    if (std::ranges::find(kept, std::string_view(name, length)) != kept.end()) continue;
    lua_pushvalue(state, -1);
    lua_pushnil(state);
    lua_rawset(state, -4);
  }
}

void open(lua_State* state, const Library& library) {
  if (library.open == nullptr) return;
  lua_pushcfunction(state, library.open);
  lua_pushstring(state, library.name);
  lua_call(state, 1, 0);
}

/// The registry key of the table of originals is the address of this.
char originals_mark;

/// Keeps what the host's own Lua code builds upon, whatever the plugin puts in its place.
void keep_originals(lua_State* state) {
  lua_pushlightuserdata(state, &originals_mark);
  lua_newtable(state);
  for (const char* name : {"pcall", "error", "type"}) {
    lua_getglobal(state, name);
    lua_setfield(state, -2, name);
  }
  lua_rawset(state, LUA_REGISTRYINDEX);
}

}  // namespace

void push_original(lua_State* state, const char* name) {
  lua_pushlightuserdata(state, &originals_mark);
  lua_rawget(state, LUA_REGISTRYINDEX);
  lua_getfield(state, -1, name);
  lua_remove(state, -2);
}

void open_libraries(lua_State* state) {
  for (const Library& library : kLibraries) open(state, library);
  lua_pushvalue(state, LUA_GLOBALSINDEX);
  constexpr std::array kTables = {"coroutine"sv, "math"sv, "bit"sv};
  std::vector<std::string_view> globals(kBase.begin(), kBase.end());
  globals.insert(globals.end(), kTables.begin(), kTables.end());
  keep_only(state, globals);
  lua_pop(state, 1);
  for (const Library& library : kLibraries) {
    if (*library.name == '\0') continue;
    lua_getglobal(state, library.name);
    keep_only(state, library.kept);
    lua_pop(state, 1);
  }
  open_base_functions(state);
  open_string_library(state);  // wants the tostring of the line above
  open_table_library(state);
  open_protected_calls(state);
  open_os_library(state);
  open_require(state);
  keep_originals(state);
  // The stock libraries keep themselves here as well; nothing of ours looks there.
  lua_pushnil(state);
  lua_setfield(state, LUA_REGISTRYINDEX, "_LOADED");
}

}  // namespace perigee::lua
