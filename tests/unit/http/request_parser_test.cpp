#include "host/http/request_parser.h"

#include <catch2/catch.hpp>

using namespace perigee::http;
using Step = RequestParser::Step;

namespace {

struct Read {
  Step head = Step::NeedMore;
  Step body = Step::NeedMore;
  std::string content;
  std::string rest;
  std::string error;
};

/// Reads one request that arrives in pieces of `piece` bytes.
Read read(std::string_view text, std::size_t piece, std::size_t limit = 1000) {
  RequestParser parser;
  Read result;
  std::string pending;
  while (!text.empty()) {
    pending += text.substr(0, piece);
    text.remove_prefix(std::min(piece, text.size()));
    std::string_view input = pending;
    if (result.head == Step::NeedMore) result.head = parser.read_head(input);
    if (result.head == Step::Done && result.body == Step::NeedMore) {
      result.body = parser.read_body(input, result.content, limit);
    }
    pending.erase(0, pending.size() - input.size());
  }
  result.rest = pending;
  if (result.head == Step::Bad || result.body == Step::Bad) result.error = parser.error();
  return result;
}

Read read_whole(std::string_view text) {
  return read(text, text.size());
}

}  // namespace

TEST_CASE("a request is read with its headers, whatever the pieces it comes in") {
  constexpr std::string_view kText =
      "PATCH /api/v1/topics/t?a=1&b=2 HTTP/1.1\r\nHost: localhost\r\nX-Empty:\r\n"
      "X-Padded:  \t value \t \r\nContent-Length: 5\r\n\r\nhelloNEXT";
  for (std::size_t piece = 1; piece <= kText.size(); ++piece) {
    const Read got = read(kText, piece);
    REQUIRE(got.head == Step::Done);
    REQUIRE(got.body == Step::Done);
    REQUIRE(got.content == "hello");
    REQUIRE(got.rest == "NEXT");
  }
  RequestParser parser;
  std::string_view input = kText;
  REQUIRE(parser.read_head(input) == Step::Done);
  const Request& request = parser.request();
  CHECK(request.method == "PATCH");
  CHECK(request.path == "/api/v1/topics/t");
  CHECK(request.query.get("b") == "2");
  CHECK(request.header("x-empty") == "");
  CHECK(request.header("x-padded") == "value");
  CHECK(request.header("x-missing") == std::nullopt);
  CHECK(request.content_length == 5);
  CHECK(request.keep_alive);
}

TEST_CASE("a chunked body is put together, whatever the pieces it comes in") {
  constexpr std::string_view kText =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "5\r\nhello\r\n1;name=value\r\n \r\n6\r\nworld!\r\n0\r\nTrailer: x\r\n\r\nNEXT";
  for (std::size_t piece = 1; piece <= kText.size(); ++piece) {
    const Read got = read(kText, piece);
    REQUIRE(got.body == Step::Done);
    REQUIRE(got.content == "hello world!");
    REQUIRE(got.rest == "NEXT");
  }
}

TEST_CASE("ten requests that others read differently are refused") {
  const auto text = GENERATE(
      "GET / HTTP/1.1\nHost: a\n\n",                                  // bare LF
      "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",                      // bare CR
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",  // blank before colon
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
      "\r\n",  // both lengths
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",          // signed length
      "POST / HTTP/1.1\r\nHost: a\r\nX: a\r\n Content-Length: 3\r\n\r\nabc",  // folded line
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a\nb\r\nabc\r\n0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");  // two hosts
  const Read got = read_whole(text);
  CAPTURE(text);
  CHECK((got.head == Step::Bad || got.body == Step::Bad));
  CHECK_FALSE(got.error.empty());
  // The same when it comes byte by byte.
  const Read slow = read(text, 1);
  CHECK((slow.head == Step::Bad || slow.body == Step::Bad));
}

TEST_CASE("further malformed requests are refused") {
  const auto text = GENERATE(
      "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n: a\r\n\r\n",
      "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET /\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "SOURCE / ICE/1.0\r\n\r\n", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nno colon\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
      "identity\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\rX\nabc\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcXX0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: a\rb\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n");
  CAPTURE(text);
  const Read got = read_whole(text);
  CHECK((got.head == Step::Bad || got.body == Step::Bad));
}

TEST_CASE("of two mistakes the first is named, whatever the pieces") {
  const auto [text, error] = GENERATE(table<std::string, std::string>({
      {"GET / HTTP/1.1\r\nX: a\rb\n\r\n", "carriage return inside a line"},
      {"GET / HTTP/1.1\r\nX: a\nY: a\rb\r\n", "line feed without carriage return"},
      {"GET / HTTP/1.1\rX" + std::string(kMaxHeaderBytes, 'x') + "\r\n",
       "carriage return inside a line"},
      {"GET / HTTP/1.1\r\nX: " + std::string(kMaxHeaderBytes, 'x') + "\rb\r\n",
       "header section too large"},
  }));
  CHECK(read_whole(text).error == error);
  CHECK(read(text, 1).error == error);
}

TEST_CASE("NUL in the header section is refused") {
  using namespace std::string_view_literals;
  CHECK(read_whole("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"sv).head == Step::Bad);
}

TEST_CASE("header sections are limited in bytes and in number, and the limit itself is fine") {
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
  const auto padded = [&](std::size_t size) {
    const std::string name = "X: ";
    return start + name + std::string(size - start.size() - name.size() - 4, 'x') + "\r\n\r\n";
  };
  CHECK(read_whole(padded(kMaxHeaderBytes)).head == Step::Done);
  CHECK(read_whole(padded(kMaxHeaderBytes + 1)).error == "header section too large");
  CHECK(read(std::string(kMaxHeaderBytes + 1, 'x'), 1000).error == "header section too large");

  const auto many = [&](std::size_t count) {
    std::string text = start;
    for (std::size_t i = 1; i < count; ++i) text += "X: y\r\n";
    return text + "\r\n";
  };
  CHECK(read_whole(many(kMaxHeaders)).head == Step::Done);
  CHECK(read_whole(many(kMaxHeaders + 1)).error == "too many headers");
}

TEST_CASE("bodies above the limit are told apart from those at it") {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";
  CHECK(read(head + "0123456789", 7, 10).body == Step::Done);
  CHECK(read(head + "0123456789", 7, 9).body == Step::TooLarge);
  const std::string chunked =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n";
  CHECK(read(chunked, 7, 10).body == Step::Done);
  CHECK(read(chunked, 7, 9).body == Step::TooLarge);
}

TEST_CASE("empty lines before a request are ignored") {
  CHECK(read_whole("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").head == Step::Done);
  CHECK(read("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 1).head == Step::Done);
}

TEST_CASE("requests follow each other on one connection") {
  RequestParser parser;
  std::string_view input =
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1"
      "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n2\r\n0\r\n\r\n"
      "GET /c HTTP/1.0\r\n\r\n"
      "GET /d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  std::string seen;
  std::string body;
  std::vector<bool> keep_alive;
  while (!input.empty()) {
    REQUIRE(parser.read_head(input) == Step::Done);
    seen += parser.request().path;
    keep_alive.push_back(parser.request().keep_alive);
    REQUIRE(parser.read_body(input, body, 100) == Step::Done);
    parser.next();
  }
  CHECK(seen == "/a/b/c/d");
  CHECK(body == "12");
  CHECK(keep_alive == std::vector<bool>{true, true, false, false});
}

TEST_CASE("an absolute target gives path and authority") {
  RequestParser parser;
  std::string_view input = "GET http://evil.example:80/a/../health?x HTTP/1.1\r\nHost: a\r\n\r\n";
  REQUIRE(parser.read_head(input) == Step::Done);
  CHECK(parser.request().path == "/health");
  CHECK(parser.request().authority == "evil.example:80");
}
