// What the string functions that take patterns have in common: charging the matcher's steps,
// finding room for a parsed pattern, and turning captures into Lua values.
#pragma once

#include <lua.hpp>

#include <array>
#include <cstddef>
#include <string_view>

#include "host/lua/fuel.h"
#include "host/lua/pattern.h"
#include "host/lua/weights.h"

namespace perigee::lua {

/// Hands the matcher's steps to charge().
inline pattern::Meter meter(lua_State* L) {
  return {
      [](void* context, std::uint64_t steps) { charge(static_cast<lua_State*>(context), steps); },
      L};
}

/// Room for a parsed pattern: inside for an ordinary one, else in a userdata that is pushed onto
/// the Lua stack and has to stay there.
class ProgramRoom {
 public:
  /// Returns room for the pattern. Charges for parsing it if that is not covered by kPatternCall.
  void* fit(lua_State* L, std::string_view pattern) {
    return pattern.size() <= weights::kShortPattern ? inside_.data() : fit_long(L, pattern);
  }

 private:
  static constexpr std::size_t kInside = 1536;
  static_assert(kInside >= (weights::kShortPattern + 1) * sizeof(pattern::Item) +
                               weights::kShortPattern / 3 * sizeof(ByteSet));

  void* fit_long(lua_State* L, std::string_view pattern);

  alignas(pattern::Item) std::array<std::byte, kInside> inside_;
};

/// Charges for parsing a pattern and returns the bytes that its program needs behind a header of so
/// many bytes; raises when that is more than one allocation.
std::size_t prepare_program(lua_State* L, std::string_view pattern, std::size_t header = 0);

/// Raises the sentence for a fault of the pattern.
int raise(lua_State* L, pattern::Fault fault);

/// The text or position of one capture; capture 0 of a pattern without captures is the match.
struct CaptureText {
  std::string_view text;
  std::size_t position;  ///< counted from 1, or 0 when it is a text
};

/// Reads one capture; raises when there is no such capture or it was never closed.
CaptureText capture_text(lua_State* L, const pattern::Matcher& matcher, const pattern::Match& match,
                         std::size_t index);

/// Pushes one capture, see capture_text().
void push_capture(lua_State* L, const pattern::Matcher& matcher, const pattern::Match& match,
                  std::size_t index);

/// Charges for and pushes all captures; with `whole` the match itself if there are none. Returns
/// how many values it pushed.
int push_captures(lua_State* L, pattern::Matcher& matcher, const pattern::Match& match, bool whole);

}  // namespace perigee::lua
