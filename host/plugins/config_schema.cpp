#include "host/plugins/config_schema.h"

#include <algorithm>
#include <array>

#include "host/base/text.h"
#include "host/plugins/table_reader.h"

namespace perigee::plugins {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kTypes = {"string"sv, "number"sv, "integer"sv, "boolean"sv,
                               "list"sv,   "table"sv,  "enum"sv};

std::string_view name_of(ConfigType type) {
  return kTypes.at(static_cast<std::size_t>(type));
}

std::optional<ConfigType> parse_type(std::string_view name) {
  const auto* found = std::ranges::find(kTypes, name);
  if (found == kTypes.end()) return std::nullopt;
  return static_cast<ConfigType>(found - kTypes.begin());
}

bool is_empty(const Value& value) {
  return (value.is_object() && value.as_object().empty()) ||
         (value.is_array() && value.as_array().empty());
}

bool has_type(const Value& value, ConfigType type) {
  switch (type) {
    case ConfigType::String:
    case ConfigType::Enum:
      return value.is_string();
    case ConfigType::Number:
      return value.is_number();
    case ConfigType::Integer:
      return value.is_integer();
    case ConfigType::Boolean:
      return value.is_bool();
    case ConfigType::List:
      return value.is_array() || is_empty(value);
    case ConfigType::Table:
      return value.is_object() || is_empty(value);
  }
  return false;
}

std::string list_of(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "\"" : ", \"") + value + "\"";
  return text;
}

Result<void> check_items(const ConfigField& field, const Value& value, const std::string& path) {
  if (field.items.empty() || !value.is_array()) return {};
  const auto type = *parse_type(field.items);
  for (std::size_t i = 0; i < value.as_array().size(); ++i) {
    const Value& item = value.as_array()[i];
    if (has_type(item, type)) continue;
    return fail(Code::InvalidConfig, path + "[" + std::to_string(i + 1) + "] must be a " +
                                         field.items + ", not " + std::string(item.type_name()));
  }
  return {};
}

/// Whether a value fits the field; `path` names it in the error.
Result<void> check_value(const ConfigField& field, const Value& value, const std::string& path) {
  if (!has_type(value, field.type)) {
    return fail(Code::InvalidConfig,
                path + " must be of type " + std::string(name_of(field.type)) + ", not " +
                    std::string(value.type_name()),
                field.doc);
  }
  if (field.type == ConfigType::Enum &&
      std::ranges::find(field.values, value.as_string()) == field.values.end()) {
    const std::vector<std::string_view> candidates(field.values.begin(), field.values.end());
    return fail(
        Code::InvalidConfig,
        path + " must be one of " + list_of(field.values) + ", not \"" + value.as_string() + "\"",
        did_you_mean(value.as_string(), candidates));
  }
  if (field.type == ConfigType::List) return check_items(field, value, path);
  return {};
}

Result<ConfigField> parse_field(const std::string& name, const Value& declared) {
  TableReader table(declared, "config." + name);
  ConfigField field;
  field.name = name;
  const auto type = table.string("type");
  field.default_value = table.any("default");
  field.required = table.boolean("required").value_or(false);
  field.doc = table.string("doc").value_or("");
  field.values = table.strings("values").value_or(std::vector<std::string>());
  field.items = table.string("items").value_or("");
  if (auto done = table.finish(); !done) return fail(std::move(done));

  const std::string path = "config." + name;
  if (!type) return fail(Code::InvalidConfig, path + ".type is missing");
  const auto parsed = parse_type(*type);
  if (!parsed) {
    return fail(Code::InvalidConfig, path + ".type \"" + *type + "\" is not a type",
                "types: string, number, integer, boolean, list, table, enum");
  }
  field.type = *parsed;
  if (field.type == ConfigType::Enum && field.values.empty()) {
    return fail(Code::InvalidConfig, path + ".values must list what an enum may be");
  }
  if (!field.items.empty() && !parse_type(field.items)) {
    return fail(Code::InvalidConfig, path + ".items \"" + field.items + "\" is not a type");
  }
  if (!field.default_value.is_null()) {
    if (auto fits = check_value(field, field.default_value, path + ".default"); !fits) {
      return fail(std::move(fits));
    }
  }
  return field;
}

}  // namespace

Result<ConfigSchema> ConfigSchema::parse(const Value& declared) {
  ConfigSchema schema;
  if (declared.is_null() || is_empty(declared)) return schema;
  if (!declared.is_object()) {
    return fail(Code::InvalidConfig, "config must be a table of declared keys");
  }
  for (const auto& [name, value] : declared.as_object()) {
    auto field = parse_field(name, value);
    if (!field) return fail(std::move(field));
    schema.fields_.push_back(std::move(*field));
  }
  return schema;
}

Result<Value> ConfigSchema::resolve(const Value& given, const std::string& path) const {
  TableReader table(given, path);
  Value config{Object{}};
  for (const ConfigField& field : fields_) {
    Value value = table.any(field.name);
    if (value.is_null()) {
      if (field.required) {
        return fail(Code::InvalidConfig, table.path_of(field.name) + " is required",
                    "set it in perigee.lua" + (field.doc.empty() ? "" : ": " + field.doc));
      }
      value = field.default_value;
    } else if (auto fits = check_value(field, value, table.path_of(field.name)); !fits) {
      return fail(std::move(fits));
    }
    if (is_empty(value)) {
      value = field.type == ConfigType::List ? Value(Array{}) : Value(Object{});
    }
    if (!value.is_null()) config.set(field.name, std::move(value));
  }
  if (auto done = table.finish(); !done) return fail(std::move(done));
  return config;
}

}  // namespace perigee::plugins
