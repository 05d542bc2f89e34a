// How a part of ctx is declared. Each namespace is one constant in a file of its own, and all are
// listed in registry.cpp; ctx itself, its "did you mean", the editor stubs and the API reference
// come from the same entries. An entry reads its arguments, calls the domain and pushes the result.
#pragma once

#include <cstdint>
#include <lua.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/context.h"
#include "host/base/clock.h"
#include "host/base/regex.h"

namespace perigee::bindings {

struct Database;

/// What the functions of one plugin's ctx share; lives as long as the state.
struct Context {
  ContextOptions options;
  std::uint64_t log_run = 0;  ///< Number of the run that `log_lines` counts.
  int log_lines = 0;
  std::shared_ptr<Database> database = nullptr;  ///< Behind ctx.db; null without the grant.
  std::uint64_t members_run = 0;    ///< Number of the run for which per_run members were made.
  SteadyTime log_period_ends = {};  ///< Of the period that `log_period_lines` counts.
  int log_period_lines = 0;
  RegexCache regexes = {};
  std::size_t regex_bytes = 0;  ///< Of them, as counted among the plugin's memory.

  // Where a function has its C++ objects while it calls what may raise: nothing is lost then.
  Value value = {};
  std::string text = {};
  std::vector<std::string> patterns = {};
  std::vector<int> numbers = {};
  Error failure = {};
};

/// What a host function returns when the text of an error is in lua::scratch_text().
inline constexpr int kRaise = -1;

/// Reads its arguments from the stack, pushes results and returns how many, or kRaise. It may throw
/// std::exception, which becomes an error in Lua; it may raise Lua errors itself where no C++
/// object with a destructor is alive.
using HostFunction = int (*)(lua_State*, Context&);

struct Function {
  std::string_view name;
  std::string_view signature;  ///< For LuaCATS, such as "fun(text: string)".
  std::string_view doc;        ///< One line.
  HostFunction call;           ///< Null when the sugar of the namespace defines it.
};

/// A member that is no function.
struct Constant {
  std::string_view name;
  std::string_view type;  ///< For LuaCATS, such as "table<string, any>".
  std::string_view doc;   ///< One line.
  void (*push)(lua_State*, Context&);
  bool per_run = false;  ///< Made anew in each run that asks for it, since a plugin can change it.
};

struct Namespace {
  std::string_view name;  ///< Member of ctx; empty for ctx itself.
  std::string_view doc;   ///< One line.
  std::span<const Function> functions;
  std::span<const Constant> constants;
  /// Functions that only the sugar sees.
  std::span<const Function> inner = {};
  /// What is easier in Lua: a chunk that gets a table of the functions (also the inner ones),
  /// pcall, error and type, and returns a table of further functions. Empty without.
  std::string_view sugar = {};
};

/// Every namespace that this host has; ctx itself comes first.
std::span<const Namespace* const> namespaces();

extern const Namespace kRoot;
extern const Namespace kLog;
extern const Namespace kRe;
extern const Namespace kJson;
extern const Namespace kTime;
extern const Namespace kHash;
extern const Namespace kUtf8;
extern const Namespace kDb;
extern const Namespace kState;
extern const Namespace kTasks;

}  // namespace perigee::bindings
