#include "host/hub/database.h"

#include "host/base/log.h"
#include "host/store/copies.h"
#include "host/store/migrations.h"

namespace perigee::hub {
namespace {

/// The version of the tables that other programs see (hub-data §5); ours count in a ledger.
constexpr std::string_view kSchemaVersion = "1";

Result<void> check_schema(store::Connection& db, const std::filesystem::path& file) {
  const auto facts = read_database_facts(db);
  if (!facts) return std::unexpected(facts.error());
  const std::string version = facts->schema_version.value_or(std::string(kSchemaVersion));
  if (version == kSchemaVersion) return {};
  return fail(Code::SchemaError,
              file.string() + " has schema version \"" + version + "\", this perigee knows " +
                  std::string(kSchemaVersion),
              "use the program that made it, or another data directory");
}

}  // namespace

Result<DatabaseFacts> read_database_facts(store::Connection& db) {
  DatabaseFacts facts;
  {
    auto tables = db.query("SELECT 1 FROM sqlite_schema WHERE name = 'meta'");
    const bool has_meta = tables.next();
    if (auto status = tables.status(); !status) return fail(std::move(status));
    if (!has_meta) return facts;
  }
  auto rows = db.query("SELECT key, value FROM meta");
  while (rows.next()) {
    if (rows.text(0) == "db_id") facts.db_id = rows.string(1);
    if (rows.text(0) == "schema_version") facts.schema_version = rows.string(1);
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return facts;
}

Result<store::Connection> open_database(const store::DataPaths& data, const Clock& clock,
                                        const std::string& copy_stamp,
                                        const BeforeUpgrade& before) {
  const auto file = data.database();
  auto db = store::Connection::open(file, store::OpenMode::ReadWrite);
  if (!db) return db;
  if (auto known = check_schema(*db, file); !known) return fail(std::move(known));
  const auto migrated =
      store::migrate(*db, store::core_migrations(), clock, [&](int from) -> Result<void> {
        const store::Copy copy{
            .database = file, .plugin = {}, .migration = from, .event_id = 0, .stamp = copy_stamp};
        if (auto copied = db->back_up_to(copy.file()); !copied) return copied;
        log::info("the database is upgraded; a copy of it as it was is {}", copy.file().string());
        auto thinned = store::thin_out_copies(data, file);
        if (!thinned) return fail(std::move(thinned));
        return before ? before() : Result<void>();
      });
  if (!migrated) return std::unexpected(migrated.error());
  return db;
}

}  // namespace perigee::hub
