#include "host/hub/write.h"

#include "host/hub/search_index.h"

namespace perigee::hub {

namespace {

/// The version of the tables that other programs see (hub-data §5); ours count in a ledger.
constexpr std::string_view kSchemaVersion = "1";

Result<void> check_schema(store::Connection& db) {
  auto rows = db.query("SELECT value FROM meta WHERE key = 'schema_version'");
  const std::string version = rows.next() ? rows.string(0) : std::string();
  if (auto status = rows.status(); !status) return status;
  if (version == kSchemaVersion) return {};
  return fail(Code::SchemaError,
              "the database has schema version \"" + version + "\", this perigee knows " +
                  std::string(kSchemaVersion),
              "use the program that made it, or another data directory");
}

}  // namespace

Result<void> WriteServices::open(store::Connection& db) {
  if (auto known = check_schema(db); !known) return known;
  if (auto opened = events.open(db); !opened) return opened;
  if (auto opened = open_search_index(db); !opened) return opened;
  auto rows = db.query(
      "SELECT max(id) FROM channels UNION ALL SELECT max(id) FROM topics"
      " UNION ALL SELECT max(id) FROM messages UNION ALL SELECT max(id) FROM topic_attachments");
  while (rows.next()) ids.observe(rows.text(0));
  if (auto status = rows.status(); !status) return status;
  auto filled =
      db.run("INSERT OR IGNORE INTO meta (key, value) VALUES ('db_id', ?)", make_uuid(random));
  if (!filled) return filled;
  return db.run("INSERT OR IGNORE INTO meta (key, value) VALUES ('created_at', ?)",
                format_time(clock.now()));
}

}  // namespace perigee::hub
