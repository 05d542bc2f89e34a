#include "host/lua/string_captures.h"

#include "host/lua/string_buffer.h"

namespace perigee::lua {

std::size_t prepare_program(lua_State* L, std::string_view pattern, std::size_t header) {
  charge(L, pattern.size() * weights::kParsedByte);
  const std::size_t size = pattern::Program::storage_size(pattern);
  if (header + size > longest_string(L))
    luaL_error(L, "pattern too long (%d bytes)", static_cast<int>(pattern.size()));
  return size;
}

void* ProgramRoom::fit_long(lua_State* L, std::string_view pattern) {
  const std::size_t size = prepare_program(L, pattern);
  return size <= kInside ? inside_.data() : lua_newuserdata(L, size);
}

int raise(lua_State* L, pattern::Fault fault) {
  return luaL_error(L, "%s", pattern::fault_text(fault));
}

CaptureText capture_text(lua_State* L, const pattern::Matcher& matcher, const pattern::Match& match,
                         std::size_t index) {
  const std::string_view subject = matcher.subject();
  if (index >= matcher.program().captures()) {
    if (index > 0) raise(L, pattern::Fault::InvalidCaptureIndex);
    return {subject.substr(match.first, match.end - match.first), 0};
  }
  const pattern::Capture& capture = match.captures[index];
  if (capture.length == pattern::Capture::kPosition) return {{}, capture.first + std::size_t{1}};
  if (capture.length < 0) raise(L, pattern::Fault::UnfinishedCapture);
  return {subject.substr(capture.first, static_cast<std::size_t>(capture.length)), 0};
}

void push_capture(lua_State* L, const pattern::Matcher& matcher, const pattern::Match& match,
                  std::size_t index) {
  const CaptureText capture = capture_text(L, matcher, match, index);
  if (capture.position > 0) {
    lua_pushinteger(L, static_cast<lua_Integer>(capture.position));
  } else {
    lua_pushlstring(L, capture.text.data(), capture.text.size());
  }
}

int push_captures(lua_State* L, pattern::Matcher& matcher, const pattern::Match& match,
                  bool whole) {
  const std::size_t captures = matcher.program().captures();
  const std::size_t values = captures == 0 && whole ? 1 : captures;
  std::uint64_t bytes = captures == 0 ? match.end - match.first : 0;
  for (std::size_t i = 0; i < captures; ++i) {
    if (match.captures[i].length > 0) bytes += static_cast<std::uint64_t>(match.captures[i].length);
  }
  matcher.add(values * weights::kCapture + bytes / weights::kBlockBytes);
  matcher.settle();
  luaL_checkstack(L, static_cast<int>(values), "too many captures");
  for (std::size_t i = 0; i < values; ++i) push_capture(L, matcher, match, i);
  return static_cast<int>(values);
}

}  // namespace perigee::lua
