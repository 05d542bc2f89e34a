// The configuration that a plugin declares: names, types, defaults and docs. What the operator
// writes in perigee.lua is checked against it before the plugin sees it.
#pragma once

#include <string>
#include <vector>

#include "host/base/error.h"
#include "host/base/value.h"

namespace perigee::plugins {

enum class ConfigType { String, Number, Integer, Boolean, List, Table, Enum };

/// One declared key: `base_url = { type = "string", default = "…", doc = "…" }`.
struct ConfigField {
  std::string name;
  ConfigType type = ConfigType::String;
  Value default_value;    ///< null when there is none.
  bool required = false;  ///< The operator must give it.
  std::string doc;
  std::vector<std::string> values;  ///< Of an enum.
  std::string items;                ///< Type of a list's items; empty for any.
};

class ConfigSchema {
 public:
  /// Reads the manifest's `config` table. Errors: InvalidConfig naming the key.
  static Result<ConfigSchema> parse(const Value& declared);

  /// The configuration that the plugin gets: what was given, else defaults.
  /// Errors: InvalidConfig naming the key under `path`, with the nearest name for unknown ones.
  Result<Value> resolve(const Value& given, const std::string& path) const;

  const std::vector<ConfigField>& fields() const { return fields_; }

 private:
  std::vector<ConfigField> fields_;
};

}  // namespace perigee::plugins
