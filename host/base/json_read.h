// The two halves behind parse_json. Internal to this folder.
//
// simdjson reads nearly every text and is several times faster than anything else, but refuses
// some that JavaScript takes: lone surrogates in escapes, numbers beyond 64 bits or beyond the
// doubles. What it refuses is read again by a reader of ours that has the last word.
#pragma once

#include <cstdint>
#include <string_view>

#include "host/base/error.h"
#include "host/base/value.h"

namespace perigee::json_detail {

/// Reads one text as JavaScript does; lone surrogates become U+FFFD, too large numbers infinite.
/// The text must be valid UTF-8 without a BOM. Errors: InvalidInput "Invalid JSON".
Result<Value> read_exact(std::string_view text);

/// An integer of a text as a value. JavaScript's numbers are doubles: beyond 2^53 neighbours are
/// equal.
inline Value integer(std::int64_t number) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  if (number >= -kExact && number <= kExact) return number;
  return static_cast<double>(number);
}

/// Of members with the same key keeps the last value, at the place of the first. Takes
/// n log n comparisons, whatever the keys are.
void settle_duplicates(Object& members);

}  // namespace perigee::json_detail
