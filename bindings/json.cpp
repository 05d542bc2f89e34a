// ctx.json: values as JSON text and back.
#include "host/base/json.h"
#include "bindings/error_object.h"
#include "bindings/namespace.h"
#include "bindings/text_argument.h"
#include "host/lua/native.h"
#include "host/lua/weights.h"

namespace perigee::bindings {
namespace {

int encode(lua_State* state, Context& context) {
  luaL_checkany(state, 1);
  if (auto reason = lua::read_value(state, 1, "value", context.value)) {
    lua::scratch_text(state) = "ctx.json.encode: " + *reason;
    return kRaise;
  }
  context.text = to_json(context.value);
  context.value = {};
  lua::charge(state, context.text.size() * lua::weights::kParsedByte);
  lua_pushlstring(state, context.text.data(), context.text.size());
  return 1;
}

/// Leaves the value, or why there is none, in the context.
bool parse(std::string_view text, Context& context) {
  auto parsed = parse_json(text);
  if (!parsed) {
    context.failure = std::move(parsed.error());
    return false;
  }
  if (auto reason = lua::refuse_value(*parsed)) {
    context.failure = Error{Code::InvalidInput, "Invalid JSON: " + *reason};
    return false;
  }
  context.value = std::move(*parsed);
  return true;
}

int decode(lua_State* state, Context& context) {
  const std::string_view text = text_argument(state, 1);
  lua::charge(state, text.size() * lua::weights::kParsedByte);
  if (!parse(text, context)) return push_failure(state, context.failure);
  lua::push_value(state, context.value);
  context.value = {};
  return 1;
}

constexpr Function kFunctions[] = {
    {"encode", "fun(value: any): string",
     "The value as JSON text; raises an error that names the part which is no plain data.", encode},
    {"decode", "fun(text: string): any, Failure?",
     "The value of a JSON text, null as ctx.null; nil and an error if it is none.", decode},
};

}  // namespace

const Namespace kJson = {"json", "Values as JSON text and back.", kFunctions, {}};

}  // namespace perigee::bindings
