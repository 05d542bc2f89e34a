// require for plugins: the host finds the source, the state compiles and runs it once. It knows no
// package library, so nothing is found that the module loader does not serve.
#include <fmt/format.h>

#include <lua.hpp>
#include <string_view>

#include "host/base/text.h"
#include "host/lua/core.h"
#include "host/lua/libraries.h"
#include "host/lua/native.h"
#include "host/lua/source_check.h"

namespace perigee::lua {
namespace {

constexpr std::size_t kShownNameBytes = 60;

// Keeps results and notices loops; a module that failed may be tried again.
constexpr std::string_view kRequire = R"lua(
local pcall, compile, fail = ...
local results, loading = {}, {}
return function(name)
  if name ~= nil and results[name] ~= nil then return results[name] end
  local module = compile(name, name ~= nil and loading[name])
  loading[name] = true
  local ok, result = pcall(module, name)
  loading[name] = nil
  if not ok then fail(result, 0) end
  if result == nil then result = true end
  results[name] = result
  return result
end
)lua";

/// The part that handles C++ objects: the source ends up in core.module, or the reason in
/// core.scratch. Exceptions of the loader become reasons.
bool find_module(Core& core, std::string_view name) {
  const std::string shown = printable(name, kShownNameBytes);
  if (!core.load_module) {
    core.scratch = fmt::format("module \"{}\" not found: this code has no modules", shown);
    return false;
  }
  try {
    auto found = core.load_module(name);
    Result<void> checked;
    if (!found) {
      checked = fail(std::move(found));
    } else {
      checked = check_source(found->chunk_name, found->text);
    }
    if (!checked) {
      core.scratch = fmt::format("module \"{}\": {}", shown, checked.error().describe());
      return false;
    }
    core.module = std::move(*found);
    core.note_file(core.module.chunk_name);
    return true;
  } catch (const std::exception& exception) {
    core.scratch = fmt::format("module \"{}\": {}", shown, exception.what());
    return false;
  }
}

/// Raises for the code that called require.
int refuse(lua_State* state, const char* format, const char* detail) {
  constexpr int kCallerOfRequire = 2;
  luaL_where(state, kCallerOfRequire);
  lua_pushfstring(state, format, detail);
  lua_concat(state, 2);
  return lua_error(state);
}

/// compile(name, is_loading): the module's function, not yet run.
int compile(lua_State* state) {
  enter_host_call(state);
  check_c_stack(state);
  std::size_t length = 0;
  if (lua_type(state, 1) != LUA_TSTRING) {
    return refuse(state, "require takes the name of a module, not a %s", luaL_typename(state, 1));
  }
  const char* name = lua_tolstring(state, 1, &length);
  if (length > limits::kModuleNameBytes) return refuse(state, "the module name is too %s", "long");
  if (lua_toboolean(state, 2) != 0) {
    return refuse(state, "module \"%s\" requires itself, directly or through others", name);
  }
  Core& core = Core::of(state);
  if (!find_module(core, {name, length})) {
    lua_pushlstring(state, core.scratch.data(), core.scratch.size());
    return lua_error(state);
  }
  core.scratch.assign("@").append(core.module.chunk_name);
  const std::string& text = core.module.text;
  charge(state, text.size());
  if (luaL_loadbufferx(state, text.data(), text.size(), core.scratch.c_str(), "t") != 0) {
    return lua_error(state);
  }
  core.module.text.clear();
  return 1;
}

}  // namespace

void open_require(lua_State* state) {
  if (luaL_loadbufferx(state, kRequire.data(), kRequire.size(), "=host", "t") != 0) {
    lua_error(state);
  }
  lua_getglobal(state, "pcall");
  lua_pushcfunction(state, compile);
  lua_getglobal(state, "error");
  lua_call(state, 3, 1);
  lua_setglobal(state, "require");
}

}  // namespace perigee::lua
