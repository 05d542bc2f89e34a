#include "host/http/ws_codec.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace perigee::http;
using Step = FrameReader::Step;

namespace {

struct Frame {
  Opcode opcode;
  std::string_view payload;
  bool final = true;
};

/// A frame as clients send it: masked.
std::string masked(const Frame& frame, std::uint8_t reserved = 0) {
  constexpr std::uint8_t kMask[4] = {0x37, 0xFA, 0x21, 0x3D};
  std::string out;
  out += static_cast<char>((frame.final ? 0x80 : 0) | reserved |
                           static_cast<std::uint8_t>(frame.opcode));
  const std::size_t size = frame.payload.size();
  if (size < 126) {
    out += static_cast<char>(0x80 | size);
  } else {
    const int bytes = size <= 0xFFFF ? 2 : 8;
    out += static_cast<char>(0x80 | (bytes == 2 ? 126 : 127));
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
      out += static_cast<char>((size >> shift) & 0xFF);
    }
  }
  for (const std::uint8_t byte : kMask) out += static_cast<char>(byte);
  for (std::size_t i = 0; i < size; ++i) {
    out += static_cast<char>(static_cast<std::uint8_t>(frame.payload[i]) ^ kMask[i % 4]);
  }
  return out;
}

std::string masked(const std::vector<Frame>& frames) {
  std::string out;
  for (const Frame& frame : frames) out += masked(frame);
  return out;
}

/// What a reader makes of bytes that come in pieces: "text:hello ping:x 1002".
std::string read(std::string_view bytes, std::size_t piece) {
  FrameReader reader;
  std::string seen;
  while (!bytes.empty()) {
    std::string_view input = bytes.substr(0, piece);
    bytes.remove_prefix(input.size());
    for (;;) {
      const Step step = reader.next(input);
      if (step == Step::NeedMore) break;
      if (!seen.empty()) seen += ' ';
      if (step == Step::Failed) {
        return seen + std::to_string(static_cast<int>(reader.close_code()));
      }
      switch (reader.opcode()) {
        case Opcode::Text:
          seen += "text:";
          break;
        case Opcode::Binary:
          seen += "binary:";
          break;
        case Opcode::Ping:
          seen += "ping:";
          break;
        case Opcode::Pong:
          seen += "pong:";
          break;
        default:
          seen += "close:";
      }
      seen += reader.payload();
    }
  }
  return seen;
}

std::string read(std::string_view bytes) {
  return read(bytes, bytes.size());
}

}  // namespace

TEST_CASE("messages and control frames are read whatever the pieces they come in") {
  const std::string bytes = masked({{Opcode::Text, "hello"},
                                    {Opcode::Ping, "a"},
                                    {Opcode::Text, "fr", false},
                                    {Opcode::Pong, "between"},
                                    {Opcode::Continuation, "agm", false},
                                    {Opcode::Ping, ""},
                                    {Opcode::Continuation, "ents"},
                                    {Opcode::Binary, std::string(300, 'b')},
                                    {Opcode::Text, ""},
                                    {Opcode::Close,
                                     "\x03\xE8"
                                     "bye"}});
  const std::string expected =
      "text:hello ping:a pong:between ping: text:fragments binary:" + std::string(300, 'b') +
      " text: close:\x03\xE8"
      "bye";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    REQUIRE(read(bytes, piece) == expected);
  }
}

TEST_CASE("a message may be fragmented at every byte, also inside a character") {
  const std::string text = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x8E\x89z";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const std::string bytes = masked({{Opcode::Text, std::string_view(text).substr(0, at), false},
                                      {Opcode::Continuation, std::string_view(text).substr(at)}});
    REQUIRE(read(bytes) == "text:" + text);
  }
}

TEST_CASE("what the standard forbids ends the connection with its code") {
  const auto unmasked = [](Opcode opcode, std::string_view payload) {
    std::string out;
    append_frame(out, opcode, payload);
    return out;
  };
  CHECK(read(unmasked(Opcode::Text, "x")) == "1002");
  CHECK(read(masked({Opcode::Text, "x"}, 0x40)) == "1002");
  CHECK(read(masked({Opcode::Text, "x"}, 0x20)) == "1002");
  CHECK(read(masked({Opcode::Text, "x"}, 0x10)) == "1002");
  CHECK(read(masked({static_cast<Opcode>(0x3), "x"})) == "1002");
  CHECK(read(masked({static_cast<Opcode>(0xB), "x"})) == "1002");
  CHECK(read(masked({Opcode::Continuation, "x"})) == "1002");
  CHECK(read(masked({{Opcode::Text, "a", false}, {Opcode::Text, "b"}})) == "1002");
  CHECK(read(masked({Opcode::Ping, "x", false})) == "1002");
  CHECK(read(masked({Opcode::Ping, std::string(125, 'x')})) == "ping:" + std::string(125, 'x'));
  CHECK(read(masked({Opcode::Ping, std::string(126, 'x')})) == "1002");
  CHECK(read(masked({Opcode::Text, "\xC3"})) == "1007");
  CHECK(read(masked({Opcode::Text, "\xED\xA0\x80"})) == "1007");
  CHECK(read(masked({Opcode::Binary, "\xC3"})) == "binary:\xC3");
}

TEST_CASE("close frames carry a code that may be sent, or nothing") {
  const auto close = [](int code, std::string_view reason = "") {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    payload += reason;
    return read(masked({Opcode::Close, payload}));
  };
  CHECK(read(masked({Opcode::Close, ""})) == "close:");
  CHECK(read(masked({Opcode::Close, "x"})) == "1002");
  for (const int code : {1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999}) {
    CHECK(close(code).starts_with("close:"));
  }
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 2000, 2999, 5000, 65535}) {
    CHECK(close(code) == "1002");
  }
  CHECK(close(1000, "\xFF") == "1007");
  CHECK(close_code_of("\x03\xE9") == CloseCode::GoingAway);
  CHECK(close_code_of("") == CloseCode::NoStatus);
}

TEST_CASE("messages are limited as a whole, and refused before they arrive") {
  const std::string limit(kMaxMessage, 'x');
  CHECK(read(masked({Opcode::Text, limit})) == "text:" + limit);
  const std::string over = masked({Opcode::Text, limit + "x"});
  CHECK(read(std::string_view(over).substr(0, 14)) == "1009");  // the header alone
  CHECK(read(masked({{Opcode::Text, limit, false}, {Opcode::Continuation, "x"}})) == "1009");
  std::string huge = {'\x81', '\xFF'};
  huge += std::string(8, '\xFF') + std::string(4, 'm');
  CHECK(read(huge) == "1009");
}

TEST_CASE("a message after a large one starts empty") {
  const std::string bytes = masked({{Opcode::Text, std::string(10'000, 'x')}, {Opcode::Text, "y"}});
  CHECK(read(bytes).ends_with(" text:y"));
}

TEST_CASE("frames are written with the shortest length and no mask") {
  const auto head = [](std::size_t size) {
    std::string out;
    append_frame(out, Opcode::Text, std::string(size, 'x'));
    return out.substr(0, out.size() - size);
  };
  using namespace std::string_literals;
  CHECK(head(0) == "\x81\x00"s);
  CHECK(head(125) == "\x81\x7D"s);
  CHECK(head(126) == "\x81\x7E\x00\x7E"s);
  CHECK(head(65535) == "\x81\x7E\xFF\xFF"s);
  CHECK(head(65536) == "\x81\x7F\x00\x00\x00\x00\x00\x01\x00\x00"s);
  std::string close;
  append_close(close, CloseCode::Policy, "backpressure");
  CHECK(close ==
        "\x88\x0E\x03\xF0"
        "backpressure");
  close.clear();
  append_close(close, CloseCode::Policy, std::string(200, 'r'));
  CHECK(close.size() == 2 + 125);
}

TEST_CASE("a client reads the frames of a hub, however large and however they arrive") {
  const std::string large(300'000, 'x');
  std::string bytes;
  append_frame(bytes, Opcode::Text, "small");
  append_frame(bytes, Opcode::Ping, "p");
  append_frame(bytes, Opcode::Text, large);
  append_close(bytes, CloseCode::GoingAway, "bye");
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    FrameReader reader(Peer::Hub);
    std::vector<std::string> seen;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      std::string_view input = std::string_view(bytes).substr(at, piece);
      while (reader.next(input) == Step::Message) seen.emplace_back(reader.payload());
    }
    REQUIRE(seen.size() == 4);
    CHECK(seen[0] == "small");
    CHECK(seen[1] == "p");
    CHECK(seen[2] == large);
    CHECK(close_code_of(seen[3]) == CloseCode::GoingAway);
  }
}

TEST_CASE("a client refuses masked frames, and a hub takes the frames of its clients") {
  for (const std::size_t size : {0, 125, 126, 65'535, 65'536}) {
    const std::string payload(size, 'a');
    std::string bytes;
    append_masked_frame(bytes, Opcode::Text, payload, {1, 2, 3, 255});
    std::string_view input = bytes;
    FrameReader hub;
    REQUIRE(hub.next(input) == Step::Message);
    CHECK(hub.payload() == payload);
    input = bytes;
    FrameReader client(Peer::Hub);
    REQUIRE(client.next(input) == Step::Failed);
    CHECK(client.close_code() == CloseCode::ProtocolError);
  }
}
