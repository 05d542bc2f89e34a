#include "host/hub/search.h"

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/hub/message_rows.h"
#include "host/hub/search_index.h"
#include "host/hub/search_text.h"

namespace perigee::hub {
namespace {

// Around a highlighted stretch. Neither byte occurs in UTF-8, so no message can contain them.
constexpr char kOpen = '\xFE';
constexpr char kClose = '\xFF';

/// A result before its message is read. Ranks are negative: the smaller, the better.
struct Ranked {
  std::int64_t row = 0;
  double rank = 0;
};

Result<void> require_index(store::Connection& db) {
  auto rows = db.query("SELECT 1 FROM sqlite_schema WHERE name = 'search_progress'");
  if (rows.next()) return {};
  if (auto status = rows.status(); !status) return status;
  return fail(Code::SchemaError, "this database has no search index",
              "a host makes one when it is started on it");
}

/// The rank of the message after which a page begins.
Result<Ranked> find_place(store::Connection& db, const std::string& expression,
                          const std::string& before) {
  auto rows = db.query(
      "SELECT f.rowid, f.rank FROM messages_fts f WHERE messages_fts MATCH ?"
      " AND f.rowid = (SELECT rowid FROM messages WHERE id = ?)",
      expression, before);
  if (rows.next()) return Ranked{rows.integer(0), rows.number(1)};
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return fail(Code::InvalidInput, "before must be the id of a message that this search finds",
              "leave it out to begin again");
}

/// The ranked page, one row more than asked for if there is one.
Result<std::vector<Ranked>> rank(store::Connection& db, const std::string& expression,
                                 const SearchQuery& query, const std::optional<Ranked>& after) {
  using Number = std::optional<double>;
  using Row = std::optional<std::int64_t>;
  const Number last_rank = after ? Number(after->rank) : std::nullopt;
  const Row last_row = after ? Row(after->row) : std::nullopt;
  auto rows = db.query(
      "WITH newest AS MATERIALIZED ("
      "  SELECT f.rowid AS number, f.rank AS rank"
      "  FROM messages_fts f CROSS JOIN messages m ON m.rowid = f.rowid"
      "  WHERE messages_fts MATCH ?1 AND m.deleted_at IS NULL"
      "    AND (?2 = '' OR m.topic_id = ?2) AND (?3 = '' OR m.channel_id = ?3)"
      "  ORDER BY f.rowid DESC LIMIT ?4)"
      " SELECT number, rank FROM newest"
      " WHERE ?5 IS NULL OR rank > ?5 OR (rank = ?5 AND number < ?6)"
      " ORDER BY rank, number DESC LIMIT ?7",
      expression, query.topic_id, query.channel_id, limits::kSearchRanked, last_rank, last_row,
      query.limit + 1);
  std::vector<Ranked> found;
  while (rows.next()) found.push_back({rows.integer(0), rows.number(1)});
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return found;
}

/// Turns the marks of a snippet into offsets.
Snippet read_snippet(std::string_view marked) {
  Snippet snippet;
  std::int64_t units = 0;
  while (!marked.empty()) {
    const std::size_t end = std::min(marked.find_first_of("\xFE\xFF"), marked.size());
    const std::string part = repair_utf8(marked.substr(0, end));
    snippet.text += part;
    units += static_cast<std::int64_t>(utf16_length(part));
    if (end == marked.size()) break;
    if (marked[end] == kOpen) {
      snippet.highlights.push_back({units, units});
    } else if (!snippet.highlights.empty()) {
      snippet.highlights.back().end = units;
    }
    marked.remove_prefix(end + 1);
  }
  return snippet;
}

Result<std::optional<SearchHit>> read_hit(store::Connection& db, const std::string& expression,
                                          const Ranked& ranked) {
  const std::string_view open(&kOpen, 1);
  const std::string_view close(&kClose, 1);
  auto rows = db.query("SELECT " PERIGEE_MESSAGE_COLUMNS
                       ", snippet(messages_fts, 0, ?, ?, '…', ?)"
                       " FROM messages_fts f CROSS JOIN messages m ON m.rowid = f.rowid"
                       " WHERE messages_fts MATCH ? AND f.rowid = ?",
                       open, close, limits::kSnippetWords, expression, ranked.row);
  std::optional<SearchHit> hit;
  if (rows.next()) hit = SearchHit{read_message(rows), read_snippet(rows.text(10)), -ranked.rank};
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return hit;
}

Result<SearchPage> find_page(store::Connection& db, const std::string& expression,
                             const SearchQuery& query) {
  std::optional<Ranked> after;
  if (!query.before.empty()) {
    const auto place = find_place(db, expression, query.before);
    if (!place) return std::unexpected(place.error());
    after = *place;
  }
  auto ranked = rank(db, expression, query, after);
  if (!ranked) return fail(std::move(ranked));
  const auto unindexed = unindexed_messages(db);
  if (!unindexed) return std::unexpected(unindexed.error());
  SearchPage page{.unindexed = *unindexed};
  const auto limit = static_cast<std::size_t>(query.limit);
  page.has_more = ranked->size() > limit;
  if (page.has_more) ranked->resize(limit);
  for (const Ranked& one : *ranked) {
    auto hit = read_hit(db, expression, one);
    if (!hit) return fail(std::move(hit));
    if (*hit) page.hits.push_back(std::move(**hit));
  }
  return page;
}

}  // namespace

Result<SearchPage> search_messages(store::Connection& db, const SearchQuery& query) {
  const auto expression = search_expression(query.text);
  if (!expression) return std::unexpected(expression.error());
  if (auto there = require_index(db); !there) return fail(std::move(there));
  // All statements see the same messages, or ranks would not compare.
  store::Savepoint moment(db);
  if (!moment.status()) return std::unexpected(moment.status().error());
  return find_page(db, *expression, query);
}

Result<std::vector<Message>> search_newest(store::Connection& db, const std::string& text,
                                           int limit) {
  const auto expression = search_expression(text);
  if (!expression) return std::unexpected(expression.error());
  if (auto there = require_index(db); !there) return fail(std::move(there));
  auto rows = db.query("SELECT " PERIGEE_MESSAGE_COLUMNS
                       " FROM messages_fts f CROSS JOIN messages m ON m.rowid = f.rowid"
                       " WHERE messages_fts MATCH ? AND m.deleted_at IS NULL"
                       " ORDER BY m.created_at DESC, m.id DESC LIMIT ?",
                       *expression, limit);
  std::vector<Message> found;
  while (rows.next()) found.push_back(read_message(rows));
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return found;
}

void write_json(JsonWriter& json, const Snippet& snippet) {
  json.begin_object().member("text", snippet.text).key("highlights").begin_array();
  for (const TextSpan& span : snippet.highlights) {
    json.begin_object().member("start", span.start).member("end", span.end).end_object();
  }
  json.end_array().end_object();
}

void write_json(JsonWriter& json, const SearchHit& hit) {
  json.begin_object().key("message");
  write_json(json, hit.message);
  json.key("snippet");
  write_json(json, hit.snippet);
  json.key("score").number(hit.score).end_object();
}

}  // namespace perigee::hub
