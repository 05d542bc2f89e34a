#include "host/hub/event_queries.h"

#include <algorithm>

namespace perigee::hub {
namespace {

/// Up to this many scopes each walk an index of their own; a longer filter scans the log instead.
constexpr std::size_t kIndexedScopes = 64;

struct Range {
  std::int64_t after;
  std::int64_t until;
  bool newest_first;
  int limit;
  std::string_view order() const { return newest_first ? "DESC" : "ASC"; }
};

/// A statement that grows together with its parameters.
struct Builder {
  std::string sql;
  Array parameters;

  Builder& text(std::string_view part) {
    sql += part;
    return *this;
  }
  Builder& parameter(Value value) {
    sql += '?';
    parameters.push_back(std::move(value));
    return *this;
  }
};

/// One walk along an index of one scope; LIMIT bounds it whatever the size of the log.
void add_walk(Builder& b, std::string_view column, const std::string& id, const Range& range) {
  if (!b.sql.ends_with('(')) b.text(" UNION ");
  b.text("SELECT event_id FROM (SELECT event_id FROM events WHERE ").text(column).text(" = ");
  b.parameter(id).text(" AND event_id > ").parameter(range.after);
  b.text(" AND event_id <= ").parameter(range.until);
  b.text(" ORDER BY event_id ").text(range.order()).text(" LIMIT ").parameter(range.limit);
  b.text(")");
}

void add_list(Builder& b, std::string_view column, const std::vector<std::string>& ids) {
  b.text("+").text(column).text(" IN (");  // the plus keeps the scan in id order
  for (std::size_t i = 0; i < ids.size(); ++i) b.text(i == 0 ? "" : ",").parameter(ids[i]);
  b.text(")");
}

Builder build(const EventFilter& filter, const Range& range) {
  Builder b;
  b.text(
      "SELECT event_id, ts, name, scope_channel_id, scope_topic_id, scope_topic_id2,"
      " entity_type, entity_id, data_json FROM events WHERE ");
  if (!filter.everything() &&
      filter.channel_ids.size() + 2 * filter.topic_ids.size() <= kIndexedScopes) {
    b.text("event_id IN (");
    for (const auto& id : filter.channel_ids) add_walk(b, "scope_channel_id", id, range);
    for (const auto& id : filter.topic_ids) {
      add_walk(b, "scope_topic_id", id, range);
      add_walk(b, "scope_topic_id2", id, range);
    }
    b.text(")");
  } else {
    b.text("event_id > ").parameter(range.after).text(" AND event_id <= ").parameter(range.until);
    if (!filter.everything()) {
      b.text(" AND (");
      add_list(b, "scope_channel_id", filter.channel_ids);
      b.text(" OR ");
      add_list(b, "scope_topic_id", filter.topic_ids);
      b.text(" OR ");
      add_list(b, "scope_topic_id2", filter.topic_ids);
      b.text(")");
    }
  }
  b.text(" ORDER BY event_id ").text(range.order()).text(" LIMIT ").parameter(range.limit);
  return b;
}

Result<std::vector<Event>> run(store::Connection& db, const EventFilter& filter,
                               const Range& range) {
  const Builder builder = build(filter, range);
  auto rows = db.query_values(builder.sql, builder.parameters);
  std::vector<Event> events;
  while (rows.next()) {
    events.push_back(
        Event{rows.integer(0), rows.string(1), rows.string(2),
              Scope{rows.optional_text(3), rows.optional_text(4), rows.optional_text(5)},
              rows.string(6), rows.string(7), rows.string(8)});
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  if (range.newest_first) std::ranges::reverse(events);
  return events;
}

}  // namespace

Result<std::vector<Event>> read_events(store::Connection& db, std::int64_t after,
                                       std::int64_t until, const EventFilter& filter, int limit) {
  if (after < 0) return fail(Code::InvalidInput, "after must not be negative");
  if (until < after) return fail(Code::InvalidInput, "until must not be less than after");
  if (limit <= 0) return fail(Code::InvalidInput, "limit must be positive");
  return run(db, filter, Range{after, until, false, limit});
}

Result<std::vector<Event>> read_event_tail(store::Connection& db, std::int64_t until,
                                           const EventFilter& filter, int count) {
  if (count <= 0) return fail(Code::InvalidInput, "tail must be positive");
  return run(db, filter, Range{0, until, true, count});
}

Result<bool> edited_after(store::Connection& db, const std::string& message_id,
                          std::int64_t event_id) {
  auto rows = db.query(
      "SELECT 1 FROM events WHERE name = 'message.edited' AND entity_id = ? AND event_id > ?"
      " LIMIT 1",
      message_id, event_id);
  const bool edited = rows.next();
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return edited;
}

Result<std::int64_t> newest_event_id(store::Connection& db) {
  auto rows = db.query("SELECT coalesce(max(event_id), 0) FROM events");
  const std::int64_t newest = rows.next() ? rows.integer(0) : 0;
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return newest;
}

}  // namespace perigee::hub
