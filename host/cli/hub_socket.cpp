#include "host/cli/hub_socket.h"

#include <poll.h>

#include "host/base/digest.h"
#include "host/base/ids.h"
#include "host/cli/curl_library.h"
#include "host/cli/http_client.h"

namespace perigee::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kConnect = 5s;
/// Hubs ping after 30 s (ours) to 104 s (others) of silence.
constexpr std::chrono::milliseconds kSilence = 150s;
constexpr std::size_t kMaxHead = 16 * limits::kKiB;
constexpr std::size_t kReadSize = 64 * limits::kKiB;
constexpr std::string_view kMagic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455 §1.3

std::unexpected<Error> broken(const std::string& why) {
  return fail(Code::ConnectionFailed, "the connection to the hub " + why);
}

std::string make_key() {
  std::string bytes(16, '\0');
  system_random()(bytes.data(), bytes.size());
  return base64(bytes);
}

}  // namespace

/// libcurl connects and keeps the connection; what goes over it is ours.
struct HubSocket::Handle {
  explicit Handle(const CurlLibrary& functions) : library(functions), curl(functions.easy_init()) {}

  const CurlLibrary& library;
  CURL* curl;
  curl_socket_t socket = CURL_SOCKET_BAD;
};

void HubSocket::Close::operator()(Handle* handle) const {
  handle->library.easy_cleanup(handle->curl);
  delete handle;
}

HubSocket::HubSocket(std::unique_ptr<Handle, Close> handle)
    : handle_(std::move(handle)), reader_(std::make_unique<http::FrameReader>(http::Peer::Hub)) {}

Result<HubSocket> HubSocket::open(const http::ServerFile& server) {
  const auto loaded = curl_library();
  if (!loaded) return std::unexpected(loaded.error());
  const CurlLibrary& library = **loaded;
  std::unique_ptr<Handle, Close> handle(new Handle(library));
  CURL* curl = handle->curl;
  PERIGEE_CHECK(curl != nullptr, "libcurl has no handle");
  const std::string url = base_url(server.host, server.port);
  library.easy_setopt(curl, CURLOPT_URL, url.c_str());
  library.easy_setopt(curl, CURLOPT_NOPROXY, "*");
  library.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  library.easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
  library.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kConnect.count()));
  if (const CURLcode code = library.easy_perform(curl); code != CURLE_OK) {
    return broken("cannot be made at " + url + ": " + library.easy_strerror(code));
  }
  library.easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &handle->socket);
  HubSocket socket(std::move(handle));
  if (auto upgraded = socket.upgrade(server); !upgraded) return fail(std::move(upgraded));
  return socket;
}

Result<void> HubSocket::upgrade(const http::ServerFile& server) {
  const std::string key = make_key();
  const std::string authority = base_url(server.host, server.port).substr(sizeof "http://" - 1);
  auto sent = send_all("GET /ws?token=" + url_escape(server.auth_token) +
                       " HTTP/1.1\r\nHost: " + authority +
                       "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                       "\r\nSec-WebSocket-Key: " +
                       key + "\r\n\r\n");
  if (!sent) return sent;
  const auto head = read_head();
  if (!head) return std::unexpected(head.error());
  const std::string status = head->substr(0, head->find("\r\n"));
  if (status.find(" 401") != std::string::npos) {
    return fail(Code::InvalidAuth, "the hub does not take the token of server.json");
  }
  const bool switched = status.find(" 101") != std::string::npos &&
                        head->find(sha1_base64(key + std::string(kMagic))) != std::string::npos;
  return switched ? Result<void>() : broken("was refused: " + status);
}

Result<std::string> HubSocket::read_head() {
  for (;;) {
    const std::size_t end = input_.find("\r\n\r\n");
    if (end != std::string::npos) {
      used_ = end + 4;
      return input_.substr(0, end + 4);
    }
    bool stopped = false;
    if (input_.size() > kMaxHead || !is_readable(-1, kConnect, stopped)) {
      return broken("gives no answer");
    }
    if (receive() == Received::Broken) return broken("ended before it began");
  }
}

Result<void> HubSocket::send(std::string_view text) {
  return send_frame(http::Opcode::Text, text);
}

Result<void> HubSocket::send_frame(http::Opcode opcode, std::string_view payload) {
  std::array<std::uint8_t, 4> mask{};
  system_random()(mask.data(), mask.size());
  std::string frame;
  http::append_masked_frame(frame, opcode, payload, mask);
  return send_all(frame);
}

Result<void> HubSocket::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const CURLcode code =
        handle_->library.easy_send(handle_->curl, bytes.data(), bytes.size(), &sent);
    if (code == CURLE_AGAIN) {
      pollfd ready{handle_->socket, POLLOUT, 0};
      if (::poll(&ready, 1, static_cast<int>(kConnect.count())) <= 0) return broken("is stuck");
    } else if (code != CURLE_OK) {
      return broken(std::string("broke: ") + handle_->library.easy_strerror(code));
    }
    bytes.remove_prefix(sent);
  }
  return {};
}

HubSocket::Received HubSocket::receive() {
  input_.erase(0, used_);
  used_ = 0;
  const std::size_t begin = input_.size();
  input_.resize(begin + kReadSize);
  std::size_t count = 0;
  const CURLcode code =
      handle_->library.easy_recv(handle_->curl, input_.data() + begin, kReadSize, &count);
  input_.resize(begin + count);
  if (code == CURLE_AGAIN) return Received::Nothing;
  return code == CURLE_OK && count > 0 ? Received::Bytes : Received::Broken;
}

/// False when nothing came in time.
bool HubSocket::is_readable(int stop_descriptor, std::chrono::milliseconds patience,
                            bool& stopped) const {
  pollfd ready[] = {{handle_->socket, POLLIN, 0}, {stop_descriptor, POLLIN, 0}};
  const int count = ::poll(ready, 2, static_cast<int>(patience.count()));
  stopped = ready[1].revents != 0;
  return count > 0 || (count < 0 && errno == EINTR);
}

HubSocket::Heard HubSocket::closed(http::CloseCode code, std::string_view reason) {
  close_code_ = code;
  close_reason_ = reason;
  return Heard::Closed;
}

HubSocket::Heard HubSocket::wait(int stop_descriptor) {
  for (;;) {
    std::string_view rest = std::string_view(input_).substr(used_);
    const auto step = reader_->next(rest);
    used_ = input_.size() - rest.size();
    if (step == http::FrameReader::Step::Failed) {
      return closed(reader_->close_code(), reader_->reason());
    }
    if (step == http::FrameReader::Step::Message) {
      const auto opcode = reader_->opcode();
      if (opcode == http::Opcode::Text || opcode == http::Opcode::Binary) return Heard::Message;
      if (opcode == http::Opcode::Close) {
        const std::string_view payload = reader_->payload();
        const auto code = http::close_code_of(payload);
        return closed(code, code == http::CloseCode::NoStatus ? "" : payload.substr(2));
      }
      if (opcode == http::Opcode::Ping && !send_frame(http::Opcode::Pong, reader_->payload())) {
        return closed(http::CloseCode::NoStatus, "");
      }
      continue;
    }
    bool stopped = false;
    if (!is_readable(stop_descriptor, kSilence, stopped)) {
      return closed(http::CloseCode::NoStatus, "silence");
    }
    if (stopped) return Heard::Stopped;
    if (receive() == Received::Broken) return closed(http::CloseCode::NoStatus, "");
  }
}

}  // namespace perigee::cli
