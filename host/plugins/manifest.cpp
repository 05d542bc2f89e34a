#include "host/plugins/manifest.h"

#include <algorithm>

#include "host/base/text.h"
#include "host/plugins/grants.h"
#include "host/plugins/table_reader.h"
#include "host/store/sql_policy.h"

namespace perigee::plugins {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kNameLength = 63;
constexpr std::array kReserved = {"perigee"sv, "hub"sv, "core"sv, "plugin"sv};
constexpr std::array kDataKeys = {"name"sv, "description"sv, "config"sv, "grants"sv,
                                  "hub_tables"sv};

Result<void> check_key(const lua::Field& field) {
  const bool is_hook = std::ranges::find(kHookNames, field.name) != kHookNames.end();
  if (is_hook) {
    if (field.function) return {};
    return fail(Code::LoadError, field.name + " is a hook and must be a function, not " +
                                     std::string(field.value.type_name()));
  }
  if (std::ranges::find(kDataKeys, field.name) != kDataKeys.end()) {
    if (!field.function) return {};
    return fail(Code::LoadError, field.name + " must not be a function");
  }
  std::vector<std::string_view> candidates(kHookNames.begin(), kHookNames.end());
  candidates.insert(candidates.end(), kDataKeys.begin(), kDataKeys.end());
  std::string hint = did_you_mean(field.name, candidates);
  if (hint.empty()) {
    hint = "known keys:";
    for (std::string_view name : candidates) hint += " " + std::string(name);
  }
  return fail(Code::LoadError, "unknown key \"" + field.name + "\" in the plugin's table",
              std::move(hint));
}

Result<void> check_grants(const std::vector<std::string>& grants) {
  for (const std::string& grant : grants) {
    if (is_grant(grant)) continue;
    return fail(Code::LoadError, "grants: \"" + grant + "\" is not a grant",
                did_you_mean(grant, kGrants));
  }
  return {};
}

Result<void> check_hub_tables(const Manifest& manifest) {
  for (const std::string& table : manifest.hub_tables) {
    if (store::is_hub_table(table)) continue;
    return fail(Code::LoadError, "hub_tables: \"" + table + "\" is not a table of the hub",
                did_you_mean(table, store::hub_tables()));
  }
  const bool has_db = std::ranges::find(manifest.grants, "db") != manifest.grants.end();
  if (has_db || manifest.hub_tables.empty()) return {};
  return fail(Code::LoadError,
              "hub_tables are read through ctx.db, which the plugin does not ask for",
              "add \"db\" to grants");
}

}  // namespace

std::string Manifest::hook_list() const {
  std::string list;
  for (std::size_t i = 0; i < kHookCount; ++i) {
    if (hooks.at(i)) list += (list.empty() ? "" : ", ") + std::string(kHookNames.at(i));
  }
  return list;
}

Result<void> check_plugin_name(std::string_view name) {
  const auto letter = [](char c) {
    return c >= 'a' && c <= 'z';
  };
  const bool formed = !name.empty() && name.size() <= kNameLength && letter(name.front()) &&
                      std::ranges::all_of(name, [&](char c) {
                        return letter(c) || (c >= '0' && c <= '9') || c == '-';
                      });
  if (!formed) {
    return fail(Code::LoadError, "\"" + printable(name, 80) + "\" cannot be a plugin's name",
                "use lower-case letters, digits and hyphens, a letter first, at most 63");
  }
  if (std::ranges::find(kReserved, name) != kReserved.end()) {
    return fail(Code::LoadError, "the name \"" + std::string(name) + "\" is reserved",
                "choose another name");
  }
  return {};
}

Result<Manifest> read_manifest(std::span<const lua::Field> fields, std::string_view file_name) {
  Value data{Object{}};
  Manifest manifest;
  for (const lua::Field& field : fields) {
    if (auto known = check_key(field); !known) return fail(std::move(known));
    if (field.function) {
      const auto* hook = std::ranges::find(kHookNames, field.name);
      manifest.hooks.at(static_cast<std::size_t>(hook - kHookNames.begin())) = field.function;
    } else {
      data.set(field.name, field.value);
    }
  }
  TableReader table(data, "");
  manifest.name = table.string("name").value_or(std::string(file_name));
  manifest.description = table.string("description").value_or("");
  manifest.grants = table.strings("grants").value_or(std::vector<std::string>());
  manifest.hub_tables = table.strings("hub_tables").value_or(std::vector<std::string>());
  const Value config = table.table("config");
  auto done = table.finish();
  if (done) done = check_plugin_name(manifest.name);
  if (done && manifest.name != file_name) {
    done = fail(Code::LoadError,
                "the plugin is named \"" + manifest.name + "\" but its file is called \"" +
                    std::string(file_name) + "\"",
                "rename one of the two");
  }
  if (done) done = check_grants(manifest.grants);
  if (done) done = check_hub_tables(manifest);
  if (done) {
    auto schema = ConfigSchema::parse(config);
    if (schema) {
      manifest.config = std::move(*schema);
    } else {
      done = fail(std::move(schema));
    }
  }
  if (done && manifest.hook_list().empty()) {
    done = fail(Code::LoadError, "the plugin has no hook",
                "add a function such as plugin.enrich(ctx, message) to the table it returns");
  }
  if (!done) {
    done.error().code = Code::LoadError;
    return fail(std::move(done));
  }
  return manifest;
}

}  // namespace perigee::plugins
