// WebSocket frames (RFC 6455 §5) of both sides: reads frames that arrive in any pieces, puts
// fragmented messages together and checks what the standard demands; writes frames.
// Our own, because the packaged codecs keep 10 KB per connection and cannot share frames between
// connections. Knows no sockets.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/limits.h"

namespace perigee::http {

enum class Opcode : std::uint8_t {
  Continuation = 0x0,
  Text = 0x1,
  Binary = 0x2,
  Close = 0x8,
  Ping = 0x9,
  Pong = 0xA,
};

/// Codes of close frames (RFC 6455 §7.4, hub-protocol §6.7).
enum class CloseCode : std::uint16_t {
  Normal = 1000,
  GoingAway = 1001,
  ProtocolError = 1002,
  Unsupported = 1003,
  NoStatus = 1005,  ///< Never on the wire: a close frame without a code.
  InvalidText = 1007,
  Policy = 1008,
  TooLarge = 1009,
  InternalError = 1011,
};

/// Bytes of one message from a client (hub-protocol §6.2).
inline constexpr std::size_t kMaxMessage = 256 * limits::kKiB;

/// Bytes of one message from a hub: far more than its largest event has.
inline constexpr std::size_t kMaxHubMessage = 64 * limits::kMiB;

/// Appends a whole, unmasked frame, as a hub sends it.
void append_frame(std::string& out, Opcode opcode, std::string_view payload);

/// Appends a whole frame as a client sends it. The mask should be unpredictable.
void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload,
                         const std::array<std::uint8_t, 4>& mask);

/// Appends a close frame; a reason longer than 123 bytes is cut.
void append_close(std::string& out, CloseCode code, std::string_view reason);

/// Whose frames are read: those of clients are masked, those of a hub are not.
enum class Peer : std::uint8_t { Client, Hub };

class FrameReader {
 public:
  explicit FrameReader(Peer peer = Peer::Client) : peer_(peer) {}

  enum class Step {
    NeedMore,  ///< Everything was used up.
    Message,   ///< opcode() and payload() hold a whole message or control frame.
    Failed,    ///< close_code() and reason() say how to close; nothing more can be read.
  };

  /// Removes bytes from `input` up to the end of the next message.
  Step next(std::string_view& input);

  Opcode opcode() const { return opcode_; }
  /// Valid until next().
  std::string_view payload() const { return is_control() ? control_ : message_; }

  CloseCode close_code() const { return close_code_; }
  std::string_view reason() const { return reason_; }

 private:
  bool is_masked() const { return (header_[1] & 0x80) != 0; }
  std::size_t max_message() const { return peer_ == Peer::Client ? kMaxMessage : kMaxHubMessage; }
  bool is_control() const { return static_cast<std::uint8_t>(opcode_) >= 0x8; }
  Step fail(CloseCode code, std::string_view reason);
  bool read_header(std::string_view& input);
  std::size_t header_size() const;
  Step check_header();
  void read_payload(std::string_view& input);
  Step finish_frame();
  Step check_close();

  const Peer peer_;
  std::array<std::uint8_t, 14> header_;
  std::size_t header_read_ = 0;
  bool header_done_ = false;
  bool final_ = false;
  std::uint64_t left_ = 0;  ///< Bytes of the frame's payload still to come.
  std::size_t mask_at_ = 0;
  Opcode frame_ = Opcode::Text;
  Opcode opcode_ = Opcode::Text;  ///< Of the last message, or of the frame under way.
  Opcode message_opcode_ = Opcode::Continuation;  ///< Continuation: no message under way.
  bool message_done_ = false;
  std::string message_;
  std::string control_;
  CloseCode close_code_ = CloseCode::Normal;
  std::string_view reason_;
};

/// The code in the payload of a close frame; NoStatus when there is none.
CloseCode close_code_of(std::string_view payload);

}  // namespace perigee::http
