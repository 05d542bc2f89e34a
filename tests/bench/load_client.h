// The client side of the load generator: non-blocking sockets on one epoll, as thin as possible,
// because it shares the machine with what it measures.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace perigee::bench {

using Clock = std::chrono::steady_clock;

[[noreturn]] inline void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

/// Connects to a port of this machine, blocking, and makes the socket non-blocking.
inline int connect_to(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<std::uint16_t>(port));
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) die("connect");
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

/// Writes a short text whole; the socket's buffer has room for it.
inline void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EAGAIN) continue;
    if (written <= 0) die("write");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Reads what is there; false at the end of the stream.
inline bool read_some(int fd, std::string& into) {
  char buffer[65536];
  const ssize_t got = read(fd, buffer, sizeof buffer);
  if (got == 0 || (got < 0 && errno != EAGAIN)) return false;
  if (got > 0) into.append(buffer, static_cast<std::size_t>(got));
  return true;
}

/// Bytes of the HTTP response at the front of `text`, 0 while it is incomplete.
inline std::size_t response_size(std::string_view text) {
  const std::size_t head = text.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t at = text.find(kLength);
  std::size_t length = 0;
  if (at < head) {
    std::from_chars(text.data() + at + kLength.size(), text.data() + head, length);
  }
  return text.size() >= head + 4 + length ? head + 4 + length : 0;
}

inline int response_status(std::string_view text) {
  int status = 0;
  std::from_chars(text.data() + 9, text.data() + 12, status);
  return status;
}

/// Bytes of the unmasked WebSocket frame at the front, 0 while it is incomplete.
inline std::size_t frame_size(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  if (text.size() < 2) return 0;
  std::size_t length = byte(1) & 0x7F;
  std::size_t header = 2;
  if (length >= 126) {
    const std::size_t bytes = length == 126 ? 2 : 8;
    if (text.size() < 2 + bytes) return 0;
    length = 0;
    for (std::size_t i = 0; i < bytes; ++i) length = length << 8 | byte(2 + i);
    header += bytes;
  }
  return text.size() >= header + length ? header + length : 0;
}

/// One request over a connection of its own; returns the body.
inline std::string ask(int port, const std::string& request) {
  const int fd = connect_to(port);
  write_all(fd, request);
  std::string text;
  while (response_size(text) == 0) {
    if (!read_some(fd, text)) die("the hub closed the connection");
  }
  close(fd);
  return text.substr(text.find("\r\n\r\n") + 4);
}

class Poll {
 public:
  Poll() : fd_(epoll_create1(EPOLL_CLOEXEC)) {}
  ~Poll() { close(fd_); }
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;

  void add(int fd, std::uint32_t tag) const {
    epoll_event event{.events = EPOLLIN, .data = {.u32 = tag}};
    if (epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
  }
  /// Calls `ready(tag)` for each socket with input; returns after 100 ms without any.
  template <class Ready>
  void wait(Ready ready) const {
    epoll_event events[256];
    const int count = epoll_wait(fd_, events, 256, 100);
    for (int i = 0; i < count; ++i) ready(events[i].data.u32);
  }

 private:
  int fd_;
};

}  // namespace perigee::bench
