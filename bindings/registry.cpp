// Builds ctx from the namespaces. Every function of the host is entered through call_host(), so
// that calls are counted, the deadline is looked at, and no C++ exception crosses the interpreter.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "bindings/database.h"
#include "bindings/namespace.h"
#include "host/base/text.h"
#include "host/lua/native.h"
#include "host/plugins/grants.h"

namespace perigee::bindings {
namespace {

constexpr std::array kNamespaces = {&kRoot, &kLog,  &kRe, &kJson,  &kTime,
                                    &kHash, &kUtf8, &kDb, &kState, &kTasks};

constexpr std::size_t kShownNameBytes = 60;

template <class T>
T& upvalue(lua_State* state, int position) {
  return *static_cast<T*>(lua_touserdata(state, lua_upvalueindex(position)));
}

/// How a namespace is called in messages: "ctx" or "ctx.log".
std::string title(const Namespace& ns) {
  return ns.name.empty() ? "ctx" : fmt::format("ctx.{}", ns.name);
}

int call_guarded(lua_State* state, const Function& function, Context& context) {
  try {
    return function.call(state, context);
  } catch (const std::exception& exception) {
    lua::scratch_text(state) = fmt::format("{}: the host failed: {}", function.name,
                                           printable(exception.what(), limits::kErrorBytes));
    return kRaise;
  }
}

/// The C function behind every entry: upvalues are the entry and the context.
int call_host(lua_State* state) {
  lua::enter_host_call(state);
  const int results =
      call_guarded(state, upvalue<const Function>(state, 1), upvalue<Context>(state, 2));
  if (results == kRaise) lua::raise_text(state, lua::scratch_text(state));
  return results;
}

std::vector<std::string_view> names_of(const Namespace& ns) {
  std::vector<std::string_view> names;
  for (const Function& function : ns.functions) names.push_back(function.name);
  for (const Constant& constant : ns.constants) names.push_back(constant.name);
  if (!ns.name.empty()) return names;
  for (const Namespace* part : kNamespaces) {
    if (!part->name.empty()) names.push_back(part->name);
  }
  names.insert(names.end(), plugins::kGrants.begin(), plugins::kGrants.end());
  return names;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Why a part of ctx that needs a grant is not there.
std::string describe_missing(const ContextOptions& options, std::string_view grant) {
  if (contains(options.grants, grant)) {
    return fmt::format("ctx.{} is not available: this host does not have it", grant);
  }
  return fmt::format(
      "ctx.{0} is not available: the plugin is not granted \"{0}\"; {1}", grant,
      contains(options.declared, grant)
          ? fmt::format("plugins[\"{}\"].grants in perigee.lua leaves it out", options.plugin)
          : fmt::format("add grants = {{ \"{}\" }} to its table", grant));
}

void describe_unknown(std::string& text, const Namespace& ns, const ContextOptions& options,
                      std::string_view name) {
  if (ns.name.empty() && plugins::is_grant(name)) {
    text = describe_missing(options, name);
    return;
  }
  text = fmt::format("{}.{} does not exist", title(ns), printable(name, kShownNameBytes));
  const std::string guess = did_you_mean(name.substr(0, kShownNameBytes), names_of(ns));
  if (!guess.empty()) text += ", " + guess;
}

/// The member of that name if it is one that every run gets anew.
const Constant* per_run_member(const Namespace& ns, std::string_view name) {
  const auto found = std::ranges::find(ns.constants, name, &Constant::name);
  return found != ns.constants.end() && found->per_run ? &*found : nullptr;
}

/// Pushes such a member, made when a run first asks for it. Upvalue 3 keeps those of this run.
void push_per_run(lua_State* state, const Constant& member, Context& context) {
  if (const std::uint64_t run = lua::run_number(state); run != context.members_run) {
    context.members_run = run;
    lua_newtable(state);
    lua_replace(state, lua_upvalueindex(3));
  }
  lua_pushvalue(state, 2);
  lua_rawget(state, lua_upvalueindex(3));
  if (!lua_isnil(state, -1)) return;
  lua_pop(state, 1);
  member.push(state, context);
  lua_pushvalue(state, 2);
  lua_pushvalue(state, -2);
  lua_rawset(state, lua_upvalueindex(3));
}

void push_namespace(lua_State* state, const Namespace& ns, Context& context);
void guard(lua_State* state, const Namespace& ns, Context& context);

/// The part of ctx of that name if it needs a grant and the plugin has it.
const Namespace* granted_part(const Namespace& ns, const ContextOptions& options,
                              std::string_view name) {
  if (!ns.name.empty() || !plugins::is_grant(name) || !contains(options.grants, name)) {
    return nullptr;
  }
  if (name == kTasks.name && !options.tasks) return nullptr;
  const auto found =
      std::ranges::find(kNamespaces, name, [](const Namespace* part) { return part->name; });
  return found != kNamespaces.end() ? *found : nullptr;
}

/// Pushes such a part, made when it is first asked for, and keeps it among the members of ctx.
void push_part(lua_State* state, const Namespace& part, Context& context) {
  if (context.options.on_grant_used) context.options.on_grant_used(part.name);
  push_namespace(state, part, context);
  guard(state, part, context);
  lua_pushvalue(state, 2);
  lua_pushvalue(state, -2);
  lua_rawset(state, 1);
}

/// __index behind the members of ctx and its namespaces: what they lack is an error, not nil.
int find_or_refuse(lua_State* state) {
  std::size_t length = 0;
  const char* name = "?";
  if (lua_type(state, 2) == LUA_TSTRING) name = lua_tolstring(state, 2, &length);
  const auto& ns = upvalue<const Namespace>(state, 1);
  if (const Constant* member = per_run_member(ns, {name, length})) {
    push_per_run(state, *member, upvalue<Context>(state, 2));
    return 1;
  }
  auto& context = upvalue<Context>(state, 2);
  if (const Namespace* part = granted_part(ns, context.options, {name, length})) {
    push_part(state, *part, context);
    return 1;
  }
  describe_unknown(lua::scratch_text(state), ns, context.options, {name, length});
  lua::raise_text(state, lua::scratch_text(state));
}

/// __newindex of the same.
int refuse_change(lua_State* state) {
  lua::scratch_text(state) =
      fmt::format("{} is the host's: keep your own data in a local or global",
                  title(upvalue<const Namespace>(state, 1)));
  lua::raise_text(state, lua::scratch_text(state));
}

void push_userdata(lua_State* state, const void* address) {
  lua_pushlightuserdata(state, const_cast<void*>(address));
}

void set_member(lua_State* state, std::string_view name) {
  lua_pushlstring(state, name.data(), name.size());
  lua_insert(state, -2);
  lua_rawset(state, -3);
}

/// Replaces the table of members on the stack by an empty one that shows them and takes nothing:
/// members themselves cannot be assigned to, so a run cannot change what a later one sees.
void guard(lua_State* state, const Namespace& ns, Context& context) {
  lua_createtable(state, 0, 1);  // of the members
  push_userdata(state, &ns);
  push_userdata(state, &context);
  lua_newtable(state);
  lua_pushcclosure(state, find_or_refuse, 3);
  lua_setfield(state, -2, "__index");
  lua_setmetatable(state, -2);

  lua_newtable(state);
  lua_createtable(state, 0, 3);
  lua_pushvalue(state, -3);
  lua_setfield(state, -2, "__index");
  push_userdata(state, &ns);
  lua_pushcclosure(state, refuse_change, 1);
  lua_setfield(state, -2, "__newindex");
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  lua_setmetatable(state, -2);
  lua_remove(state, -2);
}

void set_functions(lua_State* state, std::span<const Function> functions, Context& context) {
  for (const Function& function : functions) {
    if (function.call == nullptr) continue;
    push_userdata(state, &function);
    push_userdata(state, &context);
    lua_pushcclosure(state, call_host, 2);
    set_member(state, function.name);
  }
}

/// Runs the sugar of a namespace and adds what it returns to the table on top of the stack.
void add_sugar(lua_State* state, const Namespace& ns, Context& context) {
  const int members = lua_gettop(state);
  if (luaL_loadbufferx(state, ns.sugar.data(), ns.sugar.size(), "=host", "t") != 0) {
    lua_error(state);
  }
  lua_newtable(state);
  set_functions(state, ns.functions, context);
  set_functions(state, ns.inner, context);
  for (const char* name : {"pcall", "error", "type"}) lua::push_original(state, name);
  lua_call(state, 4, 1);
  for (lua_pushnil(state); lua_next(state, members + 1) != 0;) {
    lua_pushvalue(state, -2);
    lua_insert(state, -2);
    lua_rawset(state, members);
  }
  lua_settop(state, members);
}

/// Pushes the table of a namespace, still without its guard.
void push_namespace(lua_State* state, const Namespace& ns, Context& context) {
  lua_createtable(state, 0, static_cast<int>(ns.functions.size() + ns.constants.size()));
  set_functions(state, ns.functions, context);
  if (!ns.sugar.empty()) add_sugar(state, ns, context);
  for (const Constant& constant : ns.constants) {
    if (constant.per_run) continue;
    constant.push(state, context);
    set_member(state, constant.name);
  }
}

void push_context(lua_State* state, Context& context) {
  push_namespace(state, kRoot, context);
  for (const Namespace* ns : kNamespaces) {
    if (ns->name.empty() || plugins::is_grant(ns->name)) continue;
    push_namespace(state, *ns, context);
    guard(state, *ns, context);
    set_member(state, ns->name);
  }
  guard(state, kRoot, context);
}

/// Compiled expressions are the plugin's memory, and the first to go when it runs short.
void limit_regexes(lua::State& state, Context& context) {
  context.regexes.set_capacity(state.memory_limits().soft / limits::kRegexMemoryShare);
  state.on_pressure([&context] {
    context.regexes.clear();
    return std::exchange(context.regex_bytes, 0);
  });
}

}  // namespace

std::span<const Namespace* const> namespaces() {
  return kNamespaces;
}

Result<lua::Ref> make_context(lua::State& state, ContextOptions options) {
  if (auto reason = lua::refuse_value(options.config)) {
    Error error{Code::InvalidInput, "config: " + *reason};
    error.where.plugin = options.plugin;
    return std::unexpected(std::move(error));
  }
  if (!options.log_sink) options.log_sink = log::write;
  auto context = std::make_shared<Context>(Context{.options = std::move(options)});
  if (context->options.database != nullptr) {
    context->database = std::make_shared<Database>();
    Database& database = *context->database;
    database.store = context->options.database;
    database.state.emplace(*database.store, context->options.plugin, *context->options.clock);
    state.after_runs([database = context->database] { end_run(*database); });
  }
  state.keep(context);
  limit_regexes(state, *context);
  return lua::anchor(state, [&](lua_State* L) { push_context(L, *context); });
}

}  // namespace perigee::bindings
