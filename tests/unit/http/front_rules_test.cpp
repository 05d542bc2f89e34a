// The rules at the door: who may ask (token, host, origin), where the hub may listen, and how
// errors are answered.
#include <catch2/catch.hpp>

#include "host/base/digest.h"
#include "host/base/log.h"
#include "host/http/auth.h"
#include "host/http/bind.h"
#include "host/http/fields.h"
#include "host/http/origin.h"
#include "host/http/response.h"
#include "host/http/ws_handshake.h"

using namespace perigee;
using namespace perigee::http;

namespace {

Request with_headers(std::vector<Header> headers) {
  Request request;
  request.method = "POST";
  request.headers = std::move(headers);
  return request;
}

Code auth_code(const Auth& auth, std::string_view header) {
  const auto checked = auth.check(with_headers({{"Authorization", header}}));
  return checked ? Code::Internal : checked.error().code;  // Internal: let in
}

}  // namespace

TEST_CASE("the bearer token is taken in the forms of the protocol") {
  const Auth auth(std::string("s3cret"));
  for (const auto* header :
       {"Bearer s3cret", "bearer s3cret", "BEARER \t s3cret", "Bearer s3cret "}) {
    CAPTURE(header);
    CHECK(auth_code(auth, header) == Code::Internal);
  }
  for (const auto* header : {"", "Bearer", "Bearer ", "Bearer \t", "Basic s3cret", "s3cret",
                             "Bearers3cret", "Token s3cret"}) {
    CAPTURE(header);
    CHECK(auth_code(auth, header) == Code::MissingAuth);
  }
  for (const auto* header : {"Bearer S3cret", "Bearer s3cret2", "Bearer s3cre", "Bearer s3 cret"}) {
    CAPTURE(header);
    CHECK(auth_code(auth, header) == Code::InvalidAuth);
  }
  CHECK(auth.check(Request()).error().code == Code::MissingAuth);
}

TEST_CASE("a hub without a token lets nobody in") {
  const Auth none(std::nullopt);
  CHECK_FALSE(none.is_configured());
  CHECK_FALSE(none.accepts(""));
  CHECK_FALSE(Auth(std::string("  ")).is_configured());
}

TEST_CASE("digests are those of the standards") {
  CHECK(equal_digests(sha256("abc"), sha256("abc")));
  CHECK_FALSE(equal_digests(sha256("abc"), sha256("abd")));
  CHECK(sha256("abc")[0] == 0xBA);
  // The example of RFC 6455 §1.3.
  CHECK(sha1_base64("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11") ==
        "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("only requests addressed to this machine are answered") {
  const OriginGuard guard("127.0.0.1");
  const auto host = [&](std::string_view value) {
    return guard.check(with_headers({{"Host", value}}), false).has_value();
  };
  for (const auto* good : {"localhost", "LOCALHOST:80", "127.0.0.1:7", "[::1]", "[::1]:8080"}) {
    CAPTURE(good);
    CHECK(host(good));
  }
  for (const auto* bad :
       {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "::1", "localhost:80:80",
        "localhost:x", "user@localhost", "[::1", "10.0.0.1", "localhost."}) {
    CAPTURE(bad);
    CHECK_FALSE(host(bad));
  }
  CHECK_FALSE(guard.check(Request(), false));
  Request old;
  old.http_1_1 = false;
  CHECK(guard.check(old, false));
  Request absolute = with_headers({{"Host", "localhost"}});
  absolute.authority = "evil.example";
  CHECK_FALSE(guard.check(absolute, false));
}

TEST_CASE("a hub on all interfaces answers to numeric addresses and to the names it was given") {
  const OriginGuard guard("0.0.0.0", {"hub.lan"});
  const auto host = [&](std::string_view value) {
    return guard.check(with_headers({{"Host", value}}), false).has_value();
  };
  CHECK(host("192.168.1.5:8080"));
  CHECK(host("[fe80::1]:80"));
  CHECK(host("Hub.lan"));
  CHECK_FALSE(host("evil.example"));
}

TEST_CASE("pages of other hosts may not change anything") {
  const OriginGuard guard("127.0.0.1");
  const auto origin = [&](std::string_view value) {
    return guard.check(with_headers({{"Host", "localhost"}, {"Origin", value}}), true);
  };
  for (const auto* good : {"http://localhost:3000", "https://127.0.0.1", "http://[::1]:5"}) {
    CAPTURE(good);
    CHECK(origin(good));
  }
  for (const auto* bad : {"http://evil.example", "null", "", "file://", "localhost",
                          "http://localhost.evil.example", "chrome-extension://abc"}) {
    CAPTURE(bad);
    const auto checked = origin(bad);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().message.find("Origin") != std::string::npos);
  }
  CHECK(
      guard.check(with_headers({{"Host", "localhost"}, {"Origin", "http://evil.example"}}), false));
}

TEST_CASE("the hub listens on this machine alone unless it is told otherwise") {
  for (const auto* host : {"127.0.0.1", "localhost", " LocalHost ", "::1", "[::1]"}) {
    CAPTURE(host);
    CHECK(bind_address(host, false));
  }
  CHECK(bind_address("localhost", false).value() == "127.0.0.1");
  CHECK(bind_address("[::1]", false).value() == "::1");
  for (const auto* host : {"0.0.0.0", "::", "[::]"}) {
    CAPTURE(host);
    const auto refused = bind_address(host, false);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("Refusing to bind") != std::string::npos);
    CHECK(bind_address(host, true));
  }
  for (const auto* host : {"192.168.1.5", "example.com", "", "127.0.0.2"}) {
    CAPTURE(host);
    const auto refused = bind_address(host, true);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("Invalid bind host") != std::string::npos);
  }
}

TEST_CASE("every code has its status") {
  log::set_level(log::Level::Off);
  const auto [code, status] = GENERATE(table<Code, int>({
      {Code::InvalidInput, 400},
      {Code::CrossChannelMove, 400},
      {Code::MissingAuth, 401},
      {Code::InvalidAuth, 401},
      {Code::NotFound, 404},
      {Code::VersionConflict, 409},
      {Code::PayloadTooLarge, 413},
      {Code::RateLimited, 429},
      {Code::ServiceUnavailable, 503},
      {Code::Overloaded, 503},
      {Code::ShuttingDown, 503},
      {Code::NoAuthConfigured, 503},
      {Code::Internal, 500},
      {Code::StoreError, 500},
      {Code::ExecutionError, 500},
  }));
  CHECK(error_response(Error{code, "why"}).status == status);
  log::set_level(log::Level::Info);
}

TEST_CASE("error bodies have the form of the protocol") {
  log::set_level(log::Level::Off);
  const auto body = [](const Error& error) {
    return error_response(error).body;
  };
  CHECK(body({Code::NotFound, "Topic not found"}) ==
        R"({"error":"Topic not found","code":"NOT_FOUND"})");
  CHECK(body({Code::InvalidAuth, "the token was hunter2"}) ==
        R"({"error":"Unauthorized","code":"INVALID_AUTH"})");
  Error conflict{Code::VersionConflict, "Version conflict"};
  conflict.details.set("current", 3);
  CHECK(body(conflict) ==
        R"({"error":"Version conflict","code":"VERSION_CONFLICT","details":{"current":3}})");
  CHECK(body({Code::StoreError, "no such table: secrets"}) ==
        R"({"error":"Internal server error","code":"INTERNAL_ERROR"})");
  log::set_level(log::Level::Info);
}

TEST_CASE("answers that ask to come back say when") {
  log::set_level(log::Level::Off);
  const auto headers = [](Code code, const char* reason) {
    Error error{code, "no"};
    if (reason != nullptr) error.details.set("reason", reason);
    return error_response(error).headers;
  };
  CHECK(headers(Code::ServiceUnavailable, "database is locked") == "Retry-After: 1\r\n");
  CHECK(headers(Code::ServiceUnavailable, "database or disk is full") == "Retry-After: 5\r\n");
  CHECK(headers(Code::Overloaded, nullptr) == "Retry-After: 1\r\n");
  CHECK(headers(Code::ShuttingDown, nullptr) == "Retry-After: 10\r\n");
  const Response overloaded = error_response(Error{Code::Overloaded, "too many changes wait"});
  CHECK(overloaded.body.find(R"("code":"SERVICE_UNAVAILABLE")") != std::string::npos);
  CHECK(overloaded.body.find("too many changes wait") != std::string::npos);
  log::set_level(log::Level::Info);
}

TEST_CASE("fields of a body have their type or are named") {
  const auto body = parse_json(R"({"s":"x","e":"","n":null,"i":5})");
  CHECK(required_string(*body, "s").value() == "x");
  CHECK(required_string(*body, "e").value().empty());
  for (const auto* name : {"n", "i", "missing"}) {
    const auto field = required_string(*body, name);
    REQUIRE_FALSE(field);
    CHECK(field.error().message.find(name) == 0);
  }
  CHECK(optional_string(*body, "n").value() == std::nullopt);
  CHECK(optional_string(*body, "missing").value() == std::nullopt);
  CHECK(optional_string(*body, "e").value() == "");
  CHECK_FALSE(optional_string(*body, "i"));
  CHECK_FALSE(required_string(Value(Array{}), "s"));
}

TEST_CASE("only complete upgrade requests open a WebSocket") {
  const auto request = [](std::string_view key, std::string_view upgrade = "WebSocket",
                          std::string_view connection = "keep-alive, Upgrade",
                          std::string_view version = "13") {
    Request made;
    made.method = "GET";
    made.headers = {{"Upgrade", upgrade},
                    {"Connection", connection},
                    {"Sec-WebSocket-Version", version},
                    {"Sec-WebSocket-Key", key},
                    {"Sec-WebSocket-Protocol", "chat.v1, other"},
                    {"Sec-WebSocket-Extensions", "permessage-deflate"}};
    return made;
  };
  constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";
  CHECK(is_websocket_upgrade(request(kKey)));
  CHECK_FALSE(is_websocket_upgrade(request("short==")));
  CHECK_FALSE(is_websocket_upgrade(request("dGhlIHNhbXBsZSBub25jZQ=!")));
  CHECK_FALSE(is_websocket_upgrade(request(kKey, "h2c")));
  CHECK_FALSE(is_websocket_upgrade(request(kKey, "websocket", "close")));
  CHECK_FALSE(is_websocket_upgrade(request(kKey, "websocket", "upgrade", "8")));
  Request post = request(kKey);
  post.method = "POST";
  CHECK_FALSE(is_websocket_upgrade(post));
  const std::string accepted = websocket_accept(request(kKey));
  CHECK(accepted.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") !=
        std::string::npos);
  CHECK(accepted.find("Sec-WebSocket-Protocol: chat.v1\r\n") != std::string::npos);
  CHECK(accepted.find("Extensions") == std::string::npos);
}
