// How a handler answers: at once on the loop, or later from any thread. A small value that may be
// copied into whatever waits; it may outlive the connection and the server, the answer is then
// dropped.
#pragma once

#include <cstdint>
#include <memory>

#include "host/http/response.h"
#include "host/loop/loop.h"

namespace perigee::http {

/// One request on one connection. `serial` is never used again.
struct Ticket {
  std::uint32_t slot = 0;
  std::uint64_t serial = 0;
};

class Connection;

/// Finds who waits for something, on the loop's thread.
class TicketDesk {
 public:
  virtual ~TicketDesk() = default;
  /// The connection that waits for this; null when it is gone or was served.
  virtual Connection* find(Ticket ticket) = 0;
  /// Answers a request unless it was answered before or its connection is gone.
  virtual void answer(Ticket ticket, Response response) = 0;
};

/// The way from other threads to the server.
struct Link {
  std::shared_ptr<loop::Mailbox> mailbox;
  TicketDesk* desk = nullptr;  ///< Loop thread only; null once the server is gone.
};

class Responder {
 public:
  Responder(std::shared_ptr<Link> link, Ticket ticket) : link_(std::move(link)), ticket_(ticket) {}

  /// Answers now. Loop thread only.
  void send(Response response) const { link_->desk->answer(ticket_, std::move(response)); }

  /// Answers with what `make()` returns, which is called on the loop's thread. Any thread.
  template <class Make>
  void later(Make make) const {
    link_->mailbox->post([link = link_, ticket = ticket_, make = std::move(make)]() mutable {
      if (link->desk != nullptr) link->desk->answer(ticket, make());
    });
  }

 private:
  std::shared_ptr<Link> link_;
  Ticket ticket_;
};

}  // namespace perigee::http
