// Topics (hub-protocol §5.3 to §5.5).
#include <algorithm>
#include <limits>

#include "host/http/fields.h"
#include "host/http/services.h"
#include "host/hub/queries.h"

namespace perigee::http {
namespace {

/// A list's `offset`: negative counts as 0.
Result<int> list_offset(const Query& query) {
  const auto text = query.get("offset");
  if (!text) return 0;
  const auto number = parse_integer_prefix(*text);
  if (!number) return fail(Code::InvalidInput, "offset must be a number");
  return static_cast<int>(std::clamp<std::int64_t>(*number, 0, std::numeric_limits<int>::max()));
}

void list(Services& services, Call& call) {
  const auto limit = list_limit(call.request.query, limits::kLoopRows);
  if (!limit) return call.respond.send(error_response(limit.error()));
  const auto offset = list_offset(call.request.query);
  if (!offset) return call.respond.send(error_response(offset.error()));
  const bool is_small = *limit <= limits::kLoopRows && *offset <= limits::kLoopRows;
  answer_read(
      services, call, is_small,
      [id = std::string(call.request.parameters[0]), limit = *limit,
       offset = *offset](store::Connection& db) { return hub::list_topics(db, id, limit, offset); },
      [](JsonWriter& json, const auto& page) {
        write_list(json, "topics", page.items);
        json.member("has_more", page.has_more);
      });
}

hub::Reply<hub::TopicChanged> answer_topic(const Call& call, int status) {
  return answer_change<hub::TopicChanged>(call.respond, status,
                                          [](JsonWriter& json, const hub::TopicChanged& changed) {
                                            write_member(json, "topic", changed.topic);
                                            write_event_id(json, changed.event_id);
                                          });
}

void create(Services& services, Call& call) {
  auto channel_id = required_string(call.body, "channel_id");
  if (!channel_id) return call.respond.send(error_response(channel_id.error()));
  auto title = required_string(call.body, "title");
  if (!title) return call.respond.send(error_response(title.error()));
  services.hub.create_topic({std::move(*channel_id), std::move(*title)}, answer_topic(call, 201));
}

void rename(Services& services, Call& call) {
  auto title = required_string(call.body, "title");
  if (!title) return call.respond.send(error_response(title.error()));
  services.hub.rename_topic({std::string(call.request.parameters[0]), std::move(*title)},
                            answer_topic(call, 200));
}

}  // namespace

void add_topic_routes(Router& router, Services& services) {
  router.add({.method = "GET",
              .pattern = "/api/v1/channels/:channel_id/topics",
              .handle = [&services](Call& call) {
                list(services, call);
              }});
  router.add({.method = "POST",
              .pattern = "/api/v1/topics",
              .handle = [&services](Call& call) { create(services, call); },
              .needs_token = true,
              .body = BodyRule::Json});
  router.add({.method = "PATCH",
              .pattern = "/api/v1/topics/:topic_id",
              .handle = [&services](Call& call) { rename(services, call); },
              .needs_token = true,
              .body = BodyRule::Json});
}

}  // namespace perigee::http
