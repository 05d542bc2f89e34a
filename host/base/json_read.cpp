#include "host/base/json_read.h"

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
      Object object;
      for (auto [key, child] : element.get_object()) object.emplace_back(key, convert(child));
      json_detail::settle_duplicates(object);
      return object;
    }
    case dom::element_type::INT64:
      return json_detail::integer(element.get_int64().value_unsafe());
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
  const auto parsed = thread_parser().parse(text.data(), text.size());
  if (parsed.error() == simdjson::SUCCESS) return convert(parsed.value_unsafe());
  if (is_valid_utf8(text)) return json_detail::read_exact(text);
  return json_detail::read_exact(repair_utf8(text));
}

}  // namespace perigee
