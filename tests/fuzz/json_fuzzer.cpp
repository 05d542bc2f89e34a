// Target: reading and writing JSON. The fast reader and the exact one agree on every valid UTF-8
// text, and what was read means the same after it was written and read again.
#include <algorithm>
#include <cmath>

#include "host/base/json.h"
#include "host/base/json_read.h"
#include "host/base/text.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using perigee::Value;

bool same_meaning(const Value& before, const Value& after);

bool same_members(const Value& before, const Value& after) {
  const auto& members = before.as_object();
  return members.size() == after.as_object().size() &&
         std::ranges::all_of(members, [&after](const auto& member) {
           const Value* other = after.find(member.first);
           return other != nullptr && same_meaning(member.second, *other);
         });
}

/// Equal but for what JavaScript's serialisation drops: the order of members, whether a number was
/// written as an integer, and infinities, which become null.
bool same_meaning(const Value& before, const Value& after) {
  if (before.is_number()) {
    if (std::isinf(before.as_number())) return after.is_null();
    return after.is_number() && before.as_number() == after.as_number();
  }
  if (before.is_object()) return after.is_object() && same_members(before, after);
  if (before.is_array()) {
    return after.is_array() &&
           std::ranges::equal(before.as_array(), after.as_array(), same_meaning);
  }
  return before == after;
}

void check_readers_agree(std::string_view text) {
  const auto fast = perigee::parse_json(text);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!perigee::is_valid_utf8(text)) return;
  const auto exact = perigee::json_detail::read_exact(text);
  PERIGEE_CHECK(fast.has_value() == exact.has_value(), "only one of the readers accepts the text");
  PERIGEE_CHECK(!fast || *fast == *exact,
                perigee::to_json(*fast) + " against " + perigee::to_json(*exact));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = perigee::test::text_of(data, size);
  check_readers_agree(text);
  const auto value = perigee::parse_json(text);
  if (!value) return 0;
  const std::string written = perigee::to_json(*value);
  PERIGEE_CHECK(perigee::is_valid_utf8(written), "what is written is no UTF-8");
  const auto again = perigee::parse_json(written);
  PERIGEE_CHECK(again.has_value(), "cannot be read back: " + written);
  PERIGEE_CHECK(same_meaning(*value, *again), "means something else: " + written);
  PERIGEE_CHECK(perigee::to_json(*again) == written, "is written differently: " + written);
  return 0;
}
