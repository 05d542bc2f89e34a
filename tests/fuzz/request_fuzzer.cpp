// Target: requests as the front reads them (header guard, llhttp, bodies). Whatever the pieces in
// which the bytes arrive, the same requests come out, and the same refusal at the end.
#include <algorithm>

#include "host/base/error.h"
#include "host/http/request_parser.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using perigee::http::Request;
using perigee::http::RequestParser;
using Step = RequestParser::Step;

constexpr std::size_t kBodyLimit = 2000;

void note(std::string& seen, std::string_view name, std::string_view value) {
  seen.append(name).append("=").append(value).append("\n");
}

void note_head(std::string& seen, const Request& request) {
  note(seen, "method", request.method);
  note(seen, "path", request.path);
  note(seen, "authority", request.authority);
  note(seen, "version", request.http_1_1 ? "1.1" : "1.0");
  note(seen, "keep-alive", request.keep_alive ? "yes" : "no");
  note(seen, "length",
       request.chunked ? "chunked" : std::to_string(request.content_length.value_or(0)));
  note(seen, "limit", request.query.get("limit").value_or("absent"));
  for (const auto& header : request.headers) note(seen, header.name, header.value);
}

/// A connection without sockets: keeps what could not be used yet, reads request after request.
class Front {
 public:
  void receive(std::string_view bytes) {
    if (over_) return;
    waiting_ += bytes;
    std::string_view input = waiting_;
    while (advance(input)) {
    }
    waiting_.erase(0, waiting_.size() - input.size());
  }

  /// Everything that was read, and what is left over.
  std::string seen() const { return over_ ? seen_ : seen_ + "left=" + waiting_; }

 private:
  bool advance(std::string_view& input) {
    const Step step =
        in_body_ ? parser_.read_body(input, body_, kBodyLimit) : parser_.read_head(input);
    if (step == Step::NeedMore) return false;
    if (step != Step::Done) return finish(step);
    if (!in_body_) {
      note_head(seen_, parser_.request());
    } else {
      note(seen_, "body", body_);
      body_.clear();
      parser_.next();
    }
    in_body_ = !in_body_;
    return true;
  }

  bool finish(Step step) {
    note(seen_, "refused", step == Step::TooLarge ? "too large" : parser_.error());
    over_ = true;
    return false;
  }

  RequestParser parser_;
  std::string waiting_;
  std::string body_;
  std::string seen_;
  bool in_body_ = false;
  bool over_ = false;
};

std::string read(const std::vector<std::string_view>& parts) {
  Front front;
  for (const std::string_view part : parts) front.receive(part);
  return front.seen();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = perigee::test::text_of(data, size);
  const std::string whole = read({bytes});
  for (const std::uint32_t most : {1U, 7U, 300U}) {
    const std::string cut = read(perigee::test::pieces(bytes, most));
    PERIGEE_CHECK(cut == whole, "whole:\n" + whole + "\nin pieces:\n" + cut);
  }
  return 0;
}
