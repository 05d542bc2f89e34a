#include "host/hub/write.h"

#include "host/hub/search_index.h"

namespace perigee::hub {

Result<void> WriteServices::open(store::Connection& db) {
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
