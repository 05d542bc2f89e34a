// ctx.re: regular expressions in linear time. Each function takes the expression as a text; the
// host keeps those that were used last, so nothing need be compiled or kept by a plugin.
#include "host/base/regex.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bindings/error_object.h"
#include "bindings/namespace.h"
#include "bindings/text_argument.h"
#include "host/lua/native.h"
#include "host/lua/weights.h"

namespace perigee::bindings {
namespace {

/// Compiling one instruction of an expression (150 ns).
constexpr std::uint64_t kCompiledInstruction = 60;
/// Entering a search (100 ns).
constexpr std::uint64_t kSearch = 40;
/// Bytes searched for one unit of fuel (1 ns a byte with an automaton).
constexpr std::size_t kSearchedBytes = 2;
/// Expressions of a set that a byte is compared with for one unit of fuel more (8 ns with 256).
constexpr std::size_t kSetExpressions = 64;

using Spans = std::array<TextSpan, kRegexGroups>;

/// Pays for what was compiled, and counts what is held as the plugin's memory.
void settle(lua_State* state, Context& context) {
  const std::size_t before = std::exchange(context.regex_bytes, context.regexes.bytes());
  lua::resize_outside(state, before, context.regex_bytes);
  lua::charge(state, context.regexes.take_work() * kCompiledInstruction);
}

/// The expression, compiled; null when that failed, the reason being in context.failure.
const Regex* find_regex(std::string_view pattern, Context& context) {
  auto found = context.regexes.get(pattern);
  if (found) return *found;
  context.failure = std::move(found.error());
  return nullptr;
}

/// The expression in the first argument; raises when it is none.
const Regex& regex_argument(lua_State* state, Context& context) {
  const std::string_view pattern = text_argument(state, 1);
  lua::charge(state, kSearch + pattern.size());
  const Regex* regex = find_regex(pattern, context);
  settle(state, context);
  if (regex != nullptr) return *regex;
  lua_pushlstring(state, context.failure.message.data(), context.failure.message.size());
  luaL_argerror(state, 1, lua_tostring(state, -1));
  __builtin_unreachable();
}

void set_number(lua_State* state, const char* key, std::size_t number) {
  lua_pushstring(state, key);
  lua_pushnumber(state, static_cast<double>(number));
  lua_rawset(state, -3);
}

void push_group(lua_State* state, std::string_view text, const TextSpan& span) {
  if (span.matched) {
    lua_pushlstring(state, text.data() + span.first, span.end - span.first);
  } else {
    lua_pushboolean(state, 0);
  }
}

/// Sets a member of the match on top of the stack: the groups in order.
void set_groups(lua_State* state, const Regex& regex, std::string_view text, const Spans& spans) {
  lua_pushliteral(state, "groups");
  lua_createtable(state, static_cast<int>(regex.groups()), 0);
  for (std::size_t i = 0; i < regex.groups(); ++i) {
    push_group(state, text, spans[i + 1]);
    lua_rawseti(state, -2, static_cast<int>(i) + 1);
  }
  lua_rawset(state, -3);
}

/// The same for those that have a name.
void set_names(lua_State* state, const Regex& regex, std::string_view text, const Spans& spans) {
  lua_pushliteral(state, "names");
  lua_createtable(state, 0, static_cast<int>(regex.groups()));
  for (std::size_t i = 0; i < regex.groups(); ++i) {
    const std::string& name = regex.name(i);
    if (name.empty()) continue;
    lua_pushlstring(state, name.data(), name.size());
    push_group(state, text, spans[i + 1]);
    lua_rawset(state, -3);
  }
  lua_rawset(state, -3);
}

/// Pushes { first =, last =, text =, groups =, names = }, the latter two where the expression has
/// such: plain data, which can become JSON or a result.
void push_match(lua_State* state, const Regex& regex, std::string_view text, const Spans& spans) {
  luaL_checkstack(state, 6, "match");
  lua_createtable(state, 0, 5);
  set_number(state, "first", spans[0].first + 1);
  set_number(state, "last", spans[0].end);
  lua_pushliteral(state, "text");
  push_group(state, text, spans[0]);
  lua_rawset(state, -3);
  if (regex.groups() > 0) set_groups(state, regex, text, spans);
  if (regex.named()) set_names(state, regex, text, spans);
}

/// Searches and pays for the bytes that were passed; a search that found nothing passed all.
bool search(lua_State* state, const Regex& regex, std::string_view text, std::size_t from,
            std::span<TextSpan> spans) {
  const auto slowest = regex.slowest_search(text.size() - from, !spans.empty());
  if (!lua::fits_in_time(state, slowest)) {
    luaL_error(state, "the text is too long for this expression in the time that is left: %d bytes",
               static_cast<int>(text.size() - from));
  }
  const bool found = regex.find(text, from, spans);
  const std::size_t end = found && !spans.empty() ? spans[0].end : text.size();
  lua::charge(state, kSearch + (end - from) / kSearchedBytes);
  lua::check_time(state);
  return found;
}

int test(lua_State* state, Context& context) {
  const Regex& regex = regex_argument(state, context);
  lua_pushboolean(state, search(state, regex, text_argument(state, 2), 0, {}) ? 1 : 0);
  return 1;
}

int find(lua_State* state, Context& context) {
  const Regex& regex = regex_argument(state, context);
  const std::string_view text = text_argument(state, 2);
  const double init = luaL_optnumber(state, 3, 1);
  if (!(init >= 1 && init <= static_cast<double>(text.size()) + 1)) {
    lua_pushnil(state);
    return 1;
  }
  Spans spans;
  if (search(state, regex, text, static_cast<std::size_t>(init) - 1, spans)) {
    push_match(state, regex, text, spans);
  } else {
    lua_pushnil(state);
  }
  return 1;
}

/// Where the search after an empty match goes on: behind one whole character.
std::size_t next_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

int find_all(lua_State* state, Context& context) {
  const Regex& regex = regex_argument(state, context);
  const std::string_view text = text_argument(state, 2);
  const double most = luaL_optnumber(state, 3, static_cast<double>(text.size()) + 1);
  lua_newtable(state);
  lua::mark_array(state);
  int count = 0;
  Spans spans;
  for (std::size_t from = 0; from <= text.size() && count < most;) {
    if (!search(state, regex, text, from, spans)) break;
    push_match(state, regex, text, spans);
    lua_rawseti(state, -2, ++count);
    const bool empty = spans[0].first == spans[0].end;
    from = empty ? next_character(text, spans[0].end) : spans[0].end;
  }
  return 1;
}

int check(lua_State* state, Context& context) {
  const std::string_view pattern = text_argument(state, 1);
  lua::charge(state, kSearch + pattern.size());
  const Regex* regex = find_regex(pattern, context);
  settle(state, context);
  if (regex == nullptr) return push_failure(state, context.failure);
  lua_pushboolean(state, 1);
  return 1;
}

/// Reads the list of expressions into context.patterns.
void read_patterns(lua_State* state, Context& context) {
  luaL_checktype(state, 1, LUA_TTABLE);
  const std::size_t count = std::min(lua_objlen(state, 1), limits::kRegexSetItems + 1);
  context.patterns.clear();
  for (std::size_t i = 1; i <= count; ++i) {
    lua_rawgeti(state, 1, static_cast<int>(i));
    std::size_t size = 0;
    if (lua_type(state, -1) != LUA_TSTRING)
      luaL_argerror(state, 1, "a list of strings is expected");
    const char* pattern = lua_tolstring(state, -1, &size);
    lua::charge(state, kSearch + size);
    context.patterns.emplace_back(pattern, size);
    lua_pop(state, 1);
  }
}

/// The set of context.patterns, null where they must be searched for one by one; raises when one of
/// them is no expression.
const RegexSet* set_argument(lua_State* state, Context& context) {
  bool failed = false;
  const RegexSet* set = nullptr;
  if (auto found = context.regexes.get_set(context.patterns)) {
    set = *found;
  } else {
    context.failure = std::move(found.error());
    failed = true;
  }
  settle(state, context);
  if (!failed) return set;
  luaL_error(state, "ctx.re.which: %s", context.failure.message.c_str());
  __builtin_unreachable();
}

/// Leaves the numbers of the expressions that match in the context, found in one pass. False when
/// that would take too much time or memory.
bool match_at_once(lua_State* state, const RegexSet* set, std::string_view text, Context& context) {
  if (set == nullptr || !lua::fits_in_time(state, set->slowest_search(text.size()))) return false;
  lua::charge(state, text.size() * (1 + context.patterns.size() / kSetExpressions));
  const bool found = set->find(text, context.numbers);
  lua::check_time(state);
  return found;
}

/// The same, one expression after the other.
void match_each(lua_State* state, std::string_view text, Context& context) {
  context.numbers.clear();
  for (std::size_t i = 0; i < context.patterns.size(); ++i) {
    const Regex* regex = find_regex(context.patterns[i], context);
    settle(state, context);
    if (regex == nullptr) {
      luaL_error(state, "ctx.re.which: number %d: %s", static_cast<int>(i) + 1,
                 context.failure.message.c_str());
      __builtin_unreachable();
    }
    if (search(state, *regex, text, 0, {})) context.numbers.push_back(static_cast<int>(i) + 1);
  }
}

int which(lua_State* state, Context& context) {
  const std::string_view text = text_argument(state, 2);
  read_patterns(state, context);
  const RegexSet* set = set_argument(state, context);
  if (!match_at_once(state, set, text, context)) match_each(state, text, context);
  lua_createtable(state, static_cast<int>(context.numbers.size()), 0);
  lua::mark_array(state);
  for (std::size_t i = 0; i < context.numbers.size(); ++i) {
    lua_pushnumber(state, context.numbers[i]);
    lua_rawseti(state, -2, static_cast<int>(i) + 1);
  }
  return 1;
}

int escape(lua_State* state, Context& context) {
  const std::string_view text = text_argument(state, 1);
  lua::charge(state, text.size() / lua::weights::kTransformedBytes);
  context.text = escape_regex(text);
  lua_pushlstring(state, context.text.data(), context.text.size());
  return 1;
}

constexpr Function kFunctions[] = {
    {"test", "fun(pattern: string, text: string): boolean", "Whether the text has a match.", test},
    {"find", "fun(pattern: string, text: string, init?: integer): Match?",
     "The first match from byte init on: first, last, text, and its groups, also by name as names.",
     find},
    {"find_all", "fun(pattern: string, text: string, most?: integer): Match[]",
     "All matches, or the first so many, none overlapping another.", find_all},
    {"which", "fun(patterns: string[], text: string): integer[]",
     "The positions of the patterns that have a match, found in one pass.", which},
    {"check", "fun(pattern: string): true?, Failure?",
     "True for a regular expression, otherwise nil and an error that says what is wrong.", check},
    {"escape", "fun(text: string): string", "A pattern that matches this text and no other.",
     escape},
};

}  // namespace

const Namespace kRe = {"re", "Regular expressions of RE2, in linear time.", kFunctions, {}};

}  // namespace perigee::bindings
