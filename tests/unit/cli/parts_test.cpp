#include <catch2/catch.hpp>

#include "host/cli/answer.h"
#include "host/cli/event_stream.h"
#include "host/cli/http_client.h"
#include "host/cli/run_options.h"

using namespace perigee;
using namespace perigee::cli;
using namespace std::chrono_literals;

TEST_CASE("an address has a host, a port, or both") {
  const auto check = [](const char* text, const char* host, int port) {
    const auto address = parse_listen(text);
    REQUIRE(address);
    CHECK(address->host == host);
    CHECK(address->port == port);
  };
  check("", "127.0.0.1", 8470);
  check("localhost", "localhost", 8470);
  check(":80", "127.0.0.1", 80);
  check("[::1]:0", "::1", 0);
  check("[::1]", "::1", 8470);
  for (const char* wrong : {"x:", "x:65536", "x:1x", "x:-1"}) {
    CHECK(parse_listen(wrong).error().code == Code::Usage);
  }
}

TEST_CASE("an IPv6 address has brackets in a URL") {
  CHECK(base_url("::1", 80) == "http://[::1]:80");
  CHECK(base_url("[::1]", 80) == "http://[::1]:80");
  CHECK(base_url("127.0.0.1", 80) == "http://127.0.0.1:80");
  CHECK(url_escape("a b/c%") == "a%20b%2Fc%25");
}

TEST_CASE("attempts become rarer until one leads to something") {
  Backoff backoff(100ms, 500ms);
  CHECK(backoff.next() == 100ms);
  CHECK(backoff.next() == 200ms);
  CHECK(backoff.next() == 400ms);
  CHECK(backoff.next() == 500ms);
  CHECK(backoff.next() == 500ms);
  backoff.reset();
  CHECK(backoff.next() == 100ms);
}

TEST_CASE("errors have the exit code of their kind") {
  const auto exit_code = [](Code code) {
    return exit_code_of(Error{code, ""});
  };
  CHECK(exit_code(Code::VersionConflict) == 2);
  CHECK(exit_code(Code::HubNotRunning) == 3);
  CHECK(exit_code(Code::ConnectionFailed) == 3);
  CHECK(exit_code(Code::InvalidAuth) == 4);
  CHECK(exit_code(Code::MissingAuth) == 4);
  CHECK(exit_code(Code::LockHeld) == 10);
  CHECK(exit_code(Code::NotFound) == 1);
}
