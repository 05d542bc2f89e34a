// ctx.time: the host's clock, and times in ISO form.
#include <cmath>

#include "bindings/error_object.h"
#include "bindings/namespace.h"
#include "bindings/text_argument.h"
#include "host/base/clock.h"
#include "host/lua/native.h"

namespace perigee::bindings {
namespace {

/// Years 0 to 9999, in milliseconds since 1970.
constexpr double kEarliest = -62'167'219'200'000.0;
constexpr double kLatest = 253'402'300'799'999.0;

int push_time(lua_State* state, Context& context, WallTime time) {
  context.text = format_time(time);
  lua_pushlstring(state, context.text.data(), context.text.size());
  return 1;
}

int now(lua_State* state, Context& context) {
  return push_time(state, context, lua::clock(state).now());
}

int milliseconds(lua_State* state, Context&) {
  const auto time = lua::clock(state).now().time_since_epoch();
  lua_pushnumber(state, static_cast<double>(time.count()));
  return 1;
}

int format(lua_State* state, Context& context) {
  const double time = std::floor(luaL_checknumber(state, 1));
  if (!(time >= kEarliest && time <= kLatest)) {
    return luaL_argerror(state, 1, "the time is not within the years 0 to 9999");
  }
  return push_time(state, context,
                   WallTime(std::chrono::milliseconds(static_cast<std::int64_t>(time))));
}

/// Leaves why the text is no time in the context.
bool read(std::string_view text, Context& context, double& time) {
  const auto parsed = parse_time(text);
  if (parsed) {
    time = static_cast<double>(parsed->time_since_epoch().count());
  } else {
    context.failure = parsed.error();
  }
  return parsed.has_value();
}

int parse(lua_State* state, Context& context) {
  double time = 0;
  if (!read(text_argument(state, 1), context, time)) return push_failure(state, context.failure);
  lua_pushnumber(state, time);
  return 1;
}

constexpr Function kFunctions[] = {
    {"now", "fun(): string", "The time in UTC, such as \"2026-07-31T12:00:00.000Z\".", now},
    {"ms", "fun(): number", "The time in milliseconds since 1970.", milliseconds},
    {"format", "fun(ms: number): string", "Milliseconds since 1970 in ISO form.", format},
    {"parse", "fun(text: string): number?, Failure?",
     "An ISO time or date in milliseconds since 1970; nil and an error if it is none.", parse},
};

}  // namespace

const Namespace kTime = {"time", "The host's clock, and times in ISO form.", kFunctions, {}};

}  // namespace perigee::bindings
