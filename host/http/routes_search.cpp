// Full-text search over messages. Always in the pool: a common word costs milliseconds.
#include <algorithm>

#include "host/http/services.h"
#include "host/hub/search.h"

namespace perigee::http {
namespace {

void search(Services& services, Call& call) {
  const Query& query = call.request.query;
  hub::SearchQuery wanted{.text = query.get_or_empty("q"),
                          .channel_id = query.get_or_empty("channel_id"),
                          .topic_id = query.get_or_empty("topic_id"),
                          .before = query.get_or_empty("before")};
  const auto limit = list_limit(query, wanted.limit);
  if (!limit) return call.respond.send(error_response(limit.error()));
  wanted.limit = std::min(*limit, limits::kSearchResults);
  answer_read(
      services, call, /*is_small=*/false,
      [wanted = std::move(wanted)](store::Connection& db) {
        return hub::search_messages(db, wanted);
      },
      [](JsonWriter& json, const hub::SearchPage& page) {
        write_list(json, "results", page.hits);
        json.member("has_more", page.has_more).member("unindexed", page.unindexed);
      });
}

}  // namespace

void add_search_route(Router& router, Services& services) {
  router.add({.method = "GET", .pattern = "/api/v1/search", .handle = [&services](Call& call) {
                search(services, call);
              }});
}

}  // namespace perigee::http
