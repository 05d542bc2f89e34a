#include "host/http/request_parser.h"

#include <llhttp.h>

#include "host/http/target.h"

namespace perigee::http {
namespace {

/// One space on each side of the target and "HTTP/": the parser also takes other forms.
bool is_request_line(std::string_view head, std::string_view method, std::string_view target) {
  const auto skip = [&head](std::string_view expected) {
    if (!head.starts_with(expected)) return false;
    head.remove_prefix(expected.size());
    return true;
  };
  return skip(method) && skip(" ") && skip(target) && skip(" HTTP/1.");
}

}  // namespace

/// llhttp's machine. It sees the head of a request, and of its body only chunks.
struct RequestParser::Machine {
  llhttp_t parser;
  std::string_view target;
  std::vector<Header>* headers = nullptr;
  Sink sink{};
  std::size_t* body_read = nullptr;
  unsigned flags = 0;
  bool keep_alive = true;
  bool overflow = false;
  bool last_chunk = false;

  Machine() {
    llhttp_init(&parser, HTTP_REQUEST, &settings());
    parser.data = this;
  }

  static Machine& of(llhttp_t* parser) { return *static_cast<Machine*>(parser->data); }
  static const llhttp_settings_t& settings();
  static int on_body(llhttp_t* parser, const char* at, std::size_t size);
};

int RequestParser::Machine::on_body(llhttp_t* parser, const char* at, std::size_t size) {
  Machine& self = of(parser);
  *self.body_read += size;
  if (*self.body_read > self.sink.limit) {
    self.overflow = true;
    return HPE_USER;
  }
  if (self.sink.body != nullptr) self.sink.body->append(at, size);
  return 0;
}

const llhttp_settings_t& RequestParser::Machine::settings() {
  static const llhttp_settings_t instance = [] {
    llhttp_settings_t made;
    llhttp_settings_init(&made);
    made.on_url = [](llhttp_t* parser, const char* at, std::size_t size) {
      of(parser).target = {at, size};
      return 0;
    };
    made.on_header_field = [](llhttp_t* parser, const char* at, std::size_t size) {
      of(parser).headers->push_back({{at, size}, {}});
      return 0;
    };
    made.on_header_value = [](llhttp_t* parser, const char* at, std::size_t size) {
      of(parser).headers->back().value = trim_blanks({at, size});
      return 0;
    };
    // Only here: a message without a body is over, and its flags gone, when execute() returns.
    made.on_headers_complete = [](llhttp_t* parser) {
      of(parser).flags = parser->flags;
      of(parser).keep_alive = llhttp_should_keep_alive(parser) != 0;
      return 0;
    };
    made.on_body = on_body;
    made.on_chunk_header = [](llhttp_t* parser) {
      of(parser).last_chunk = parser->content_length == 0;
      return of(parser).last_chunk ? static_cast<int>(HPE_PAUSED) : 0;
    };
    return made;
  }();
  return instance;
}

RequestParser::RequestParser() : machine_(std::make_unique<Machine>()) {}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;

RequestParser::Step RequestParser::bad(std::string_view reason) {
  error_ = reason;
  return Step::Bad;
}

void RequestParser::next() {
  guard_.reset();
  request_.headers.clear();
  request_.parameters = {};
  body_read_ = 0;
  in_trailers_ = false;
  llhttp_reset(&machine_->parser);
  machine_->last_chunk = false;
  machine_->overflow = false;
}

RequestParser::Step RequestParser::read_head(std::string_view& input) {
  // Empty lines before a request are to be ignored (RFC 9112 §2.2).
  while (guard_.size() == 0 && input.starts_with("\r\n")) input.remove_prefix(2);
  if (input.empty()) return Step::NeedMore;
  switch (guard_.scan(input)) {
    case HeaderGuard::Verdict::Incomplete:
      return Step::NeedMore;
    case HeaderGuard::Verdict::Refused:
      return bad(guard_.reason());
    case HeaderGuard::Verdict::Complete:
      break;
  }
  head_.assign(input.substr(0, guard_.size()));
  input.remove_prefix(guard_.size());
  return parse_head(head_);
}

RequestParser::Step RequestParser::parse_head(std::string_view head) {
  llhttp_t& parser = machine_->parser;
  machine_->headers = &request_.headers;
  const llhttp_errno_t status = llhttp_execute(&parser, head.data(), head.size());
  if (status != HPE_OK && status != HPE_PAUSED_UPGRADE) {
    const char* reason = llhttp_get_error_reason(&parser);
    return bad(reason != nullptr && *reason != '\0' ? reason : llhttp_errno_name(status));
  }
  if (parser.http_major != 1 || parser.http_minor > 1) return bad("unsupported HTTP version");
  if (parser.method == HTTP_CONNECT) return bad("CONNECT is not supported");
  request_.method = llhttp_method_name(static_cast<llhttp_method_t>(parser.method));
  request_.http_1_1 = parser.http_minor == 1;
  request_.keep_alive = machine_->keep_alive;
  request_.chunked = (machine_->flags & F_CHUNKED) != 0;
  request_.content_length.reset();
  if ((machine_->flags & F_CONTENT_LENGTH) != 0) {
    request_.content_length = parser.content_length;
  }
  return check_head();
}

RequestParser::Step RequestParser::check_head() {
  if (!is_request_line(head_, request_.method, machine_->target)) {
    return bad("malformed request line");
  }
  if (request_.header_count("") > 0) return bad("header without a name");
  if (request_.chunked && request_.content_length) {
    return bad("Content-Length together with Transfer-Encoding");
  }
  if (const auto coding = request_.header("transfer-encoding");
      coding && !equals_lower(*coding, "chunked")) {
    return bad("unsupported Transfer-Encoding");
  }
  if (request_.header_count("host") > 1) return bad("more than one Host header");
  const auto target = parse_target(machine_->target, path_);
  if (!target) return bad("the request target is neither a path nor an http URL");
  request_.path = target->path;
  request_.query = Query(target->query);
  request_.authority = target->authority;
  return Step::Done;
}

RequestParser::Step RequestParser::read_body(std::string_view& input, std::string& body,
                                             std::size_t limit) {
  return read(input, {&body, limit});
}

RequestParser::Step RequestParser::skip_body(std::string_view& input, std::size_t limit) {
  return read(input, {nullptr, limit});
}

RequestParser::Step RequestParser::read(std::string_view& input, Sink sink) {
  if (request_.chunked) return read_chunked(input, sink);
  return request_.content_length.value_or(0) == 0 ? Step::Done : read_sized(input, sink);
}

RequestParser::Step RequestParser::read_sized(std::string_view& input, Sink sink) {
  const std::uint64_t length = *request_.content_length;
  if (length > sink.limit) return Step::TooLarge;
  const std::size_t part = std::min<std::size_t>(length - body_read_, input.size());
  if (sink.body != nullptr) sink.body->append(input.substr(0, part));
  input.remove_prefix(part);
  body_read_ += part;
  return body_read_ == length ? Step::Done : Step::NeedMore;
}

RequestParser::Step RequestParser::read_chunked(std::string_view& input, Sink sink) {
  if (in_trailers_) return read_trailers(input);
  machine_->sink = sink;
  machine_->body_read = &body_read_;
  const llhttp_errno_t status = llhttp_execute(&machine_->parser, input.data(), input.size());
  if (machine_->overflow) return Step::TooLarge;
  if (status == HPE_PAUSED && machine_->last_chunk) {
    const char* at = llhttp_get_error_pos(&machine_->parser);
    input.remove_prefix(static_cast<std::size_t>(at - input.data()));
    in_trailers_ = true;
    guard_.reset();
    return read_trailers(input);
  }
  if (status != HPE_OK) return bad("malformed chunked body");
  input = {};
  return Step::NeedMore;
}

/// Trailers are read past under the same guard as headers, and not used.
RequestParser::Step RequestParser::read_trailers(std::string_view& input) {
  switch (guard_.scan(input)) {
    case HeaderGuard::Verdict::Incomplete:
      return Step::NeedMore;
    case HeaderGuard::Verdict::Refused:
      return bad(guard_.reason());
    case HeaderGuard::Verdict::Complete:
      input.remove_prefix(guard_.size());
      return Step::Done;
  }
  return Step::NeedMore;
}

}  // namespace perigee::http
