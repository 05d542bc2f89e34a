// string.find, string.match and string.gmatch.
#include <lua.hpp>

#include <algorithm>
#include <new>

#include "host/lua/arguments.h"
#include "host/lua/fuel.h"
#include "host/lua/plain_search.h"
#include "host/lua/string_captures.h"
#include "host/lua/string_functions.h"

namespace perigee::lua {
namespace {

using pattern::Match;
using pattern::Matcher;
using pattern::Outcome;
using pattern::Program;

/// The offset that an `init` argument means.
std::size_t start_offset(std::int64_t init, std::size_t size) {
  const auto length = static_cast<std::int64_t>(size);
  if (init < 0) return static_cast<std::size_t>(std::max<std::int64_t>(init + length, 0));
  return static_cast<std::size_t>(std::clamp<std::int64_t>(init - 1, 0, length));
}

/// Offsets as find() returns them: counted from 1, the last byte included.
void push_span(lua_State* L, std::size_t first, std::size_t end) {
  lua_pushinteger(L, static_cast<lua_Integer>(first) + 1);
  lua_pushinteger(L, static_cast<lua_Integer>(end));
}

int search_plain(lua_State* L, std::string_view subject, std::string_view needle,
                 std::size_t from) {
  const std::size_t found = pattern::find_plain(subject, needle, from, meter(L));
  if (found == std::string_view::npos) {
    lua_pushnil(L);
    return 1;
  }
  push_span(L, found, found + needle.size());
  return 2;
}

int search(lua_State* L, bool find) {
  const std::string_view subject = check_string(L, 1);
  std::string_view text = check_string(L, 2);
  const std::size_t from = start_offset(opt_int(L, 3, 1), subject.size());
  if (text.size() > weights::kShortPattern) {
    charge(L, text.size() / weights::kPassedBytesPerStep);  // for looking at it
  }
  if (find && (lua_toboolean(L, 4) != 0 || !pattern::has_specials(text))) {
    return search_plain(L, subject, text, from);
  }
  const bool anchored = text.starts_with('^');
  if (anchored) text.remove_prefix(1);
  ProgramRoom room;
  const Program program(text, room.fit(L, text));
  Matcher matcher(program, subject, meter(L));
  matcher.add(weights::kPatternCall);
  Match match;
  const Outcome outcome = matcher.find(from, anchored, match);
  if (outcome == Outcome::Found) {
    if (!find) return push_captures(L, matcher, match, true);
    push_span(L, match.first, match.end);
    return 2 + push_captures(L, matcher, match, false);
  }
  matcher.settle();
  if (outcome == Outcome::Faulty) return raise(L, match.fault);
  lua_pushnil(L);
  return 1;
}

/// What gmatch() remembers between two matches; the program's items follow it.
struct Gmatch {
  Program program;
  std::size_t from;
};

/// The iterator. Upvalues: the subject, a Gmatch.
int gmatch_next(lua_State* L) {
  const std::string_view subject = string_at(L, lua_upvalueindex(1));
  auto& state = *static_cast<Gmatch*>(lua_touserdata(L, lua_upvalueindex(2)));
  if (state.from > subject.size()) return 0;
  Matcher matcher(state.program, subject, meter(L));
  Match match;
  const Outcome outcome = matcher.find(state.from, false, match);
  if (outcome == Outcome::Found) {
    state.from = match.end + (match.end == match.first ? 1 : 0);
    return push_captures(L, matcher, match, true);
  }
  matcher.settle();
  return outcome == Outcome::Faulty ? raise(L, match.fault) : 0;
}

}  // namespace

int string_find(lua_State* L) {
  return search(L, true);
}

int string_match(lua_State* L) {
  return search(L, false);
}

int string_gmatch(lua_State* L) {
  check_string(L, 1);
  const std::string_view text = check_string(L, 2);
  charge(L, weights::kPatternCall);
  const std::size_t size = prepare_program(L, text, sizeof(Gmatch));
  static_assert(sizeof(Gmatch) % alignof(pattern::Item) == 0);
  auto* state = static_cast<Gmatch*>(lua_newuserdata(L, sizeof(Gmatch) + size));
  new (state) Gmatch{Program(text, state + 1), 0};
  lua_pushvalue(L, 1);
  lua_insert(L, -2);
  lua_pushcclosure(L, gmatch_next, 2);
  return 1;
}

}  // namespace perigee::lua
