// ctx.utf8: texts as characters instead of bytes. A character is a code point.
#include "bindings/namespace.h"
#include "bindings/text_argument.h"
#include "host/base/text.h"
#include "host/lua/native.h"
#include "host/lua/weights.h"

namespace perigee::bindings {
namespace {

constexpr char32_t kLast = 0x10FFFF;

/// The text at `index` with the cost of one walk over it.
std::string_view walked_text(lua_State* state, int index) {
  const std::string_view text = text_argument(state, index);
  lua::charge(state, text.size() / lua::weights::kTransformedBytes);
  return text;
}

/// The same; raises unless it is UTF-8.
std::string_view utf8_text(lua_State* state, int index) {
  const std::string_view text = walked_text(state, index);
  if (!is_valid_utf8(text)) {
    luaL_argerror(state, index, "the text is not UTF-8 (ctx.utf8.repair makes it so)");
  }
  return text;
}

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += begins_character(byte) ? 1 : 0;
  return count;
}

/// Where the character with so many before it begins.
std::size_t offset_of(std::string_view text, std::size_t before) {
  std::size_t at = 0;
  while (at < text.size() && (before > 0 || !begins_character(text[at]))) {
    if (begins_character(text[at])) --before;
    ++at;
    while (at < text.size() && !begins_character(text[at])) ++at;
  }
  return at;
}

int valid(lua_State* state, Context&) {
  lua_pushboolean(state, is_valid_utf8(walked_text(state, 1)) ? 1 : 0);
  return 1;
}

int repair(lua_State* state, Context& context) {
  context.text = repair_utf8(walked_text(state, 1));
  lua_pushlstring(state, context.text.data(), context.text.size());
  return 1;
}

int length(lua_State* state, Context&) {
  const std::string_view text = walked_text(state, 1);
  if (is_valid_utf8(text)) {
    lua_pushnumber(state, static_cast<double>(count_characters(text)));
  } else {
    lua_pushnil(state);
  }
  return 1;
}

/// A position as string.sub takes it, cut to 1 … count + 1.
double position(lua_State* state, int index, double fallback, double count) {
  double value = luaL_optnumber(state, index, fallback);
  if (value < 0) value += count + 1;
  return value;
}

int sub(lua_State* state, Context&) {
  const std::string_view text = utf8_text(state, 1);
  const auto count = static_cast<double>(count_characters(text));
  const double first = std::max(1.0, position(state, 2, 1, count));
  const double last = std::min(count, position(state, 3, -1, count));
  if (!(first <= last)) {
    lua_pushliteral(state, "");
    return 1;
  }
  const std::size_t begin = offset_of(text, static_cast<std::size_t>(first) - 1);
  const std::string_view rest = text.substr(begin);
  const std::size_t size =
      offset_of(rest, static_cast<std::size_t>(last) - static_cast<std::size_t>(first) + 1);
  lua_pushlstring(state, rest.data(), size);
  return 1;
}

int codepoints(lua_State* state, Context&) {
  const std::string_view text = utf8_text(state, 1);
  lua_newtable(state);
  int position = 0;
  for (std::size_t at = 0; at < text.size();) {
    lua_pushnumber(state, static_cast<double>(next_code_point(text, at)));
    lua_rawseti(state, -2, ++position);
    if (position % 1024 == 0) lua::charge(state, 1024 * lua::weights::kListed);
  }
  return 1;
}

void append_character(luaL_Buffer& out, char32_t code) {
  const auto add = [&out](char32_t byte) {
    luaL_addchar(&out, static_cast<char>(byte));
  };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    add(0xE0 | (code >> 12));
    add(0x80 | ((code >> 6) & 0x3F));
  } else {
    add(0xF0 | (code >> 18));
    add(0x80 | ((code >> 12) & 0x3F));
    add(0x80 | ((code >> 6) & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

int characters(lua_State* state, Context&) {
  const int count = lua_gettop(state);
  lua::charge(state, static_cast<std::uint64_t>(count) * lua::weights::kListed);
  luaL_Buffer out;
  luaL_buffinit(state, &out);
  for (int i = 1; i <= count; ++i) {
    const double code = luaL_checknumber(state, i);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (!(code >= 0 && code <= kLast) || surrogate) {
      return luaL_argerror(state, i, "it is no code point");
    }
    append_character(out, static_cast<char32_t>(code));
  }
  luaL_pushresult(&out);
  return 1;
}

constexpr Function kFunctions[] = {
    {"valid", "fun(text: string): boolean", "Whether a text is UTF-8.", valid},
    {"repair", "fun(text: string): string",
     "The text with U+FFFD in place of everything that is not UTF-8.", repair},
    {"len", "fun(text: string): integer?", "Number of characters; nil if it is not UTF-8.", length},
    {"sub", "fun(text: string, first?: integer, last?: integer): string",
     "As string.sub, counting characters instead of bytes.", sub},
    {"codepoints", "fun(text: string): integer[]", "The code points of a text.", codepoints},
    {"char", "fun(...: integer): string", "The text of code points.", characters},
};

}  // namespace

const Namespace kUtf8 = {"utf8", "Texts as characters instead of bytes.", kFunctions, {}};

}  // namespace perigee::bindings
