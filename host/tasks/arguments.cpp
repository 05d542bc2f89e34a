#include "host/tasks/arguments.h"

#include <algorithm>
#include <cmath>

#include "host/base/text.h"

namespace perigee::tasks {

Arguments::Arguments(const Value& object, std::string path)
    : object_(object), path_(std::move(path)) {
  const bool is_empty = object_.is_null() || (object_.is_array() && object_.as_array().empty());
  if (is_empty) object_ = Value(Object());
  if (object_.is_object()) return;
  error_ =
      Error{Code::InvalidInput, (path_.empty() ? "the arguments" : path_) +
                                    " must be an object, not " + std::string(object_.type_name())};
  object_ = Value(Object());
}

void Arguments::refuse(std::string_view key, const std::string& problem) {
  if (error_) return;
  const std::string name = path_.empty() ? std::string(key) : path_ + "." + std::string(key);
  error_ = Error{Code::InvalidInput, name + " " + problem};
}

const Value* Arguments::take(std::string_view key) {
  known_.emplace_back(key);
  const Value* value = object_.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void Arguments::require(std::string_view key, bool is_there) {
  if (!is_there) refuse(key, "is missing");
}

std::optional<std::string> Arguments::text(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->as_string();
  refuse(key, "must be a string, not " + std::string(value->type_name()));
  return std::nullopt;
}

std::optional<bool> Arguments::boolean(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_bool()) return value->as_bool();
  refuse(key, "must be true or false, not " + std::string(value->type_name()));
  return std::nullopt;
}

std::optional<double> Arguments::number(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) return value->as_number();
  refuse(key, "must be a number, not " + std::string(value->type_name()));
  return std::nullopt;
}

std::optional<std::int64_t> Arguments::integer(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_integer()) return value->as_integer();
  // A whole number of Lua or JavaScript; beyond what either counts to, all are equally many.
  constexpr double kMost = 9007199254740992.0;
  const double number = value->is_number() ? value->as_number() : 0.5;
  if (number == std::floor(number)) {
    return static_cast<std::int64_t>(std::clamp(number, -kMost, kMost));
  }
  refuse(key, "must be a whole number");
  return std::nullopt;
}

std::optional<std::vector<std::string>> Arguments::texts(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  // Lua's empty table arrives as an object.
  if (value->is_object() && value->as_object().empty()) return texts;
  if (!value->is_array()) {
    refuse(key, "must be a list of strings, not " + std::string(value->type_name()));
    return std::nullopt;
  }
  for (const Value& one : value->as_array()) {
    if (!one.is_string()) {
      refuse(key, "must be a list of strings");
      return std::nullopt;
    }
    texts.push_back(one.as_string());
  }
  return texts;
}

std::optional<Status> Arguments::read_status(std::string_view key, const Value& value) {
  const auto status = value.is_string() ? parse_status(value.as_string()) : std::nullopt;
  if (!status) {
    refuse(key,
           "must be pending, in-progress, blocked, completed or cancelled" +
               (value.is_string() ? ", not \"" + printable(value.as_string(), 40) + "\"" : ""));
  }
  return status;
}

std::optional<Status> Arguments::status(std::string_view key) {
  const Value* value = take(key);
  return value == nullptr ? std::nullopt : read_status(key, *value);
}

std::optional<std::vector<Status>> Arguments::statuses(std::string_view key) {
  const auto names = texts(key);
  if (!names) return std::nullopt;
  std::vector<Status> statuses;
  for (const std::string& name : *names) {
    const auto status = read_status(key, Value(name));
    if (!status) return std::nullopt;
    statuses.push_back(*status);
  }
  return statuses;
}

std::optional<Ref> Arguments::ref(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_object()) {
    Ref ref{.list = string_member(*value, "list")};
    if (const Value* item = value->find("item"); item != nullptr && item->is_string()) {
      ref.item = item->as_string();
    }
    if (!ref.list.empty() && (!ref.item || !ref.item->empty())) return ref;
    if (!error_) error_ = Error{Code::BadEdgeRef, std::string(key) + " names no list or no item"};
    return std::nullopt;
  }
  if (!value->is_string()) {
    refuse(key,
           "must be a reference such as \"list#item\", not " + std::string(value->type_name()));
    return std::nullopt;
  }
  auto ref = parse_ref(value->as_string());
  if (ref) return std::move(*ref);
  if (!error_) error_ = std::move(ref.error());
  return std::nullopt;
}

Clearable Arguments::clearable(std::string_view key) {
  known_.emplace_back(key);
  const Value* value = object_.find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_null()) return Clearable(std::optional<std::string>());
  if (value->is_string()) return Clearable(std::optional(value->as_string()));
  refuse(key, "must be a string or null, not " + std::string(value->type_name()));
  return std::nullopt;
}

Value Arguments::any(std::string_view key) {
  const Value* value = take(key);
  return value == nullptr ? Value() : *value;
}

Result<void> Arguments::finish() {
  for (const auto& [key, value] : object_.as_object()) {
    if (error_ || std::ranges::find(known_, key) != known_.end()) continue;
    refuse(printable(key, 40), "is not known here");
    const std::vector<std::string_view> names(known_.begin(), known_.end());
    error_->hint = did_you_mean(key, names);
  }
  if (error_) return std::unexpected(std::move(*error_));
  return {};
}

}  // namespace perigee::tasks
