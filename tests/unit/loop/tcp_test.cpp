#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "host/loop/tcp_listener.h"

using namespace perigee;
using loop::Loop;
using loop::Slice;
using loop::TcpListener;
using loop::TcpStream;

namespace {

/// The other side of a connection, with plain blocking calls on a thread of the test's.
class Client {
 public:
  explicit Client(int port, int receive_buffer = 0) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) {
      setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(port));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
  }
  ~Client() { ::close(fd_); }
  bool connected() const { return connected_; }
  void send(std::string_view text) const {
    static_cast<void>(!write(fd_, text.data(), text.size()));
  }
  void end() const { shutdown(fd_, SHUT_WR); }
  std::string read_to_end() const {
    std::string all;
    char buffer[65536];
    for (ssize_t n; (n = read(fd_, buffer, sizeof buffer)) > 0;) {
      all.append(buffer, static_cast<std::size_t>(n));
    }
    return all;
  }

 private:
  int fd_;
  bool connected_ = false;
};

/// The host's side: remembers what happened and does what the test says.
struct Peer : TcpStream::Handler {
  std::optional<TcpStream> stream;
  std::string received;
  bool drained = false;
  std::function<void(Peer&)> at_data = [](Peer&) {
  };
  std::function<void(Peer&)> at_end = [](Peer&) {
  };
  std::function<void(Peer&)> at_drained = [](Peer&) {
  };
  std::function<void(Peer&)> at_failure = [](Peer&) {
  };

  void on_data(std::string_view bytes) override {
    received += bytes;
    at_data(*this);
  }
  void on_end() override { at_end(*this); }
  void on_failure(std::string_view) override { at_failure(*this); }
  void on_drained() override {
    drained = true;
    at_drained(*this);
  }
};

/// Runs a loop with one listener, whose first connection goes to `peer`, against a client.
template <class ClientSide>
void converse(Peer& peer, ClientSide client_side) {
  auto loop = *Loop::create();
  {
    auto listener = TcpListener::listen(*loop, "127.0.0.1", 0, [&](TcpStream stream) {
      peer.stream = std::move(stream);
      peer.stream->start(peer);
    });
    REQUIRE(listener);
    std::thread client([&, port = listener->port()] {
      client_side(port);
      loop->stop();
    });
    loop->run();
    client.join();
    peer.stream.reset();
  }
}

}  // namespace

TEST_CASE("text and shared bytes leave in the order in which they were given") {
  Peer peer;
  const auto shared = std::make_shared<const std::string>("0123456789");
  peer.at_data = [&](Peer& p) {
    p.stream->output() += "head ";
    p.stream->send({shared, 2, 3});
    p.stream->send({shared, 5, 2});  // adjoins the one before
    p.stream->output() += " tail";
    CHECK(p.stream->pending() == 15);
    CHECK(p.stream->flush());
    CHECK(p.stream->pending() == 0);
    p.stream->finish();
  };
  std::string answer;
  converse(peer, [&](int port) {
    const Client client(port);
    client.send("go");
    answer = client.read_to_end();
  });
  CHECK(answer == "head 23456 tail");
}

TEST_CASE("what the kernel does not take waits, arrives whole, and the end is told") {
  Peer peer;
  constexpr std::size_t kSize = 32 << 20;
  const auto big = std::make_shared<std::string>(kSize, '\0');
  for (std::size_t i = 0; i < kSize; ++i) (*big)[i] = static_cast<char>('a' + i % 23);
  peer.at_data = [&](Peer& p) {
    p.stream->send({big, 0, kSize / 2});
    p.stream->output() += "|";
    p.stream->send({big, kSize / 2, kSize / 2});
    CHECK(p.stream->flush());
    CHECK(p.stream->pending() > 0);
    p.stream->output() += "late";
    p.stream->finish();
  };
  std::string answer;
  converse(peer, [&](int port) {
    const Client client(port, 4096);
    client.send("go");
    answer = client.read_to_end();
  });
  CHECK(peer.drained);
  REQUIRE(answer.size() == kSize + 5);
  CHECK(answer.substr(0, kSize / 2) == big->substr(0, kSize / 2));
  CHECK(answer[kSize / 2] == '|');
  CHECK(answer.substr(kSize / 2 + 1, kSize / 2) == big->substr(kSize / 2));
  CHECK(answer.ends_with("late"));
}

TEST_CASE("a client that closed its sending side still gets its answer") {
  Peer peer;
  peer.at_end = [](Peer& p) {
    p.stream->output() += "got " + p.received;
    p.stream->flush();
    p.stream->finish();
  };
  std::string answer;
  converse(peer, [&](int port) {
    const Client client(port);
    client.send("hello");
    client.end();
    answer = client.read_to_end();
  });
  CHECK(answer == "got hello");
}

TEST_CASE("a stream may be destroyed in its own callback while output waits") {
  Peer peer;
  peer.at_data = [](Peer& p) {
    p.stream->output() = std::string(16 << 20, 'x');
    p.stream->flush();
    p.stream.reset();
  };
  std::string answer;
  converse(peer, [&](int port) {
    const Client client(port, 4096);
    client.send("go");
    answer = client.read_to_end();
  });
  CHECK(answer.size() < (16u << 20));
}

TEST_CASE("writing to a client that is gone is a failure, not a signal") {
  Peer peer;
  bool failed = false;
  peer.at_data = [](Peer& p) {
    p.stream->output() = std::string(16 << 20, 'x');
    p.stream->flush();
  };
  auto loop = *Loop::create();
  peer.at_failure = [&](Peer& p) {
    failed = true;
    p.stream.reset();
    loop->stop();
  };
  {
    auto listener = TcpListener::listen(*loop, "127.0.0.1", 0, [&](TcpStream stream) {
      peer.stream = std::move(stream);
      peer.stream->start(peer);
    });
    REQUIRE(listener);
    std::thread client([port = listener->port()] {
      const Client gone(port, 4096);
      gone.send("go");
    });
    loop->run();
    client.join();
  }
  CHECK(failed);
}

TEST_CASE("a port that is taken is named, and the remedy too") {
  auto loop = *Loop::create();
  auto first = TcpListener::listen(*loop, "127.0.0.1", 0, [](TcpStream) {});
  REQUIRE(first);
  const auto second = TcpListener::listen(*loop, "127.0.0.1", first->port(), [](TcpStream) {});
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Code::StartupFailed);
  CHECK(second.error().message.find(std::to_string(first->port())) != std::string::npos);
  CHECK(second.error().message.find("already in use") != std::string::npos);
}

TEST_CASE("an address that is none is refused") {
  auto loop = *Loop::create();
  const auto listener = TcpListener::listen(*loop, "not-an-address", 0, [](TcpStream) {});
  REQUIRE_FALSE(listener);
  CHECK(listener.error().message.find("not-an-address") != std::string::npos);
}
