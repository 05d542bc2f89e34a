#include "host/cli/hub_client.h"

#include "host/base/json.h"
#include "host/base/text.h"
#include "host/cli/http_client.h"

namespace perigee::cli {
namespace {

constexpr std::size_t kShownBytes = 200;

/// What to do about an error, where that is not plain from what the hub says.
std::string hint_for(Code code) {
  switch (code) {
    case Code::VersionConflict:
      return "somebody changed it meanwhile: read it again";
    case Code::InvalidAuth:
    case Code::MissingAuth:
      return "server.json does not have the token of this hub: was it copied or restored?";
    case Code::RateLimited:
      return "perigee.lua sets the limit in limits.requests";
    case Code::ShuttingDown:
      return "start it again with `perigee run`";
    default:
      return {};
  }
}

Error error_of(const ClientResponse& response, const Result<Value>& body) {
  if (!body || !body->is_object() || string_member(*body, "code").empty()) {
    return {Code::Internal, "the hub answered with status " + std::to_string(response.status) +
                                ": " + printable(response.body, kShownBytes)};
  }
  const Code code = find_code(string_member(*body, "code")).value_or(Code::Internal);
  Error error{code, string_member(*body, "error"), hint_for(code)};
  if (const Value* details = body->find("details")) error.details = *details;
  return error;
}

}  // namespace

Result<HubClient> HubClient::find(const store::DataPaths& data) {
  auto server = http::read_server_file(data.directory);
  if (server) return HubClient(std::move(*server));
  return fail(Code::HubNotRunning, "no hub is running in " + data.directory.string(),
              "start it with `perigee run`");
}

Result<Value> HubClient::send(const char* method, const std::string& path,
                              const Value& body) const {
  ClientRequest request;
  request.method = method;
  request.url = base_url(server_.host, server_.port) + "/api/v1/" + path;
  request.token = server_.auth_token;
  request.body = to_json(body);
  const auto response = send_request(request);
  if (!response) {
    return fail(Code::ConnectionFailed, response.error().message,
                "the hub may have been killed; `perigee run` starts it again");
  }
  auto answer = parse_json(response->body);
  if (response->status / 100 != 2 || !answer) {
    return std::unexpected(error_of(*response, answer));
  }
  return answer;
}

const Value& member_or_null(const Value& answer, std::string_view key) {
  static const Value kNull;
  const Value* member = answer.find(key);
  return member != nullptr ? *member : kNull;
}

Result<LiveHub> open_live_hub(const Globals& globals) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  auto client = HubClient::find(location->data);
  if (!client) return fail(std::move(client));
  auto db = open_for_reading(*location);
  if (!db) return fail(std::move(db));
  return LiveHub{std::move(*client), std::move(*db)};
}

}  // namespace perigee::cli
