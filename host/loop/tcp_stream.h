// One TCP connection on the loop. Output gathers in order and leaves with one system call per
// flush; what the kernel does not take at once waits in a queue whose size the owner can ask for.
// The stream never limits that queue and never closes by itself: its owner decides.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "host/loop/loop.h"

struct uv_stream_s;

namespace perigee::loop {

/// A stretch of bytes that several streams may share. The bytes may still be appended to until the
/// first flush; the stretch must lie inside them by then.
struct Slice {
  std::shared_ptr<const std::string> bytes;
  std::size_t offset = 0;
  std::size_t size = 0;

  std::string_view view() const { return std::string_view(*bytes).substr(offset, size); }
};

class TcpStream {
 public:
  /// Told what happens to the stream, on the loop's thread. Each may destroy the stream.
  class Handler {
   public:
    virtual ~Handler() = default;
    /// Bytes arrived; they are valid during the call only.
    virtual void on_data(std::string_view bytes) = 0;
    /// The other side will send no more; writing is still possible.
    virtual void on_end() = 0;
    /// The connection is broken; all that is left is to destroy the stream.
    virtual void on_failure(std::string_view reason) = 0;
    /// Everything that had to wait has been taken by the kernel.
    virtual void on_drained() = 0;
  };

  TcpStream(TcpStream&&) noexcept = default;
  TcpStream& operator=(TcpStream&&) noexcept = default;
  /// Closes at once; what was not sent is lost, and no callback comes any more.
  ~TcpStream() = default;

  /// Sets the handler and begins to read, or replaces the handler.
  void start(Handler& handler);
  /// Stops and starts the reading; the sender notices once the kernel's buffers are full.
  void pause();
  void resume();

  /// Text appended here is sent after everything before it, by the next flush().
  std::string& output();
  /// Queues shared bytes after everything before them, for the next flush().
  void send(Slice slice);
  /// Hands as much as possible to the kernel. False when the connection is broken.
  bool flush();
  /// Bytes that were not yet handed to the kernel.
  std::size_t pending() const;
  /// Closes the sending side once everything is sent.
  void finish();

  /// Takes the next connection of a listening socket, with TCP_NODELAY set. For this folder.
  static std::optional<TcpStream> accept(uv_stream_s& listener);

 private:
  struct State;
  struct Close {
    void operator()(State* state) const;
  };
  explicit TcpStream(std::unique_ptr<State, Close> state) : state_(std::move(state)) {}
  std::unique_ptr<State, Close> state_;
};

}  // namespace perigee::loop
