// `perigee doctor`: whether the database of a workspace can be found and read, and whether those of
// its plugins are what their migrations make.
#include <CLI/CLI.hpp>
#include <charconv>

#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/run_options.h"
#include "host/cli/table.h"
#include "host/hub/database.h"
#include "host/plugins/drift.h"

namespace perigee::cli {
namespace {

std::optional<std::int64_t> number_of(const std::optional<std::string>& text) {
  std::int64_t number = 0;
  if (!text) return std::nullopt;
  const char* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, number);
  return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(number) : std::nullopt;
}

void declare(CLI::App& command, RunOptions& options) {
  command.add_option("--plugins", options.plugin_folders,
                     "Folder with plugins; may be given several times (default: lua-plugins)");
}

/// What is not as it should be in the databases of plugins. Without a folder of plugins there is
/// nothing to compare them with.
Result<std::vector<plugins::Drift>> examine(const Location& location, const RunOptions& options) {
  const SystemClock clock;
  const auto folders = plugin_folders(options, location);
  if (folders.empty()) return std::vector<plugins::Drift>();
  return plugins::find_drift(location.data, folders, clock);
}

void write_drift(JsonWriter& json, const std::vector<plugins::Drift>& drift) {
  json.key("plugin_databases").begin_array();
  for (const plugins::Drift& one : drift) {
    json.begin_object()
        .member("plugin", one.plugin)
        .member("problem", plugins::drift_name(one.kind))
        .member("what", one.what)
        .end_object();
  }
  json.end_array();
}

Result<Answer> doctor(const Globals& globals, const RunOptions& options) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  auto db = open_for_reading(*location);
  if (!db) return fail(std::move(db));
  const auto facts = hub::read_database_facts(*db);
  if (!facts) return std::unexpected(facts.error());
  const auto drift = examine(*location, options);
  if (!drift) return std::unexpected(drift.error());
  const std::string file = location->data.database().string();
  const auto version = number_of(facts->schema_version);
  Answer answer;
  answer.exit_code = drift->empty() ? 0 : kExitFailure;
  JsonWriter json(answer.json);
  json.begin_object()
      .member("status", drift->empty() ? "ok" : "problems")
      .member("workspace_root", location->workspace.string())
      .member("db_path", file);
  if (facts->db_id) json.member("db_id", *facts->db_id);
  if (version) json.member("schema_version", *version);
  json.member("query_only", true);
  if (!drift->empty()) write_drift(json, *drift);
  json.end_object();
  const auto holder = store::lock_holder(location->data);
  answer.text =
      format_facts({{"workspace", location->workspace.string()},
                    {"database", file},
                    {"id", facts->db_id.value_or("none")},
                    {"schema", facts->schema_version.value_or("none")},
                    {"in use by", holder ? "process " + std::to_string(*holder) : "nobody"}},
                   Terminal::of_output());
  for (const plugins::Drift& one : *drift) answer.text += plugins::describe_drift(one) + "\n";
  return answer;
}

}  // namespace

void add_doctor_command(CommandLine& line) {
  line.add(line.root(), {"doctor", "Check the databases of hub and plugins"}, declare, doctor);
}

}  // namespace perigee::cli
