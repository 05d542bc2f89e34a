// Attachments of topics (hub-protocol §5.9).
#include "host/http/fields.h"
#include "host/http/services.h"
#include "host/hub/queries.h"

namespace perigee::http {
namespace {

void list(Services& services, Call& call) {
  answer_read(
      services, call, /*is_small=*/false,
      [topic_id = std::string(call.request.parameters[0]),
       kind = call.request.query.get_or_empty("kind")](store::Connection& db) {
        return hub::list_attachments(db, topic_id, kind);
      },
      [](JsonWriter& json, const auto& attachments) {
        write_list(json, "attachments", attachments);
      });
}

/// An unknown topic is told before the body is looked at.
Result<void> require_topic(Services& services, const Request& request) {
  const auto topic = hub::find_topic(services.reader, std::string(request.parameters[0]));
  if (!topic) return std::unexpected(topic.error());
  if (!*topic) return fail(Code::NotFound, "Topic not found");
  return {};
}

Result<hub::NewAttachment> parse(const Call& call) {
  hub::NewAttachment made;
  made.topic_id = call.request.parameters[0];
  auto kind = required_string(call.body, "kind");
  if (!kind) return fail(std::move(kind));
  made.kind = std::move(*kind);
  const Value* value = call.body.find("value_json");
  if (value == nullptr || !value->is_object()) {
    return fail(Code::InvalidInput, "value_json must be an object");
  }
  made.value_json = *value;
  auto key = optional_string(call.body, "key");
  if (!key) return fail(std::move(key));
  made.key = std::move(*key);
  auto dedupe_key = optional_string(call.body, "dedupe_key");
  if (!dedupe_key) return fail(std::move(dedupe_key));
  made.dedupe_key = std::move(*dedupe_key);
  auto source = optional_string(call.body, "source_message_id");
  if (!source) return fail(std::move(source));
  made.source_message_id = std::move(*source);
  return made;
}

void add(Services& services, Call& call) {
  auto attachment = parse(call);
  if (!attachment) return call.respond.send(error_response(attachment.error()));
  services.hub.add_attachment(std::move(*attachment),
                              [respond = call.respond](Result<hub::AttachmentAdded> outcome) {
                                respond.later([outcome = std::move(outcome)] {
                                  if (!outcome) return error_response(outcome.error());
                                  const int status = outcome->event_id ? 201 : 200;
                                  Response response = json_response(status, [&](JsonWriter& json) {
                                    write_member(json, "attachment", outcome->attachment);
                                    write_event_id(json, outcome->event_id);
                                  });
                                  response.event_ids = event_ids_of(*outcome);
                                  return response;
                                });
                              });
}

}  // namespace

void add_attachment_routes(Router& router, Services& services) {
  router.add({.method = "GET",
              .pattern = "/api/v1/topics/:topic_id/attachments",
              .handle = [&services](Call& call) {
                list(services, call);
              }});
  router.add({.method = "POST",
              .pattern = "/api/v1/topics/:topic_id/attachments",
              .handle = [&services](Call& call) { add(services, call); },
              .needs_token = true,
              .body = BodyRule::Json,
              .body_limit = &ServerOptions::max_attachment_body,
              .admit =
                  [&services](const Request& request) {
                    return require_topic(services, request);
                  }});
}

}  // namespace perigee::http
