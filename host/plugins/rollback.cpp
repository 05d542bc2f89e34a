#include "host/plugins/rollback.h"

#include <algorithm>

#include "host/plugins/progress.h"
#include "host/store/put_back.h"

namespace perigee::plugins {
namespace {

/// Of a hub that nobody else has open: a connection for writing leaves no log beside the file.
Result<std::int64_t> count_messages(const std::filesystem::path& file) {
  auto db = store::Connection::open(file, store::OpenMode::ReadWrite);
  if (!db) return fail(std::move(db));
  auto rows = db->query("SELECT count(*) FROM messages");
  const std::int64_t count = rows.next() ? rows.integer(0) : 0;
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return count;
}

/// Without the hub's copy the cursor is ahead of what the plugin's copy knows.
Result<void> run_again(const store::DataPaths& data, const store::Copy& copy) {
  auto db = store::Connection::open(data.database(), store::OpenMode::ReadWrite);
  if (!db) return fail(std::move(db));
  const auto cursor = find_cursor(*db, copy.plugin);
  if (!cursor) return std::unexpected(cursor.error());
  if (!*cursor || (*cursor)->event_id <= copy.event_id) return {};
  return request_backfill(*db, copy.plugin, copy.event_id);
}

}  // namespace

Result<RollbackPlan> plan_rollback(const store::DataPaths& data,
                                   const std::optional<std::string>& plugin) {
  auto copies = store::find_copies(data);
  if (!copies) return std::unexpected(copies.error());
  const std::vector<store::Copy> all = *copies;
  if (plugin) std::erase_if(*copies, [&](const store::Copy& one) { return one.plugin != *plugin; });
  if (copies->empty()) {
    return fail(Code::NotFound,
                plugin ? "there is no copy of the database of \"" + *plugin + "\" to go back to"
                       : "there is no copy from before an upgrade in " + data.directory.string(),
                "copies are made when an upgrade changes something");
  }
  const std::string stamp = copies->front().stamp;
  const bool with_hub = std::ranges::any_of(
      all, [&](const store::Copy& one) { return one.plugin.empty() && one.stamp == stamp; });
  if (plugin && with_hub) {
    return fail(Code::NotPermitted,
                "the newest copy of \"" + *plugin + "\" belongs to an upgrade of the hub",
                "roll back without --plugin");
  }
  std::erase_if(*copies, [&](const store::Copy& one) { return one.stamp != stamp; });
  // The hub last: until then, a rollback that is cut short can be told from one that is done. Of
  // two copies of one database the earlier is from before the upgrade.
  std::ranges::sort(*copies, [](const store::Copy& a, const store::Copy& b) {
    return std::tuple(a.plugin.empty(), a.plugin, a.migration) <
           std::tuple(b.plugin.empty(), b.plugin, b.migration);
  });
  const auto doubles = std::ranges::unique(*copies, {}, &store::Copy::plugin);
  copies->erase(doubles.begin(), doubles.end());
  RollbackPlan plan{.copies = std::move(*copies)};
  if (!with_hub) return plan;
  const auto now = count_messages(data.database());
  if (!now) return std::unexpected(now.error());
  const auto then = count_messages(plan.copies.back().file());
  if (!then) return std::unexpected(then.error());
  plan.messages_newer = *now - *then;
  return plan;
}

Result<std::vector<PutBack>> roll_back(const store::DataPaths& data, const RollbackPlan& plan,
                                       const Clock& clock) {
  const bool with_hub = plan.copies.back().plugin.empty();
  const std::string now = store::copy_stamp(clock.now());
  std::vector<PutBack> done;
  for (const store::Copy& copy : plan.copies) {
    if (!with_hub) {
      if (auto asked = run_again(data, copy); !asked) return fail(std::move(asked));
    }
    const std::filesystem::path kept = copy.database.string() + ".replaced-" + now;
    if (auto put = store::put_back(copy.file(), copy.database, kept); !put) {
      return fail(std::move(put));
    }
    done.push_back({copy, kept});
  }
  return done;
}

}  // namespace perigee::plugins
