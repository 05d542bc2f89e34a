// Channels (hub-protocol §5.1, §5.2).
#include "host/http/fields.h"
#include "host/http/services.h"
#include "host/hub/queries.h"

namespace perigee::http {
namespace {

void list(Services& services, Call& call) {
  answer_read(
      services, call, /*is_small=*/false, hub::list_channels,
      [](JsonWriter& json, const auto& channels) { write_list(json, "channels", channels); });
}

void create(Services& services, Call& call) {
  auto name = required_string(call.body, "name");
  if (!name) return call.respond.send(error_response(name.error()));
  auto description = optional_string(call.body, "description");
  if (!description) return call.respond.send(error_response(description.error()));
  services.hub.create_channel(
      {std::move(*name), std::move(*description)},
      answer_change<hub::ChannelCreated>(call.respond, 201,
                                         [](JsonWriter& json, const hub::ChannelCreated& created) {
                                           write_member(json, "channel", created.channel);
                                           write_event_id(json, created.event_id);
                                         }));
}

}  // namespace

void write_event_id(JsonWriter& json, const std::optional<std::int64_t>& event_id) {
  json.key("event_id");
  if (event_id) {
    json.integer(*event_id);
  } else {
    json.null();
  }
}

void add_channel_routes(Router& router, Services& services) {
  router.add({.method = "GET", .pattern = "/api/v1/channels", .handle = [&services](Call& call) {
                list(services, call);
              }});
  router.add({.method = "POST",
              .pattern = "/api/v1/channels",
              .handle = [&services](Call& call) { create(services, call); },
              .needs_token = true,
              .body = BodyRule::Json});
}

}  // namespace perigee::http
