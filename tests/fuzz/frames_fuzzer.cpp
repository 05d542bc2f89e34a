// Target: WebSocket frames. Whatever the pieces in which the bytes arrive, the same messages come
// out, and a frame that the server writes is read back as it was when a client masks it.
#include "host/base/error.h"
#include "host/base/text.h"
#include "host/http/ws_codec.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using perigee::http::FrameReader;
using perigee::http::Opcode;
using Step = FrameReader::Step;

/// All that a reader makes of the bytes: messages, then how it failed, if it did.
std::string read(const std::vector<std::string_view>& parts) {
  FrameReader reader;
  std::string seen;
  for (std::string_view input : parts) {
    for (;;) {
      const Step step = reader.next(input);
      if (step == Step::NeedMore) break;
      if (step == Step::Failed) {
        return seen + "failed " + std::to_string(static_cast<int>(reader.close_code())) + " " +
               std::string(reader.reason());
      }
      seen += std::to_string(static_cast<int>(reader.opcode())) + ":";
      seen.append(reader.payload()).append("\n");
    }
    PERIGEE_CHECK(input.empty(), "bytes are left although the reader wants more");
  }
  return seen;
}

/// The frame as a client would send it.
std::string masked(std::string frame, std::string_view mask) {
  const auto length = static_cast<unsigned char>(frame[1]);
  const std::size_t head = length == 127 ? 10 : length == 126 ? 4 : 2;
  frame[1] = static_cast<char>(length | 0x80);
  for (std::size_t i = head; i < frame.size(); ++i) {
    frame[i] = static_cast<char>(frame[i] ^ mask[(i - head) % mask.size()]);
  }
  return frame.insert(head, mask);
}

void round_trip(Opcode opcode, std::string_view payload) {
  constexpr std::string_view kMask = "\x37\xFA\x21\x3D";
  std::string frame;
  perigee::http::append_frame(frame, opcode, payload);
  frame = masked(std::move(frame), kMask);
  std::string_view input = frame;
  FrameReader reader;
  PERIGEE_CHECK(reader.next(input) == Step::Message, "a frame of ours is refused");
  PERIGEE_CHECK(reader.opcode() == opcode && reader.payload() == payload,
                "another frame came back");
  PERIGEE_CHECK(input.empty() && reader.next(input) == Step::NeedMore, "there was one frame");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = perigee::test::text_of(data, size);
  const std::string whole = read({bytes});
  for (const std::uint32_t most : {1U, 5U, 200U}) {
    const std::string cut = read(perigee::test::pieces(bytes, most));
    PERIGEE_CHECK(cut == whole, "whole:\n" + whole + "\nin pieces:\n" + cut);
  }
  const std::string_view payload = bytes.substr(0, perigee::http::kMaxMessage);
  round_trip(Opcode::Binary, payload);
  if (perigee::is_valid_utf8(payload)) round_trip(Opcode::Text, payload);
  round_trip(Opcode::Ping, payload.substr(0, 125));
  return 0;
}
