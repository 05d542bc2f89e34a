// A WebSocket to the hub, as a client: opens, says hello, hands on one message after the other. It
// waits in poll() together with a descriptor that stops it, and never reconnects by itself.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "host/base/error.h"
#include "host/http/server_file.h"
#include "host/http/ws_codec.h"

namespace perigee::cli {

class HubSocket {
 public:
  /// How a wait ended.
  enum class Heard {
    Message,  ///< message() holds it.
    Closed,   ///< The hub closed the connection: close_code() says why, if it did.
    Stopped,  ///< `stop_descriptor` became readable.
  };

  /// Connects and upgrades. Errors: InvalidAuth when the hub does not take the token;
  /// ConnectionFailed.
  static Result<HubSocket> open(const http::ServerFile& server);

  /// Sends a text message. Errors: ConnectionFailed.
  Result<void> send(std::string_view text);

  /// Waits for the next text message; answers pings meanwhile. A connection that is silent for
  /// longer than hubs keep silent counts as closed.
  Heard wait(int stop_descriptor);

  /// Valid until wait().
  std::string_view message() const { return reader_->payload(); }
  /// NoStatus when the connection broke without a word.
  http::CloseCode close_code() const { return close_code_; }
  std::string_view close_reason() const { return close_reason_; }

 private:
  struct Handle;
  struct Close {
    void operator()(Handle* handle) const;
  };
  enum class Received { Bytes, Nothing, Broken };

  explicit HubSocket(std::unique_ptr<Handle, Close> handle);
  Result<void> upgrade(const http::ServerFile& server);
  Result<std::string> read_head();
  Result<void> send_all(std::string_view bytes);
  Result<void> send_frame(http::Opcode opcode, std::string_view payload);
  Received receive();
  Heard closed(http::CloseCode code, std::string_view reason);
  bool is_readable(int stop_descriptor, std::chrono::milliseconds patience, bool& stopped) const;

  std::unique_ptr<Handle, Close> handle_;
  std::unique_ptr<http::FrameReader> reader_;
  std::string input_;
  std::size_t used_ = 0;  ///< Bytes of input_ that the reader has taken.
  http::CloseCode close_code_ = http::CloseCode::NoStatus;
  std::string close_reason_;
};

}  // namespace perigee::cli
