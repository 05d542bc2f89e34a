// Full-text search over messages. Reads the index of search_index.h on any connection and sees what
// that connection sees; belongs on the reader pool, since a common word costs milliseconds. Deleted
// messages are not found. Messages that are not indexed yet are not found either, and counted.
#pragma once

#include <vector>

#include "host/hub/types.h"
#include "host/store/connection.h"

namespace perigee::hub {

struct SearchQuery {
  std::string text;             ///< As people type it; see search_text.h.
  std::string channel_id = {};  ///< Only in this channel; empty for any.
  std::string topic_id = {};    ///< Only in this topic; empty for any.
  std::string before = {};      ///< Id of the last result of the page before this one, if any.
  int limit = 50;
};

/// A stretch of a text, half-open, in UTF-16 units.
struct TextSpan {
  std::int64_t start = 0;
  std::int64_t end = 0;
  bool operator==(const TextSpan&) const = default;
};

/// The part of a message that fits a search best.
struct Snippet {
  std::string text;                  ///< "…" stands for what is left out at either end.
  std::vector<TextSpan> highlights;  ///< What was searched for, in this text.
};

struct SearchHit {
  Message message;
  Snippet snippet;
  double score = 0;  ///< The greater, the better it fits.
};

struct SearchPage {
  std::vector<SearchHit> hits = {};
  bool has_more = false;
  std::int64_t unindexed = 0;  ///< Messages that the index does not hold yet.
};

/// The best matches first, of equal ones the newest; ranked are the newest matches
/// (limits::kSearchRanked). Errors: InvalidInput, naming q or before; SchemaError when the database
/// has no index.
Result<SearchPage> search_messages(store::Connection& db, const SearchQuery& query);

/// The newest matches first, by created_at, for those who read the file themselves. Errors: as
/// search_messages.
Result<std::vector<Message>> search_newest(store::Connection& db, const std::string& text,
                                           int limit = 50);

// Wire forms.
void write_json(JsonWriter& json, const Snippet& snippet);
void write_json(JsonWriter& json, const SearchHit& hit);

}  // namespace perigee::hub
