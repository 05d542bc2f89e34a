#include "host/lua/hints.h"

#include <array>

namespace perigee::lua {
namespace {

struct Advice {
  std::string_view part;  ///< Of the error's text.
  std::string_view hint;
};

constexpr std::array kAdvice = {
    Advice{"C stack overflow",
           "callbacks of gsub and sort, coroutines and metamethods must not nest without end"},
    Advice{"stack overflow",
           "a function or metamethod calls itself without end; in an __index use rawget"},
    Advice{"too many results to unpack", "pass the table itself"},
    Advice{"resulting string too large", "collect the parts in a table and return fewer of them"},
    Advice{"attempt to index global 'ctx'",
           "ctx is the first argument of a hook; hand it on to the functions that need it"},
    Advice{"attempt to index global 'message'",
           "message is the second argument of a hook; hand it on to the functions that need it"},
    Advice{"attempt to yield across C-call boundary",
           "a hook, and a callback of gsub or sort, cannot yield to the host"},
    Advice{"attempt to yield", "a hook cannot yield to the host"},
};

/// What other Lua hosts have and this one has not: the name, and what to do instead.
constexpr std::array kMissing = {
    Advice{"print", "plugins write to the log with ctx.log.info(text)"},
    Advice{"io", "plugins have no files"},
    Advice{"debug", "plugins have no debug library"},
    Advice{"package", "plugins have no package library; require loads modules of their folder"},
    Advice{"module", "a module returns its table; require loads modules of the plugin's folder"},
    Advice{"load", "plugins cannot compile text; put the code into a module"},
    Advice{"loadstring", "plugins cannot compile text; put the code into a module"},
    Advice{"loadfile", "require loads modules of the plugin's folder"},
    Advice{"dofile", "require loads modules of the plugin's folder"},
    Advice{"setfenv", "environments cannot be changed; use locals"},
    Advice{"getfenv", "environments cannot be changed; use locals"},
    Advice{"collectgarbage", "the host collects garbage by itself"},
    Advice{"jit", "the compiler is off, so that instructions can be counted"},
    Advice{"ffi", "plugins have no access to C"},
    Advice{"newproxy", "use a table with a metatable"},
    Advice{"utf8", "it is called ctx.utf8 here"},
};

/// The name in "attempt to call global 'NAME' (a nil value)", or empty.
std::string_view missing_global(std::string_view raised) {
  constexpr std::string_view kBefore = " global '";
  constexpr std::string_view kAfter = "' (a nil value)";
  const std::size_t before = raised.find(kBefore);
  if (before == std::string_view::npos || !raised.ends_with(kAfter)) return {};
  const std::string_view name = raised.substr(before + kBefore.size());
  return name.substr(0, name.size() - kAfter.size());
}

}  // namespace

std::string hint_for(std::string_view raised) {
  const std::string_view missing = missing_global(raised);
  for (const Advice& advice : kMissing) {
    if (advice.part == missing) return std::string(advice.hint);
  }
  for (const Advice& advice : kAdvice) {
    if (raised.contains(advice.part)) return std::string(advice.hint);
  }
  return {};
}

}  // namespace perigee::lua
