// What the server knows of each of its connections, whatever they speak. A connection belongs to a
// slot of the server's table and asks to be flushed or removed by that slot.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/clock.h"
#include "host/http/head_writer.h"
#include "host/http/responder.h"
#include "host/loop/tcp_stream.h"

namespace perigee::http {

class Dispatcher;

class Connection {
 public:
  virtual ~Connection() = default;
  /// Hands the output of this turn to the kernel. False when the connection is of no more use.
  virtual bool flush() = 0;
  /// Goes on with input that was put off, in a later turn.
  virtual void resume() = 0;
  /// Looks at its deadlines. False when the connection is of no more use.
  virtual bool tick(SteadyTime now) = 0;
  /// The server stops: close as soon as what was said has been sent.
  virtual void shut_down() = 0;
  /// Whether something with that serial is on its way to this connection.
  virtual bool awaits(std::uint64_t serial) const = 0;
  /// Whether a request waits for its answer.
  virtual bool is_busy() const = 0;
  virtual bool is_subscriber() const = 0;
};

/// The server as its connections see it.
class ConnectionHost {
 public:
  virtual ~ConnectionHost() = default;
  virtual Dispatcher& dispatcher() = 0;
  virtual HeadWriter& heads() = 0;
  virtual const std::shared_ptr<Link>& link() = 0;
  /// A number that was never given before.
  virtual std::uint64_t next_serial() = 0;
  /// Has the connection flushed at the end of this turn.
  virtual void flush_later(std::uint32_t slot) = 0;
  /// Has the connection resumed in the next turn.
  virtual void resume_later(std::uint32_t slot) = 0;
  /// Destroys the connection at the end of this turn.
  virtual void remove(std::uint32_t slot) = 0;
  /// Puts a subscriber into the slot, in place of the caller. `rest` are bytes that came after the
  /// upgrade request.
  virtual void subscribe(std::uint32_t slot, loop::TcpStream stream, std::string_view rest) = 0;
  /// Somebody uses the hub.
  virtual void note_activity() = 0;
};

}  // namespace perigee::http
