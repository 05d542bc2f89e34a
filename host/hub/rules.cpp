#include "host/hub/rules.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/hub/url.h"

namespace perigee::hub {
namespace {

std::string named(std::string_view field) {
  return std::string(field);
}

/// Non-blank, at most `units` long, and not starting with NUL, which the database would read as
/// empty.
Result<void> check_name(std::string_view field, const std::string& text, std::size_t units) {
  if (is_blank(text)) return fail(Code::InvalidInput, named(field) + " must be a non-empty string");
  if (utf16_length(text) > units) {
    return fail(Code::InvalidInput, named(field) + " exceeds maximum length of " +
                                        std::to_string(units) + " characters");
  }
  if (text.front() == '\0') {
    return fail(Code::InvalidInput, named(field) + " must not begin with a NUL character");
  }
  return {};
}

Result<void> check_id(std::string_view field, const std::string& id) {
  if (id.empty()) return fail(Code::InvalidInput, named(field) + " must be a non-empty string");
  return {};
}

/// Sender and actor: anything that is not blank.
Result<void> check_person(std::string_view field, const std::string& text) {
  if (is_blank(text)) return fail(Code::InvalidInput, named(field) + " must be a non-empty string");
  if (text.front() == '\0') {
    return fail(Code::InvalidInput, named(field) + " must not begin with a NUL character");
  }
  return {};
}

Result<void> check_content(const std::string& content) {
  if (utf16_length(content) <= limits::kContentUnits) return {};
  return fail(Code::InvalidInput, "Content too large: content_raw exceeds maximum length of " +
                                      std::to_string(limits::kContentUnits) + " characters");
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
    return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
  });
  return lower;
}

/// The patterns that links may not contain (hub-protocol §5.9); false positives are part of it.
bool has_forbidden_pattern(std::string_view text) {
  const std::string lower = lower_ascii(text);
  if (lower.find_first_of("<>") != std::string::npos) return true;
  if (lower.find("javascript:") != std::string::npos) return true;
  if (lower.find("data:") != std::string::npos && lower.find("script") != std::string::npos) {
    return true;
  }
  return std::ranges::any_of(
      lower, [](unsigned char c) { return c < 32 && c != '\t' && c != '\n' && c != '\r'; });
}

Result<void> check_link_url(const Value& value) {
  const Value* url = value.find("url");
  if (url == nullptr) return fail(Code::InvalidInput, "value_json: url field is required");
  if (!url->is_string()) return fail(Code::InvalidInput, "value_json: url must be a string");
  const std::string& text = url->as_string();
  if (text.empty()) return fail(Code::InvalidInput, "value_json: url field is required");
  if (utf16_length(text) > limits::kUrlUnits) {
    return fail(Code::InvalidInput, "value_json: url exceeds maximum length of " +
                                        std::to_string(limits::kUrlUnits) + " characters");
  }
  if (has_forbidden_pattern(text)) {
    return fail(Code::InvalidInput, "value_json: url contains invalid characters or patterns");
  }
  switch (classify_url(text)) {
    case UrlVerdict::Ok:
      return {};
    case UrlVerdict::Malformed:
      return fail(Code::InvalidInput, "value_json: url is not a valid URL format");
    case UrlVerdict::OtherScheme:
      return fail(Code::InvalidInput, "value_json: url protocol must be http or https");
  }
  return {};
}

Result<void> check_link_text(const Value& value, std::string_view field) {
  const Value* text = value.find(field);
  if (text == nullptr || text->is_null()) return {};
  const std::string name = "value_json: " + std::string(field);
  if (!text->is_string()) return fail(Code::InvalidInput, name + " must be a string");
  if (utf16_length(text->as_string()) > limits::kAttachmentTextUnits) {
    return fail(Code::InvalidInput, name + " exceeds maximum length of " +
                                        std::to_string(limits::kAttachmentTextUnits) +
                                        " characters");
  }
  if (has_forbidden_pattern(text->as_string())) {
    return fail(Code::InvalidInput, name + " contains invalid characters or patterns");
  }
  return {};
}

}  // namespace

Result<void> check(const NewChannel& request) {
  return check_name("name", request.name, limits::kChannelNameUnits);
}

Result<void> check(const NewTopic& request) {
  if (auto id = check_id("channel_id", request.channel_id); !id) return id;
  return check_name("title", request.title, limits::kTopicTitleUnits);
}

Result<void> check(const RenameTopic& request) {
  return check_name("title", request.title, limits::kTopicTitleUnits);
}

Result<void> check(const NewMessage& request) {
  if (auto id = check_id("topic_id", request.topic_id); !id) return id;
  if (auto sender = check_person("sender", request.sender); !sender) return sender;
  return check_content(request.content_raw);
}

Result<void> check(const EditMessage& request) {
  if (request.content_raw.empty()) {
    return fail(Code::InvalidInput, "content_raw must be a non-empty string");
  }
  return check_content(request.content_raw);
}

Result<void> check(const DeleteMessage& request) {
  if (is_blank(request.actor)) {
    return fail(Code::InvalidInput, "actor: Actor must be a non-empty string");
  }
  return check_person("actor", request.actor);
}

Result<void> check(const MoveMessages& request) {
  return check_id("to_topic_id", request.to_topic_id);
}

Result<void> check(const NewAttachment& request) {
  if (auto kind = check_person("kind", request.kind); !kind) return kind;
  if (!request.value_json.is_object()) {
    return fail(Code::InvalidInput, "value_json must be an object");
  }
  if (to_json(request.value_json).size() > limits::kAttachmentValueUnits) {
    return fail(Code::InvalidInput, "value_json exceeds maximum size of " +
                                        std::to_string(limits::kAttachmentValueUnits) + " bytes");
  }
  if (request.dedupe_key) {
    if (request.dedupe_key->empty() || request.dedupe_key->front() == '\0') {
      return fail(Code::InvalidInput, "dedupe_key must be a non-empty string");
    }
  }
  return check_link(request.kind, request.value_json);
}

Result<void> check_link(const std::string& kind, const Value& value_json) {
  if (kind != "url" && kind != "link") return {};
  if (auto url = check_link_url(value_json); !url) return url;
  if (auto title = check_link_text(value_json, "title"); !title) return title;
  return check_link_text(value_json, "description");
}

Result<void> check_version(const ExpectedVersion& expected, std::int64_t current) {
  if (!expected) return {};
  if (expected->is_number() && expected->as_number() == static_cast<double>(current)) return {};
  Error error{Code::VersionConflict,
              "Version conflict: the message is at version " + std::to_string(current)};
  error.details.set("current", current);
  return std::unexpected(std::move(error));
}

}  // namespace perigee::hub
