#include "host/plugins/outputs.h"

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/hub/rules.h"

namespace perigee::plugins {
namespace {

constexpr std::size_t kShownItem = 200;  // bytes of a wrong item in an error

std::string shown(const Value& value) {
  return printable(to_json(value), kShownItem);
}

/// The items of a result; absent and the bare empty table are no items.
Result<const Array*> items_of(const Value& result, std::string_view hook) {
  static const Array kNone;
  if (result.is_null() || (result.is_object() && result.as_object().empty())) return &kNone;
  if (!result.is_array()) {
    return fail(Code::InvalidOutput, "the result of " + std::string(hook) +
                                         " must be an array of items, not " +
                                         std::string(result.type_name()) + ": " + shown(result));
  }
  if (result.as_array().size() > limits::kResultItems) {
    return fail(Code::InvalidOutput, "the result of " + std::string(hook) + " has " +
                                         std::to_string(result.as_array().size()) +
                                         " items; at most " + std::to_string(limits::kResultItems) +
                                         " are allowed");
  }
  return &result.as_array();
}

/// Finds one item wrong: "Invalid enrichment: result[2].kind must be … in {…}".
class ItemCheck {
 public:
  ItemCheck(std::string_view what, std::size_t index, const Value& item)
      : what_(what), index_(index), item_(item) {}

  std::unexpected<Error> wrong(std::string_view member, std::string_view problem) const {
    std::string path = "result[" + std::to_string(index_ + 1) + "]";
    if (!member.empty()) path += "." + std::string(member);
    return fail(Code::InvalidOutput, "Invalid " + std::string(what_) + ": " + path + " " +
                                         std::string(problem) + " in " + shown(item_));
  }

  Result<std::string> kind() const {
    const Value* kind = item_.find("kind");
    if (kind == nullptr || !kind->is_string() || is_blank(kind->as_string()) ||
        kind->as_string().front() == '\0') {
      return wrong("kind", "must be a non-blank string");
    }
    return kind->as_string();
  }

  /// A member that must be an object; a bare empty Lua table is one.
  Result<const Value*> object(std::string_view member) const {
    const Value* value = item_.find(member);
    if (value == nullptr || !value->is_object()) {
      return wrong(member, "must be a table with named members");
    }
    return value;
  }

 private:
  std::string_view what_;
  std::size_t index_;
  const Value& item_;
};

struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Result<ByteSpan> read_span(const ItemCheck& check, const Value& item, std::string_view content) {
  const Value* span = item.find("span");
  if (span == nullptr || !span->is_array() || span->as_array().size() != 2 ||
      !span->as_array()[0].is_integer() || !span->as_array()[1].is_integer()) {
    return check.wrong("span", "must be { first, last }, two whole numbers");
  }
  const std::int64_t first = span->as_array()[0].as_integer();
  const std::int64_t last = span->as_array()[1].as_integer();
  if (first < 1 || last < first || last > static_cast<std::int64_t>(content.size())) {
    return check.wrong("span", "must lie within the text, 1 to " + std::to_string(content.size()) +
                                   ", first not after last");
  }
  const ByteSpan bytes{static_cast<std::size_t>(first - 1), static_cast<std::size_t>(last)};
  if (!is_utf8_boundary(content, bytes.begin) || !is_utf8_boundary(content, bytes.end)) {
    return check.wrong("span", "must not cut a UTF-8 character in two");
  }
  return bytes;
}

/// Byte offsets to UTF-16 offsets, remembering where it was: items mostly come in order.
class Utf16Cursor {
 public:
  explicit Utf16Cursor(std::string_view text) : text_(text) {}

  std::int64_t at(std::size_t byte) {
    if (byte < byte_) byte_ = units_ = 0;
    units_ += utf16_length(text_.substr(byte_, byte - byte_));
    byte_ = byte;
    return static_cast<std::int64_t>(units_);
  }

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  std::size_t units_ = 0;
};

/// The item as the event shows it: with the offsets that clients use, extras kept.
std::string event_item(const Value& item, const hub::Enrichment& enrichment) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("kind", enrichment.kind).key("span");
  json.begin_object().member("start", enrichment.span_start).member("end", enrichment.span_end);
  json.end_object().key("data").raw(enrichment.data_json);
  for (const auto& [name, value] : item.as_object()) {
    if (name != "kind" && name != "span" && name != "data") json.member(name, value);
  }
  json.end_object();
  return text;
}

Result<std::optional<std::string>> optional_text(const ItemCheck& check, const Value& item,
                                                 std::string_view member, bool may_be_blank) {
  const Value* value = item.find(member);
  if (value == nullptr) return std::nullopt;
  const bool fits =
      value->is_string() &&
      (may_be_blank || (!is_blank(value->as_string()) && value->as_string().front() != '\0'));
  if (!fits) {
    return check.wrong(member, may_be_blank ? "must be a string" : "must be a non-blank string");
  }
  return value->as_string();
}

Result<hub::DerivedAttachment> read_attachment(const ItemCheck& check, const Value& item) {
  auto kind = check.kind();
  if (!kind) return fail(std::move(kind));
  auto key = optional_text(check, item, "key", /*may_be_blank=*/true);
  if (!key) return fail(std::move(key));
  auto value = check.object("value_json");
  if (!value) return fail(std::move(value));
  auto dedupe_key = optional_text(check, item, "dedupe_key", /*may_be_blank=*/false);
  if (!dedupe_key) return fail(std::move(dedupe_key));
  std::string json = to_json(**value);
  std::string identity = dedupe_key->value_or(json);
  return hub::DerivedAttachment{std::move(*kind), std::move(*key), std::move(json),
                                std::move(identity)};
}

}  // namespace

Result<std::vector<hub::Enrichment>> check_enrichments(const Value& result,
                                                       std::string_view content) {
  auto items = items_of(result, "enrich");
  if (!items) return fail(std::move(items));
  std::vector<hub::Enrichment> enrichments;
  Utf16Cursor offsets(content);
  for (std::size_t i = 0; i < (*items)->size(); ++i) {
    const Value& item = (**items)[i];
    const ItemCheck check("enrichment", i, item);
    if (!item.is_object()) return check.wrong("", "must be a table with named members");
    hub::Enrichment enrichment;
    auto kind = check.kind();
    if (!kind) return fail(std::move(kind));
    enrichment.kind = std::move(*kind);
    const auto span = read_span(check, item, content);
    if (!span) return std::unexpected(span.error());
    enrichment.span_start = offsets.at(span->begin);
    enrichment.span_end = offsets.at(span->end);
    const auto data = check.object("data");
    if (!data) return std::unexpected(data.error());
    enrichment.data_json = to_json(**data);
    enrichment.item_json = event_item(item, enrichment);
    enrichments.push_back(std::move(enrichment));
  }
  return enrichments;
}

Result<std::vector<hub::DerivedAttachment>> check_attachments(const Value& result,
                                                              std::vector<std::string>& skipped) {
  auto items = items_of(result, "extract");
  if (!items) return fail(std::move(items));
  std::vector<hub::DerivedAttachment> attachments;
  for (std::size_t i = 0; i < (*items)->size(); ++i) {
    const Value& item = (**items)[i];
    const ItemCheck check("attachment", i, item);
    if (!item.is_object()) return check.wrong("", "must be a table with named members");
    auto attachment = read_attachment(check, item);
    if (!attachment) return fail(std::move(attachment));
    if (utf16_length(attachment->value_json) > limits::kAttachmentValueUnits) {
      skipped.push_back("result[" + std::to_string(i + 1) + "].value_json is larger than " +
                        std::to_string(limits::kAttachmentValueUnits) + " units");
      continue;
    }
    const auto allowed = hub::check_link(attachment->kind, *item.find("value_json"));
    if (!allowed) {
      skipped.push_back("result[" + std::to_string(i + 1) + "]: " + allowed.error().message);
      continue;
    }
    attachments.push_back(std::move(*attachment));
  }
  return attachments;
}

}  // namespace perigee::plugins
