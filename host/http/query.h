// Query strings in the form encoding, and the numbers in them as JavaScript reads them
// (hub-protocol §2.1, §5.3, §5.10). Malformed escapes stand for themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.h"

namespace perigee::http {

/// Decodes "+" and percent escapes; ill-formed UTF-8 becomes U+FFFD.
std::string form_decode(std::string_view text);

/// The raw text after '?', decoded as it is asked for. Refers to the request's bytes.
class Query {
 public:
  Query() = default;
  explicit Query(std::string_view raw) : raw_(raw) {}

  /// As it came.
  std::string_view raw() const { return raw_; }

  /// The first value of a name; absent when the name does not occur.
  std::optional<std::string> get(std::string_view name) const;
  /// The first value, or "" when there is none: for parameters that may be empty.
  std::string get_or_empty(std::string_view name) const { return get(name).value_or(""); }
  /// All values of a name in order.
  std::vector<std::string> all(std::string_view name) const;

 private:
  std::string_view raw_;
};

/// The integer at the front of a text, whatever follows ("2abc" is 2, "1e3" is 1), saturated.
/// Absent when there is none.
std::optional<std::int64_t> parse_integer_prefix(std::string_view text);

/// A whole text that is a safe integer of JavaScript, spaces around it allowed.
std::optional<std::int64_t> parse_safe_integer(std::string_view text);

/// A list's `limit`: `fallback` when absent, 0 to kMaxListLimit. InvalidInput unless it begins with
/// a number that is not negative.
Result<int> list_limit(const Query& query, int fallback);

/// Most rows that a list returns at once, whatever limit is asked for.
inline constexpr int kMaxListLimit = 1000;

}  // namespace perigee::http
