#include "host/http/fields.h"

namespace perigee::http {

Result<std::string> required_string(const Value& body, std::string_view name) {
  const Value* member = body.find(name);
  if (member != nullptr && member->is_string()) return member->as_string();
  return fail(Code::InvalidInput, std::string(name) + " must be a string");
}

Result<std::optional<std::string>> optional_string(const Value& body, std::string_view name) {
  const Value* member = body.find(name);
  if (member == nullptr || member->is_null()) return std::nullopt;
  if (member->is_string()) return member->as_string();
  return fail(Code::InvalidInput, std::string(name) + " must be a string or null");
}

}  // namespace perigee::http
