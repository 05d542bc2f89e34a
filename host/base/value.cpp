#include "host/base/value.h"

#include <array>

namespace perigee {

double Value::as_number() const {
  if (is_integer()) return static_cast<double>(as_integer());
  return std::get<double>(data_);
}

const Value* Value::find(std::string_view key) const {
  const auto* object = std::get_if<Object>(&data_);
  if (object == nullptr) return nullptr;
  for (const auto& [name, value] : *object) {
    if (name == key) return &value;
  }
  return nullptr;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

void Value::set(std::string_view key, Value value) {
  if (is_null()) data_ = Object{};
  if (Value* existing = find(key)) {
    *existing = std::move(value);
    return;
  }
  as_object().emplace_back(std::string(key), std::move(value));
}

std::string_view Value::type_name() const {
  static constexpr std::array<std::string_view, 7> kNames = {
      "null", "boolean", "integer", "number", "string", "array", "object"};
  return kNames[data_.index()];
}

std::string string_member(const Value& object, std::string_view key) {
  const Value* member = object.find(key);
  return member != nullptr && member->is_string() ? member->as_string() : std::string();
}

std::int64_t integer_member(const Value& object, std::string_view key) {
  const Value* member = object.find(key);
  return member != nullptr && member->is_integer() ? member->as_integer() : 0;
}

}  // namespace perigee
