#include "host/plugins/table_reader.h"

#include <algorithm>

#include "host/base/text.h"

namespace perigee::plugins {
namespace {

bool is_identifier(std::string_view key) {
  return !key.empty() &&
         std::ranges::all_of(key, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

bool is_empty_table(const Value& value) {
  return (value.is_object() && value.as_object().empty()) ||
         (value.is_array() && value.as_array().empty());
}

}  // namespace

TableReader::TableReader(const Value& table, std::string path) : path_(std::move(path)) {
  if (table.is_object()) {
    table_ = table;
  } else {
    table_ = Object{};
    if (!table.is_null() && !is_empty_table(table)) {
      error_ = Error{Code::InvalidConfig, (path_.empty() ? "the result" : path_) +
                                              " must be a table with named members, not " +
                                              std::string(table.type_name())};
    }
  }
}

std::string TableReader::path_of(std::string_view key) const {
  const std::string name(key);
  if (!is_identifier(key)) return path_ + "[\"" + name + "\"]";
  return path_.empty() ? name : path_ + "." + name;
}

const Value* TableReader::take(std::string_view key) {
  known_.emplace_back(key);
  return table_.find(key);
}

void TableReader::refuse(std::string_view key, const std::string& problem) {
  if (!error_) error_ = Error{Code::InvalidConfig, path_of(key) + " " + problem};
}

void TableReader::expect(std::string_view key, const Value& value, std::string_view wanted) {
  refuse(key, "must be " + std::string(wanted) + ", not " + std::string(value.type_name()));
}

std::optional<std::string> TableReader::string(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->as_string();
  expect(key, *value, "a string");
  return std::nullopt;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_bool()) return value->as_bool();
  expect(key, *value, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least,
                                                 std::int64_t most) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_integer()) {
    expect(key, *value, "a whole number");
    return std::nullopt;
  }
  if (value->as_integer() < least || value->as_integer() > most) {
    refuse(key, "must be from " + std::to_string(least) + " to " + std::to_string(most) + ", not " +
                    std::to_string(value->as_integer()));
    return std::nullopt;
  }
  return value->as_integer();
}

std::optional<std::vector<std::string>> TableReader::strings(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  std::vector<std::string> items;
  if (is_empty_table(*value)) return items;
  if (!value->is_array()) {
    expect(key, *value, "a list of strings");
    return std::nullopt;
  }
  for (const Value& item : value->as_array()) {
    if (!item.is_string()) {
      expect(key, item, "a list of strings");
      return std::nullopt;
    }
    items.push_back(item.as_string());
  }
  return items;
}

Value TableReader::table(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return nullptr;
  if (value->is_object() || is_empty_table(*value)) return *value;
  expect(key, *value, "a table with named members");
  return nullptr;
}

Value TableReader::any(std::string_view key) {
  const Value* value = take(key);
  return value == nullptr ? Value() : *value;
}

Result<void> TableReader::finish() {
  if (error_) return std::unexpected(*error_);
  for (const auto& [key, value] : table_.as_object()) {
    if (std::ranges::find(known_, key) != known_.end()) continue;
    const std::vector<std::string_view> candidates(known_.begin(), known_.end());
    std::string hint = did_you_mean(key, candidates);
    if (hint.empty() && !known_.empty()) {
      hint = "known here:";
      for (const std::string& name : known_) hint += " " + name;
    }
    return fail(Code::InvalidConfig, path_of(key) + " is not a known key", std::move(hint));
  }
  return {};
}

}  // namespace perigee::plugins
