#include "host/cli/upgrade_view.h"

#include "host/base/json.h"
#include "host/base/log.h"
#include "host/cli/table.h"

namespace perigee::cli {
namespace {

/// Without the name, which stands before it.
std::string reason_of(const Error& error) {
  Error shown = error;
  shown.where.plugin.clear();
  return log::describe(shown);
}

std::string state_of(const plugins::PluginUpgrade& one) {
  if (one.disabled) return "disabled";
  if (one.error) return "failed";
  const bool changed = !one.applied.empty() || one.storage.migrated > 0;
  return changed ? "upgraded" : "up to date";
}

std::string rows_text(const std::optional<std::int64_t>& rows) {
  return rows ? grouped(*rows) : "-";
}

std::string storage_text(const plugins::PluginUpgrade& one) {
  if (!one.has_storage_hook || one.error) return "-";
  const plugins::StorageCounters& counters = one.storage;
  std::string text = grouped(counters.migrated) + " of " + grouped(counters.scanned) + " migrated";
  const auto also = [&text](std::int64_t number, const char* what) {
    if (number > 0) text += ", " + grouped(number) + " " + what;
  };
  also(counters.existing, "existing");
  also(counters.missing, "missing");
  also(counters.skipped, "skipped");
  return text;
}

void write_plugin(JsonWriter& json, const plugins::PluginUpgrade& one) {
  json.begin_object().member("name", one.plugin).member("state", state_of(one));
  json.key("applied").begin_array();
  for (const std::string& name : one.applied) json.string(name);
  json.end_array();
  if (one.has_storage_hook && !one.error) {
    json.key("storage")
        .begin_object()
        .member("scanned", one.storage.scanned)
        .member("migrated", one.storage.migrated)
        .member("existing", one.storage.existing)
        .member("missing", one.storage.missing)
        .member("skipped", one.storage.skipped)
        .end_object();
  }
  if (one.error) {
    json.member("code", code_name(one.error->code)).member("error", reason_of(*one.error));
  }
  json.end_object();
}

void write_rows(JsonWriter& json, const std::vector<plugins::RowChange>& rows) {
  const auto number = [&json](std::string_view name, const std::optional<std::int64_t>& count) {
    json.key(name);
    count ? json.integer(*count) : json.null();
  };
  json.key("rows").begin_array();
  for (const plugins::RowChange& row : rows) {
    json.begin_object().member("plugin", row.plugin).member("table", row.table);
    number("before", row.before);
    number("after", row.after);
    json.end_object();
  }
  json.end_array();
}

std::string plugins_table(const std::vector<plugins::PluginUpgrade>& all) {
  std::vector<std::vector<std::string>> rows;
  std::string reasons;
  for (const plugins::PluginUpgrade& one : all) {
    std::string applied;
    for (const std::string& name : one.applied) applied += (applied.empty() ? "" : ", ") + name;
    rows.push_back({one.plugin, state_of(one), applied.empty() ? "-" : applied, storage_text(one)});
    if (one.error) reasons += one.plugin + ": " + reason_of(*one.error) + "\n";
  }
  return format_table({{"PLUGIN"}, {"STATE"}, {"MIGRATIONS"}, {"STORAGE"}}, rows) + reasons;
}

std::string rows_table(const std::vector<plugins::RowChange>& changes) {
  std::vector<std::vector<std::string>> rows;
  for (const plugins::RowChange& row : changes) {
    rows.push_back({row.plugin.empty() ? "(hub)" : row.plugin, row.table, rows_text(row.before),
                    rows_text(row.after)});
  }
  return format_table(
      {{"DATABASE"}, {"TABLE"}, {"ROWS BEFORE", Align::Right}, {"AFTER", Align::Right}}, rows);
}

}  // namespace

Answer show_upgrade(const plugins::UpgradeReport& report, bool dry_run) {
  Answer answer;
  answer.exit_code = report.failed() ? kExitFailure : 0;
  JsonWriter json(answer.json);
  json.begin_object()
      .member("status", report.failed() ? "failed" : "ok")
      .member("dry_run", dry_run)
      .member("hub_applied", report.core_applied);
  json.key("plugins").begin_array();
  for (const plugins::PluginUpgrade& one : report.plugins) write_plugin(json, one);
  json.end_array().key("copies").begin_array();
  for (const store::Copy& copy : report.copies) json.string(copy.file().string());
  json.end_array();
  if (dry_run) write_rows(json, report.rows);
  json.end_object();
  if (dry_run) answer.text = "tried on a copy; nothing was changed\n\n";
  answer.text +=
      report.core_applied == 0
          ? "the hub's database is up to date\n"
          : "the hub's database: " + grouped(report.core_applied) +
                (report.core_applied == 1 ? " migration applied\n" : " migrations applied\n");
  if (!report.plugins.empty()) answer.text += "\n" + plugins_table(report.plugins);
  if (dry_run && !report.rows.empty()) answer.text += "\n" + rows_table(report.rows);
  for (const store::Copy& copy : report.copies) {
    answer.text += "as it was before: " + copy.file().string() + "\n";
  }
  if (!report.copies.empty()) answer.text += "`perigee upgrade --rollback` puts that back\n";
  return answer;
}

Answer show_rollback(const plugins::RollbackPlan& plan, const std::vector<plugins::PutBack>& done) {
  Answer answer;
  JsonWriter json(answer.json);
  json.begin_object().member("status", "ok").member("dry_run", done.empty());
  json.member("messages_newer", plan.messages_newer).key("databases").begin_array();
  for (std::size_t i = 0; i < plan.copies.size(); ++i) {
    const store::Copy& copy = plan.copies[i];
    json.begin_object()
        .member("database", copy.database.string())
        .member("copy", copy.file().string());
    answer.text += copy.database.string() + (done.empty() ? " would be again " : " is again ") +
                   copy.file().filename().string() + "\n";
    if (i < done.size()) {
      json.member("kept_as", done[i].kept_as.string());
      answer.text += "  what it was is kept as " + done[i].kept_as.string() + "\n";
    }
    json.end_object();
  }
  json.end_array().end_object();
  if (plan.messages_newer > 0) {
    answer.text += grouped(plan.messages_newer) +
                   " messages are newer than the copy of the hub and not in it\n";
  }
  answer.text +=
      "a host applies the same migrations again: put the earlier files back first, or say"
      " migrations = \"manual\" in perigee.lua\n";
  return answer;
}

}  // namespace perigee::cli
