// `perigee doctor`: whether the database of a workspace can be found and read.
#include <charconv>

#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/table.h"
#include "host/hub/database.h"

namespace perigee::cli {
namespace {

std::optional<std::int64_t> number_of(const std::optional<std::string>& text) {
  std::int64_t number = 0;
  if (!text) return std::nullopt;
  const char* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, number);
  return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(number) : std::nullopt;
}

Result<Answer> doctor(const Globals& globals) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  auto db = open_for_reading(*location);
  if (!db) return fail(std::move(db));
  const auto facts = hub::read_database_facts(*db);
  if (!facts) return std::unexpected(facts.error());
  const std::string file = location->data.database().string();
  const auto version = number_of(facts->schema_version);
  Answer answer;
  JsonWriter json(answer.json);
  json.begin_object()
      .member("status", "ok")
      .member("workspace_root", location->workspace.string())
      .member("db_path", file);
  if (facts->db_id) json.member("db_id", *facts->db_id);
  if (version) json.member("schema_version", *version);
  json.member("query_only", true).end_object();
  const auto holder = store::lock_holder(location->data);
  answer.text =
      format_facts({{"workspace", location->workspace.string()},
                    {"database", file},
                    {"id", facts->db_id.value_or("none")},
                    {"schema", facts->schema_version.value_or("none")},
                    {"in use by", holder ? "process " + std::to_string(*holder) : "nobody"}},
                   Terminal::of_output());
  return answer;
}

}  // namespace

void add_doctor_command(CommandLine& line) {
  line.add(line.root(), {"doctor", "Check that the hub's database can be read"}, doctor);
}

}  // namespace perigee::cli
