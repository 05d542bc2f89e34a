#include "host/http/ws_handshake.h"

#include <algorithm>

#include "host/base/digest.h"

namespace perigee::http {
namespace {

constexpr std::string_view kMagic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Sixteen bytes in base64: 22 characters and two of padding.
bool is_key(std::string_view key) {
  return key.size() == 24 && key.ends_with("==") &&
         std::ranges::all_of(key.substr(0, 22), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '+' || c == '/';
         });
}

bool is_token_character(char c) {
  return c > 0x20 && c < 0x7F &&
         std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string::npos;
}

std::string_view first_protocol(const Request& request) {
  const std::string_view offered = request.header("sec-websocket-protocol").value_or("");
  const std::string_view first = trim_blanks(offered.substr(0, offered.find(',')));
  return std::ranges::all_of(first, is_token_character) ? first : std::string_view();
}

}  // namespace

bool is_websocket_upgrade(const Request& request) {
  return request.method == "GET" && request.http_1_1 &&
         has_token(request.header("upgrade").value_or(""), "websocket") &&
         has_token(request.header("connection").value_or(""), "upgrade") &&
         request.header("sec-websocket-version") == "13" &&
         is_key(request.header("sec-websocket-key").value_or("")) && !request.has_body();
}

std::string websocket_accept(const Request& request) {
  const std::string key(request.header("sec-websocket-key").value_or(""));
  std::string head =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  head += "Sec-WebSocket-Accept: " + sha1_base64(key + std::string(kMagic)) + "\r\n";
  if (const auto protocol = first_protocol(request); !protocol.empty()) {
    head.append("Sec-WebSocket-Protocol: ").append(protocol).append("\r\n");
  }
  return head + "\r\n";
}

}  // namespace perigee::http
