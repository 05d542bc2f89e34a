#include "host/http/ws_codec.h"

#include <algorithm>
#include <utility>

#include "host/base/text.h"

namespace perigee::http {
namespace {

constexpr std::size_t kMaxControl = 125;
/// A message buffer that grew beyond this gives its room back after the message.
constexpr std::size_t kKeepRoom = 4096;

void append_big_endian(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    out += static_cast<char>((number >> shift) & 0xFF);
  }
}

void append_header(std::string& out, Opcode opcode, std::size_t size, unsigned mask_bit) {
  out += static_cast<char>(0x80 | static_cast<std::uint8_t>(opcode));
  if (size <= kMaxControl) {
    out += static_cast<char>(mask_bit | size);
  } else if (size <= 0xFFFF) {
    out += static_cast<char>(mask_bit | 126);
    append_big_endian(out, size, 2);
  } else {
    out += static_cast<char>(mask_bit | 127);
    append_big_endian(out, size, 8);
  }
}

bool is_control_opcode(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) >= 0x8;
}

bool is_known(Opcode opcode) {
  switch (opcode) {
    case Opcode::Continuation:
    case Opcode::Text:
    case Opcode::Binary:
    case Opcode::Close:
    case Opcode::Ping:
    case Opcode::Pong:
      return true;
  }
  return false;
}

/// Codes that may appear in a close frame of a client.
bool may_be_sent(unsigned code) {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  append_header(out, opcode, payload.size(), /*mask_bit=*/0);
  out += payload;
}

void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload,
                         const std::array<std::uint8_t, 4>& mask) {
  append_header(out, opcode, payload.size(), /*mask_bit=*/0x80);
  for (const std::uint8_t byte : mask) out += static_cast<char>(byte);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out += static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ mask[i % 4]);
  }
}

void append_close(std::string& out, CloseCode code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, static_cast<std::uint16_t>(code), 2);
  payload += reason.substr(0, kMaxControl - 2);
  append_frame(out, Opcode::Close, payload);
}

CloseCode close_code_of(std::string_view payload) {
  if (payload.size() < 2) return CloseCode::NoStatus;
  const auto high = static_cast<unsigned char>(payload[0]);
  const auto low = static_cast<unsigned char>(payload[1]);
  return static_cast<CloseCode>(high << 8 | low);
}

FrameReader::Step FrameReader::fail(CloseCode code, std::string_view reason) {
  close_code_ = code;
  reason_ = reason;
  return Step::Failed;
}

FrameReader::Step FrameReader::next(std::string_view& input) {
  if (message_done_) {
    message_done_ = false;
    message_.clear();
    if (message_.capacity() > kKeepRoom) message_.shrink_to_fit();
  }
  for (;;) {
    if (!header_done_) {
      if (!read_header(input)) return Step::NeedMore;
      if (const Step step = check_header(); step == Step::Failed) return step;
    }
    read_payload(input);
    if (left_ > 0) return Step::NeedMore;
    header_done_ = false;
    header_read_ = 0;
    if (const Step step = finish_frame(); step != Step::NeedMore) return step;
  }
}

/// How long the header is, as far as its first two bytes tell.
std::size_t FrameReader::header_size() const {
  if (header_read_ < 2) return 2;
  const std::size_t mask = is_masked() ? 4 : 0;
  const unsigned length = header_[1] & 0x7F;
  if (length == 127) return 10 + mask;
  return (length == 126 ? 4 : 2) + mask;
}

bool FrameReader::read_header(std::string_view& input) {
  while (header_read_ < header_size()) {
    if (input.empty()) return false;
    header_[header_read_++] = static_cast<std::uint8_t>(input.front());
    input.remove_prefix(1);
  }
  return header_done_ = true;
}

FrameReader::Step FrameReader::check_header() {
  final_ = (header_[0] & 0x80) != 0;
  frame_ = static_cast<Opcode>(header_[0] & 0x0F);
  if ((header_[0] & 0x70) != 0) return fail(CloseCode::ProtocolError, "Reserved bits are set");
  if (!is_known(frame_)) return fail(CloseCode::ProtocolError, "Unknown opcode");
  if (is_masked() != (peer_ == Peer::Client)) {
    return fail(CloseCode::ProtocolError, is_masked() ? "Frame is masked" : "Frame is not masked");
  }

  const std::size_t length_bytes = header_read_ - 2 - (is_masked() ? 4 : 0);
  left_ = header_[1] & 0x7F;
  if (length_bytes > 0) {
    left_ = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) left_ = left_ << 8 | header_[2 + i];
  }
  mask_at_ = 0;
  if (is_control_opcode(frame_)) {
    control_.clear();
    if (!final_) return fail(CloseCode::ProtocolError, "Control frame is fragmented");
    if (left_ > kMaxControl) return fail(CloseCode::ProtocolError, "Control frame is too long");
    return Step::NeedMore;
  }
  const bool continues = frame_ == Opcode::Continuation;
  if (continues != (message_opcode_ != Opcode::Continuation)) {
    return fail(CloseCode::ProtocolError,
                continues ? "Nothing to continue" : "Message inside another message");
  }
  if (!continues) message_opcode_ = frame_;
  if (left_ > max_message() - message_.size()) {
    return fail(CloseCode::TooLarge, "Message too large");
  }
  return Step::NeedMore;
}

void FrameReader::read_payload(std::string_view& input) {
  const std::size_t part = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
  std::string& out = is_control_opcode(frame_) ? control_ : message_;
  const std::size_t begin = out.size();
  out.append(input.substr(0, part));
  const std::uint8_t* mask = header_.data() + header_read_ - 4;
  for (std::size_t i = 0; is_masked() && i < part; ++i) {
    const auto byte = static_cast<std::uint8_t>(out[begin + i]);
    out[begin + i] = static_cast<char>(byte ^ mask[(mask_at_ + i) % 4]);
  }
  mask_at_ += part;
  left_ -= part;
  input.remove_prefix(part);
}

FrameReader::Step FrameReader::finish_frame() {
  if (is_control_opcode(frame_)) {
    opcode_ = frame_;
    return frame_ == Opcode::Close ? check_close() : Step::Message;
  }
  if (!final_) return Step::NeedMore;
  opcode_ = std::exchange(message_opcode_, Opcode::Continuation);
  message_done_ = true;
  if (opcode_ == Opcode::Text && !is_valid_utf8(message_)) {
    return fail(CloseCode::InvalidText, "Text is not UTF-8");
  }
  return Step::Message;
}

FrameReader::Step FrameReader::check_close() {
  if (control_.empty()) return Step::Message;
  if (control_.size() == 1 || !may_be_sent(static_cast<unsigned>(close_code_of(control_)))) {
    return fail(CloseCode::ProtocolError, "Invalid close code");
  }
  if (!is_valid_utf8(std::string_view(control_).substr(2))) {
    return fail(CloseCode::InvalidText, "Close reason is not UTF-8");
  }
  return Step::Message;
}

}  // namespace perigee::http
