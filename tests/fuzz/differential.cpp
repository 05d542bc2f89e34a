#include "tests/fuzz/differential.h"

#include <array>
#include <string_view>

namespace perigee::test {
namespace {

constexpr std::array kFunctions = {"find", "match", "gmatch", "gsub"};

// Values in the order of PatternCase::Replacement from Table on. Their answers depend on their
// arguments alone.
constexpr const char* kReplacements = R"(
  local indexed = setmetatable({}, {__index = function(_, key)
    if key == "b" then return false end
    return "<" .. tostring(key) .. ">"
  end})
  local function echo(...)
    local out = {}
    for i = 1, select("#", ...) do out[i] = tostring((select(i, ...))) end
    return stock.table.concat(out, "|")
  end
  local function count(...) return select("#", ...) end
  local function mixed(first)
    if first == "a" then return nil end
    if first == "b" then return false end
    if first == 3 then return {} end
    if first == "1" then error("refused") end
    return first
  end
  return {a = "A", b = false, [1] = "one", ["1"] = 7, [2] = true, [""] = "-"},
    indexed, echo, count, mixed
)";

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 32 || byte > 126 || c == '"' || c == '\\') {
      const std::string digits = std::to_string(byte);
      out += "\\" + std::string(3 - digits.size(), '0') + digits;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string shown(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* data = lua_tolstring(L, index, &size);
      return quoted({data, size});
    }
    case LUA_TNUMBER:
      return std::to_string(lua_tonumber(L, index));
    default:
      return luaL_typename(L, index);
  }
}

int keep(lua_State* L) {
  return luaL_ref(L, LUA_REGISTRYINDEX);
}

int keep_library(lua_State* L, bool stock) {
  lua_getglobal(L, stock ? "stock" : "string");
  if (stock) lua_getfield(L, -1, "string");
  const int reference = keep(L);
  if (stock) lua_pop(L, 1);
  return reference;
}

int keep_replacements(lua_State* L) {
  lua_createtable(L, 5, 0);
  const int before = lua_gettop(L);
  if (luaL_loadstring(L, kReplacements) != 0) lua_error(L);
  lua_call(L, 0, LUA_MULTRET);
  for (int i = lua_gettop(L) - before; i > 0; --i) lua_rawseti(L, before, i);
  return keep(L);
}

}  // namespace

std::string PatternCase::describe() const {
  std::string out = "string." + std::string(kFunctions[static_cast<std::size_t>(function)]) + "(" +
                    quoted(subject) + ", " + quoted(pattern);
  if (function == Function::Gsub) {
    out += replacement == Replacement::Text
               ? ", " + quoted(text)
               : ", replacement " + std::to_string(static_cast<int>(replacement));
  }
  if (init) out += ", " + std::to_string(*init);
  return out + (plain ? ", true)" : ")");
}

Differential::Differential(lua_State* L)
    : L_(L),
      ours_(keep_library(L, false)),
      stock_(keep_library(L, true)),
      replacements_(keep_replacements(L)) {}

/// Pushes function and arguments; returns how many arguments.
int Differential::push_call(const PatternCase& test, int library) {
  lua_rawgeti(L_, LUA_REGISTRYINDEX, library);
  lua_getfield(L_, -1, kFunctions[static_cast<std::size_t>(test.function)]);
  lua_remove(L_, -2);
  lua_pushlstring(L_, test.subject.data(), test.subject.size());
  lua_pushlstring(L_, test.pattern.data(), test.pattern.size());
  if (test.function == PatternCase::Function::Gmatch) return 2;
  int count = 2;
  if (test.function == PatternCase::Function::Gsub) {
    if (test.replacement == PatternCase::Replacement::Text) {
      lua_pushlstring(L_, test.text.data(), test.text.size());
    } else {
      lua_rawgeti(L_, LUA_REGISTRYINDEX, replacements_);
      lua_rawgeti(L_, -1, static_cast<int>(test.replacement));
      lua_remove(L_, -2);
    }
    ++count;
  }
  if (!test.init && !test.plain) return count;
  if (test.init) {
    lua_pushinteger(L_, *test.init);
  } else {
    lua_pushnil(L_);
  }
  ++count;
  if (test.plain && test.function == PatternCase::Function::Find) {
    lua_pushboolean(L_, 1);
    ++count;
  }
  return count;
}

/// Replaces the iterator on top of the stack by everything it returns.
int Differential::answer_gmatch(int iterator_at) {
  constexpr int kMostMatches = 40;
  for (int i = 0; i < kMostMatches; ++i) {
    const int before = lua_gettop(L_);
    luaL_checkstack(L_, 40, "answers");
    lua_pushvalue(L_, iterator_at);
    const int status = lua_pcall(L_, 0, LUA_MULTRET, 0);
    if (status != 0) return status;
    if (lua_gettop(L_) == before) break;
    lua_pushliteral(L_, "next");
  }
  return 0;
}

/// Leaves all results, or the error, on the stack; returns the status.
int Differential::answer(const PatternCase& test, int library) {
  const int before = lua_gettop(L_);
  const int status = lua_pcall(L_, push_call(test, library), LUA_MULTRET, 0);
  if (status != 0 || test.function != PatternCase::Function::Gmatch) return status;
  const int status_of_iterator = answer_gmatch(before + 1);
  lua_remove(L_, before + 1);
  return status_of_iterator;
}

std::string Differential::compare(const PatternCase& test) {
  const int base = lua_gettop(L_);
  const int stock_status = answer(test, stock_);
  const int middle = lua_gettop(L_);
  const int our_status = answer(test, ours_);
  const int top = lua_gettop(L_);
  const int stock_count = middle - base;
  bool same = stock_status == our_status && stock_count == top - middle;
  for (int i = 1; same && i <= stock_count; ++i) {
    same = lua_rawequal(L_, base + i, middle + i) != 0;
  }
  if (stock_status != 0) {
    ++raised_;
  } else if (stock_count > 0 && !lua_isnil(L_, base + 1)) {
    ++matched_;
  }
  std::string difference;
  if (!same) {
    difference = test.describe() + "\n  stock:";
    for (int i = base + 1; i <= middle; ++i) difference += " " + shown(L_, i);
    difference += "\n  ours:";
    for (int i = middle + 1; i <= top; ++i) difference += " " + shown(L_, i);
  }
  lua_settop(L_, base);
  return difference;
}

}  // namespace perigee::test
