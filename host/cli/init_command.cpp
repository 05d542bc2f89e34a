// `perigee init`: makes a workspace, so that commands below it find its hub from then on.
#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/foreign_hub.h"
#include "host/hub/database.h"
#include "host/hub/write.h"
#include "host/store/copies.h"

namespace perigee::cli {
namespace {

/// The database with its identity, as the first start of a hub would make it.
Result<void> make_database(const store::DataPaths& data) {
  const SystemClock clock;
  const auto lock = store::DataLock::take(
      data, clock, [&](const store::LeftLock& left) { return check_no_foreign_hub(data, left); });
  if (!lock) return std::unexpected(lock.error());
  auto db = hub::open_database(data, clock, store::copy_stamp(clock.now()));
  if (!db) return fail(std::move(db));
  hub::EventLog events(clock);
  hub::WriteServices services(clock, system_random(), events);
  return services.open(*db);
}

Result<Answer> init(const Globals& globals) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  const bool is_there = open_for_reading(*location).has_value();
  if (!is_there) {
    if (auto made = make_database(location->data); !made) return fail(std::move(made));
  }
  Answer answer;
  JsonWriter(answer.json)
      .begin_object()
      .member("status", "ok")
      .member("workspace_root", location->workspace.string())
      .member("db_path", location->data.database().string())
      .member("created", !is_there)
      .end_object();
  answer.text = is_there ? "there is a hub already: " : "made an empty hub: ";
  answer.text += location->data.directory.string() + "\n";
  return answer;
}

}  // namespace

void add_init_command(CommandLine& line) {
  line.add(line.root(), {"init", "Make a folder a workspace", ErrorForm::Line}, init);
}

}  // namespace perigee::cli
