// The sample mutation, with which clients test token and limits (hub-protocol §4).
#include "host/http/services.h"
#include "host/http/subscription.h"

namespace perigee::http {
void add_ping_route(Router& router, Services& services) {
  const auto ping = [&services](Call& call) {
    const Value* echo = call.body.find("echo");
    Response response = json_response(200, [&](JsonWriter& json) {
      json.member("pong", true).member("instance_id", services.options.instance_id);
      if (echo != nullptr && is_truthy(*echo)) json.member("echo", *echo);
    });
    response.content_type = kJsonUtf8;
    call.respond.send(std::move(response));
  };
  router.add({.method = "POST",
              .pattern = "/api/v1/_ping",
              .handle = ping,
              .needs_token = true,
              .body = BodyRule::OptionalJson});
}

}  // namespace perigee::http
