#include <simdjson.h>

#include "host/base/json.h"
#include "host/base/limits.h"
#include "host/base/text.h"

namespace perigee {
namespace {

namespace dom = simdjson::dom;

Value convert(dom::element element) {
  switch (element.type()) {
    case dom::element_type::ARRAY: {
      Array array;
      for (dom::element child : element.get_array()) array.push_back(convert(child));
      return array;
    }
    case dom::element_type::OBJECT: {
      Value object{Object{}};
      for (auto [key, child] : element.get_object()) object.set(key, convert(child));
      return object;
    }
    case dom::element_type::INT64:
      return element.get_int64().value_unsafe();
    case dom::element_type::UINT64:
      return static_cast<double>(element.get_uint64().value_unsafe());
    case dom::element_type::DOUBLE:
      return element.get_double().value_unsafe();
    case dom::element_type::STRING:
      return element.get_string().value_unsafe();
    case dom::element_type::BOOL:
      return element.get_bool().value_unsafe();
    case dom::element_type::NULL_VALUE:
      return nullptr;
  }
  return nullptr;
}

dom::parser& thread_parser() {
  thread_local dom::parser parser = [] {
    dom::parser made;
    const auto error = made.allocate(limits::kMiB, limits::kJsonDepth);
    PERIGEE_CHECK(error == simdjson::SUCCESS, "no memory for the JSON parser");
    return made;
  }();
  return parser;
}

}  // namespace

Result<Value> parse_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string repaired;
  auto parsed = thread_parser().parse(text.data(), text.size());
  if (parsed.error() == simdjson::UTF8_ERROR) {
    repaired = repair_utf8(text);
    parsed = thread_parser().parse(repaired);
  }
  if (parsed.error() != simdjson::SUCCESS) return fail(Code::InvalidInput, "Invalid JSON");
  return convert(parsed.value_unsafe());
}

}  // namespace perigee
