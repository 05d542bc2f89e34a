// Plain values that cross borders: between Lua and the host, between JSON and the domain, and later
// between processes. A Value owns its data and never refers to a Lua state or a database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace perigee {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;
/// Members in the order in which they were added; keys are unique.
using Object = std::vector<Member>;

/// null, boolean, integer, number, string, array or object.
class Value {
 public:
  Value() noexcept {}
  Value(std::nullptr_t) {}                               // NOLINT(google-explicit-constructor)
  Value(bool v) : data_(v) {}                            // NOLINT(google-explicit-constructor)
  Value(int v) : data_(static_cast<std::int64_t>(v)) {}  // NOLINT(google-explicit-constructor)
  Value(std::int64_t v) : data_(v) {}                    // NOLINT(google-explicit-constructor)
  Value(double v) : data_(v) {}                          // NOLINT(google-explicit-constructor)
  Value(std::string v) : data_(std::move(v)) {}          // NOLINT(google-explicit-constructor)
  Value(std::string_view v) : data_(std::string(v)) {}   // NOLINT(google-explicit-constructor)
  Value(const char* v) : data_(std::string(v)) {}        // NOLINT(google-explicit-constructor)
  Value(Array v) : data_(std::move(v)) {}                // NOLINT(google-explicit-constructor)
  Value(Object v) : data_(std::move(v)) {}               // NOLINT(google-explicit-constructor)

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(data_); }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  bool is_number() const { return is_integer() || std::holds_alternative<double>(data_); }
  bool is_string() const { return std::holds_alternative<std::string>(data_); }
  bool is_array() const { return std::holds_alternative<Array>(data_); }
  bool is_object() const { return std::holds_alternative<Object>(data_); }

  /// The content; calling the wrong one is a programmer's mistake and throws bad_variant_access.
  bool as_bool() const { return std::get<bool>(data_); }
  std::int64_t as_integer() const { return std::get<std::int64_t>(data_); }
  /// Integers convert.
  double as_number() const;
  const std::string& as_string() const { return std::get<std::string>(data_); }
  const Array& as_array() const { return std::get<Array>(data_); }
  const Object& as_object() const { return std::get<Object>(data_); }
  std::string& as_string() { return std::get<std::string>(data_); }
  Array& as_array() { return std::get<Array>(data_); }
  Object& as_object() { return std::get<Object>(data_); }

  /// The member of that name, or nullptr; also nullptr when this is not an object.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);

  /// Adds or replaces a member; a null value becomes an object first.
  void set(std::string_view key, Value value);

  /// "null", "boolean", "integer", "number", "string", "array" or "object", for messages.
  std::string_view type_name() const;

  bool operator==(const Value& other) const = default;

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> data_ =
      nullptr;
};

/// Members of an object that need not be there or of that type: "" and 0 stand for the others.
std::string string_member(const Value& object, std::string_view key);
std::int64_t integer_member(const Value& object, std::string_view key);

}  // namespace perigee
