// JSON at the edges: a reader that accepts what JavaScript accepts and a writer whose bytes are
// those of JavaScript's compact serialisation (hub-protocol §1.2, §1.3, §5.9).
//
// The writer is ours because typed fields straight into a buffer are several times faster than any
// packaged library, and because the default dedupe key of an attachment depends on its exact bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/error.h"
#include "host/base/value.h"

namespace perigee {

/// Parses one JSON text. Members keep their order; of duplicate keys the last value wins at the
/// place of the first. A BOM is skipped; ill-formed UTF-8 and lone surrogates become U+FFFD.
/// Numbers are doubles, possibly infinite; integers up to 2^53 are kept as integers. Errors:
/// InvalidInput "Invalid JSON", also when nested deeper than limits::kJsonDepth.
Result<Value> parse_json(std::string_view text);

/// The compact serialisation, keys that are array indices first, as JavaScript prints it.
std::string to_json(const Value& value);

/// Compact JSON of ours spread over lines and indented by two, as JavaScript prints it for people.
/// No byte of a key or a value changes.
std::string indent_json(std::string_view json);

/// Appends a JSON string with quotes. The text must be valid UTF-8.
void append_json_string(std::string& out, std::string_view text);

/// Appends a number as JavaScript prints it; NaN and infinities become null.
void append_json_number(std::string& out, double number);

/// Appends to a buffer, member by member, and takes care of the commas.
///
///   JsonWriter json(out);
///   json.begin_object().member("id", id).member("version", 1).end_object();
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& string(std::string_view text);
  JsonWriter& integer(std::int64_t number);
  JsonWriter& number(double number);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& value(const Value& value);
  /// JSON that is already serialised.
  JsonWriter& raw(std::string_view json);

  JsonWriter& member(std::string_view name, std::string_view text) {
    return key(name).string(text);
  }
  JsonWriter& member(std::string_view name, const char* text) { return key(name).string(text); }
  JsonWriter& member(std::string_view name, const std::string& text) {
    return key(name).string(text);
  }
  JsonWriter& member(std::string_view name, std::int64_t n) { return key(name).integer(n); }
  JsonWriter& member(std::string_view name, int n) { return key(name).integer(n); }
  JsonWriter& member(std::string_view name, bool b) { return key(name).boolean(b); }
  JsonWriter& member(std::string_view name, const Value& v) { return key(name).value(v); }
  /// A string, or null when it is absent.
  template <class Optional>
  JsonWriter& optional_member(std::string_view name, const Optional& text) {
    key(name);
    return text ? string(*text) : null();
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace perigee
