// Messages (hub-protocol §5.6 to §5.8).
#include "host/http/fields.h"
#include "host/http/services.h"
#include "host/hub/queries.h"

namespace perigee::http {
namespace {

void list(Services& services, Call& call) {
  const Query& query = call.request.query;
  hub::MessageQuery wanted{.topic_id = query.get_or_empty("topic_id"),
                           .channel_id = query.get_or_empty("channel_id"),
                           .before_id = query.get_or_empty("before_id"),
                           .after_id = query.get_or_empty("after_id")};
  if (wanted.topic_id.empty() && wanted.channel_id.empty()) {
    return call.respond.send(
        error_response(400, Code::InvalidInput, "topic_id or channel_id is required"));
  }
  const auto limit = list_limit(query, limits::kLoopRows);
  if (!limit) return call.respond.send(error_response(limit.error()));
  wanted.limit = *limit;
  const bool is_small = *limit <= limits::kLoopRows;
  answer_read(
      services, call, is_small,
      [wanted = std::move(wanted)](store::Connection& db) {
        return hub::list_messages(db, wanted);
      },
      [](JsonWriter& json, const auto& page) {
        write_list(json, "messages", page.items);
        json.member("has_more", page.has_more);
      });
}

hub::Reply<hub::MessageChanged> answer_message(const Call& call, int status) {
  return answer_change<hub::MessageChanged>(
      call.respond, status, [](JsonWriter& json, const hub::MessageChanged& changed) {
        write_member(json, "message", changed.message);
        write_event_id(json, changed.event_id);
      });
}

void post(Services& services, Call& call) {
  auto topic_id = required_string(call.body, "topic_id");
  if (!topic_id) return call.respond.send(error_response(topic_id.error()));
  auto sender = required_string(call.body, "sender");
  if (!sender) return call.respond.send(error_response(sender.error()));
  auto content = required_string(call.body, "content_raw");
  if (!content) return call.respond.send(error_response(content.error()));
  services.hub.post_message({std::move(*topic_id), std::move(*sender), std::move(*content)},
                            answer_message(call, 201));
}

hub::ExpectedVersion expected_version(const Value& body) {
  const Value* version = body.find("expected_version");
  return version == nullptr ? hub::ExpectedVersion() : hub::ExpectedVersion(*version);
}

void edit(Services& services, Call& call) {
  auto content = required_string(call.body, "content_raw");
  if (!content) return call.respond.send(error_response(content.error()));
  services.hub.edit_message(
      {std::string(call.request.parameters[0]), std::move(*content), expected_version(call.body)},
      answer_message(call, 200));
}

void erase(Services& services, Call& call) {
  auto actor = required_string(call.body, "actor");
  if (!actor) return call.respond.send(error_response(actor.error()));
  services.hub.delete_message(
      {std::string(call.request.parameters[0]), std::move(*actor), expected_version(call.body)},
      answer_message(call, 200));
}

void move(Services& services, Call& call) {
  auto to_topic_id = required_string(call.body, "to_topic_id");
  if (!to_topic_id) return call.respond.send(error_response(to_topic_id.error()));
  const auto mode_name = required_string(call.body, "mode");
  const auto mode = mode_name ? hub::parse_move_mode(*mode_name) : std::nullopt;
  if (!mode) {
    return call.respond.send(
        error_response(400, Code::InvalidInput, "mode must be one, later or all"));
  }
  services.hub.move_messages(
      {std::string(call.request.parameters[0]), std::move(*to_topic_id), *mode,
       expected_version(call.body)},
      answer_change<hub::MessagesMoved>(
          call.respond, 200, [](JsonWriter& json, const hub::MessagesMoved& moved) {
            json.member("affected_count", moved.affected_count).key("event_ids").begin_array();
            for (const std::int64_t id : moved.event_ids) json.integer(id);
            json.end_array();
          }));
}

void change(Services& services, Call& call) {
  const auto op = required_string(call.body, "op").value_or("");
  if (op == "edit") return edit(services, call);
  if (op == "delete") return erase(services, call);
  if (op == "move_topic") return move(services, call);
  call.respond.send(
      error_response(400, Code::InvalidInput, "op must be edit, delete or move_topic"));
}

}  // namespace

void add_message_routes(Router& router, Services& services) {
  router.add({.method = "GET", .pattern = "/api/v1/messages", .handle = [&services](Call& call) {
                list(services, call);
              }});
  router.add({.method = "POST",
              .pattern = "/api/v1/messages",
              .handle = [&services](Call& call) { post(services, call); },
              .needs_token = true,
              .body = BodyRule::Json});
  router.add({.method = "PATCH",
              .pattern = "/api/v1/messages/:message_id",
              .handle = [&services](Call& call) { change(services, call); },
              .needs_token = true,
              .body = BodyRule::Json});
}

}  // namespace perigee::http
