// ctx.hash: digests of texts, for names and dedupe keys.
#include "bindings/namespace.h"
#include "bindings/text_argument.h"
#include "host/base/digest.h"
#include "host/lua/native.h"

namespace perigee::bindings {
namespace {

/// Bytes that a digest takes for one unit of fuel: 2.2 ns a byte without the processor's help.
constexpr std::size_t kDigestedBytes = 1;

int push(lua_State* state, const std::string& text) {
  lua_pushlstring(state, text.data(), text.size());
  return 1;
}

int sha256(lua_State* state, Context& context) {
  const std::string_view text = text_argument(state, 1);
  lua::charge(state, text.size() / kDigestedBytes);
  return push(state, context.text = to_hex(perigee::sha256(text)));
}

int sha1(lua_State* state, Context& context) {
  const std::string_view text = text_argument(state, 1);
  lua::charge(state, text.size() / kDigestedBytes);
  return push(state, context.text = sha1_hex(text));
}

int hmac_sha256(lua_State* state, Context& context) {
  const std::string_view key = text_argument(state, 1);
  const std::string_view text = text_argument(state, 2);
  lua::charge(state, (key.size() + text.size()) / kDigestedBytes);
  return push(state, context.text = to_hex(perigee::hmac_sha256(key, text)));
}

constexpr Function kFunctions[] = {
    {"sha256", "fun(text: string): string", "The SHA-256 of a text in hexadecimal.", sha256},
    {"sha1", "fun(text: string): string",
     "The SHA-1 of a text in hexadecimal, as git names things.", sha1},
    {"hmac_sha256", "fun(key: string, text: string): string",
     "The HMAC-SHA-256 of a text under a key in hexadecimal.", hmac_sha256},
};

}  // namespace

const Namespace kHash = {"hash", "Digests of texts.", kFunctions, {}};

}  // namespace perigee::bindings
