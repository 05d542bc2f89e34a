// string.gsub.
#include <lua.hpp>

#include <algorithm>
#include <array>
#include <charconv>

#include "host/lua/arguments.h"
#include "host/lua/fuel.h"
#include "host/lua/string_buffer.h"
#include "host/lua/string_captures.h"
#include "host/lua/string_functions.h"
#include "host/lua/weights.h"

namespace perigee::lua {
namespace {

using pattern::Match;
using pattern::Matcher;
using pattern::Outcome;
using pattern::Program;

constexpr int kReplacement = 3;  // stack index

/// One call of gsub; everything it needs lives on the C or the Lua stack.
struct Substitution {
  lua_State* L;
  Matcher& matcher;
  Match& match;
  StringBuffer& out;

  std::string_view matched() const {
    return matcher.subject().substr(match.first, match.end - match.first);
  }
};

void append_capture(Substitution& s, std::size_t index) {
  const CaptureText capture = capture_text(s.L, s.matcher, s.match, index);
  if (capture.position == 0) return s.out.append(capture.text);
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), capture.position);
  s.out.append({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

/// The replacement is a string in which `%1` means a capture.
void append_string(Substitution& s) {
  std::string_view rest = string_at(s.L, kReplacement);
  for (;;) {
    const std::size_t escape = std::min(rest.find('%'), rest.size());
    s.out.append(rest.substr(0, escape));
    if (escape == rest.size()) return;
    rest.remove_prefix(escape + 1);
    // As in the stock library a lone '%' at the end stands for the zero byte behind the string.
    const char letter = rest.empty() ? '\0' : rest.front();
    if (letter == '0') {
      s.out.append(s.matched());
    } else if (letter >= '1' && letter <= '9') {
      append_capture(s, static_cast<std::size_t>(letter - '1'));
    } else {
      s.out.append(letter);
    }
    if (!rest.empty()) rest.remove_prefix(1);
  }
}

/// The value on top of the stack replaces the match; false and nil leave it as it is.
void append_value(Substitution& s) {
  if (lua_toboolean(s.L, -1) == 0) {
    s.out.append(s.matched());
  } else if (lua_isstring(s.L, -1) != 0) {
    s.out.append(string_at(s.L, -1));
  } else {
    luaL_error(s.L, "invalid replacement value (a %s)", luaL_typename(s.L, -1));
  }
  lua_pop(s.L, 1);
}

void append_replacement(Substitution& s, int type) {
  s.matcher.add(weights::kSubstitution + s.matched().size() / weights::kBlockBytes);
  switch (type) {
    case LUA_TFUNCTION:
      lua_pushvalue(s.L, kReplacement);
      lua_call(s.L, push_captures(s.L, s.matcher, s.match, true), 1);
      charge(s.L, weights::kCallback);
      return append_value(s);
    case LUA_TTABLE:
      push_capture(s.L, s.matcher, s.match, 0);
      lua_gettable(s.L, kReplacement);
      charge(s.L, weights::kCallback);
      return append_value(s);
    default:
      return append_string(s);
  }
}

int check_replacement(lua_State* L) {
  const int type = lua_type(L, kReplacement);
  const bool valid =
      type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE;
  if (!valid) luaL_argerror(L, kReplacement, "string/function/table expected");
  return type;
}

/// Replaces up to `most` matches and appends the rest; returns how many it replaced.
int substitute(Substitution& s, int type, int most, bool anchored) {
  const std::string_view subject = s.matcher.subject();
  std::size_t from = 0;
  int count = 0;
  while (count < most) {
    const Outcome outcome = s.matcher.find(from, anchored, s.match);
    if (outcome == Outcome::Faulty) {
      s.matcher.settle();
      raise(s.L, s.match.fault);
    }
    if (outcome == Outcome::NotFound) break;
    ++count;
    s.out.append(subject.substr(from, s.match.first - from));
    append_replacement(s, type);
    from = s.match.end;
    if (s.match.end == s.match.first) {
      if (from == subject.size()) break;
      s.out.append(subject[from++]);
    }
    if (anchored) break;
  }
  if (count > 0) s.out.append(subject.substr(from));
  return count;
}

}  // namespace

int string_gsub(lua_State* L) {
  const std::string_view subject = check_string(L, 1);
  std::string_view text = check_string(L, 2);
  const int most = luaL_optint(L, 4, static_cast<int>(subject.size() + 1));
  const int type = check_replacement(L);
  if (type == LUA_TFUNCTION || type == LUA_TTABLE) check_c_stack(L);
  const bool anchored = text.starts_with('^');
  if (anchored) text.remove_prefix(1);
  ProgramRoom room;
  const Program program(text, room.fit(L, text));
  Matcher matcher(program, subject, meter(L));
  matcher.add(weights::kPatternCall);
  Match match;
  StringBuffer out(L);
  Substitution substitution{L, matcher, match, out};
  const int count = substitute(substitution, type, most, anchored);
  matcher.settle();
  if (count == 0) {
    lua_pushvalue(L, 1);
  } else {
    out.push_result();
  }
  lua_pushinteger(L, count);
  return 2;
}

}  // namespace perigee::lua
