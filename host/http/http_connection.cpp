#include "host/http/http_connection.h"

#include "host/http/ws_handshake.h"

namespace perigee::http {
namespace {

/// Input that may wait while a request is being answered; beyond it the client is held back.
constexpr std::size_t kMaxWaitingInput = 64 * limits::kKiB;
/// Output that may wait before further requests of the connection are put off.
constexpr std::size_t kMaxWaitingOutput = 1 * limits::kMiB;
/// Requests of one connection that are begun in one turn, so that none starves the others.
constexpr int kRequestsPerTurn = 32;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

bool expects_continue(const Request& request) {
  return request.http_1_1 && equals_lower(request.header("expect").value_or(""), "100-continue");
}

}  // namespace

HttpConnection::HttpConnection(ConnectionHost& host, std::uint32_t slot, loop::TcpStream stream)
    : host_(host), slot_(slot), stream_(std::move(stream)), since_(now()), progress_(since_) {
  stream_.start(*this);
}

SteadyTime HttpConnection::now() const {
  return host_.dispatcher().services().clock.steady_now();
}

const Timeouts& HttpConnection::timeouts() const {
  return host_.dispatcher().services().options.timeouts;
}

// --- Input ---------------------------------------------------------------------------------------

void HttpConnection::on_data(std::string_view bytes) {
  if (phase_ == Phase::Gone || phase_ == Phase::Lingering) return;
  budget_ = kRequestsPerTurn;
  take(bytes);
}

void HttpConnection::take(std::string_view bytes) {
  is_advancing_ = true;
  if (input_.empty()) {
    advance(bytes);
    input_.assign(bytes);
  } else {
    input_.append(bytes);
    std::string_view rest = input_;
    advance(rest);
    input_.erase(0, input_.size() - rest.size());
  }
  is_advancing_ = false;
  if (phase_ == Phase::Gone || phase_ == Phase::Lingering) {
    input_.clear();
    return;
  }
  const bool full = input_.size() > kMaxWaitingInput;
  if (full == is_paused_ || input_ended_) return;
  is_paused_ = full;
  full ? stream_.pause() : stream_.resume();
}

void HttpConnection::resume() {
  if (is_advancing_ || phase_ == Phase::Gone || phase_ == Phase::Lingering) return;
  budget_ = kRequestsPerTurn;
  take({});
}

void HttpConnection::advance(std::string_view& input) {
  for (;;) {
    bool goes_on = false;
    switch (phase_) {
      case Phase::Head:
        goes_on = step_head(input);
        break;
      case Phase::Body:
        goes_on = step_body(input);
        break;
      case Phase::Rest:
        goes_on = step_rest(input);
        break;
      case Phase::Waiting:
      case Phase::Lingering:
      case Phase::Gone:
        break;
    }
    if (!goes_on) return;
  }
}

bool HttpConnection::step_head(std::string_view& input) {
  if (input.empty()) {
    if (input_ended_) linger();
    return false;
  }
  if (stream_.pending() > kMaxWaitingOutput) return false;  // until it is drained
  if (budget_ == 0) {
    host_.resume_later(slot_);
    return false;
  }
  switch (parser_.read_head(input)) {
    case RequestParser::Step::NeedMore:
      if (input_ended_) {
        linger();
      } else if (!head_begun_ && !input.empty()) {
        head_begun_ = true;
        since_ = now();
      }
      return false;
    case RequestParser::Step::Done:
      --budget_;
      begin(input);
      return true;
    default:
      refuse(400, parser_.error());
      return false;
  }
}

bool HttpConnection::step_body(std::string_view& input) {
  const auto step = keeps_body_
                        ? parser_.read_body(input, body_, host_.dispatcher().body_limit(*route_))
                        : parser_.skip_body(input, limits::kSkippedBody);
  switch (step) {
    case RequestParser::Step::NeedMore:
      return false;
    case RequestParser::Step::Bad:
      refuse(400, parser_.error());
      return false;
    case RequestParser::Step::TooLarge:
      closes_ = true;  // what is left of the body is not worth reading
      if (keeps_body_) {
        phase_ = Phase::Waiting;
        answer(error_response(413, Code::PayloadTooLarge, "The request body is too large"));
        return false;
      }
      [[fallthrough]];
    case RequestParser::Step::Done:
      handle();
      return true;
  }
  return false;
}

bool HttpConnection::step_rest(std::string_view& input) {
  switch (parser_.skip_body(input, limits::kSkippedBody)) {
    case RequestParser::Step::NeedMore:
      return false;
    case RequestParser::Step::Done:
      expect_next();
      return true;
    default:
      linger();
      return false;
  }
}

void HttpConnection::on_end() {
  input_ended_ = true;
  if (phase_ == Phase::Head) {
    resume();  // what was sent ahead is still answered
  } else if (phase_ == Phase::Body || phase_ == Phase::Rest) {
    linger();
  } else if (phase_ == Phase::Lingering) {
    host_.flush_later(slot_);
  }
}

void HttpConnection::on_failure(std::string_view) {
  leave();
}

void HttpConnection::on_drained() {
  if (phase_ == Phase::Gone) return;
  if (phase_ == Phase::Lingering && input_ended_) return leave();
  host_.resume_later(slot_);
}

// --- One request ---------------------------------------------------------------------------------

void HttpConnection::begin(std::string_view& input) {
  since_ = now();
  Request& request = parser_.request();
  serial_ = host_.next_serial();
  closes_ = closes_ || !request.keep_alive;
  Admission admission = host_.dispatcher().admit(request);
  rate_ = admission.rate;
  is_logged_ = admission.is_logged;
  if (is_logged_) host_.note_activity();
  route_ = admission.route;
  switch (admission.kind) {
    case Admission::Kind::Answer:
      // A client that waits for "continue" may or may not send the body after a refusal.
      if (request.has_body() && expects_continue(request)) closes_ = true;
      phase_ = Phase::Waiting;
      answer(std::move(admission.answer));
      break;
    case Admission::Kind::ReadBody:
    case Admission::Kind::SkipBody:
      begin_body(admission, input.empty());
      break;
    case Admission::Kind::Subscribe:
      stream_.output() += websocket_accept(request);
      phase_ = Phase::Gone;
      log({.status = 101}, host_.heads().request_id(&request));
      host_.subscribe(slot_, std::move(stream_), std::exchange(input, {}));
      break;
  }
}

void HttpConnection::begin_body(const Admission& admission, bool nothing_yet) {
  const Request& request = parser_.request();
  keeps_body_ = admission.kind == Admission::Kind::ReadBody;
  phase_ = Phase::Body;
  if (nothing_yet && request.has_body() && expects_continue(request)) {
    stream_.output() += kContinue;
    host_.flush_later(slot_);
  }
}

void HttpConnection::handle() {
  phase_ = Phase::Waiting;
  const Request& request = parser_.request();
  host_.dispatcher().handle(*route_, request, body_, Responder(host_.link(), {slot_, serial_}));
}

void HttpConnection::answer(Response response) {
  if (phase_ != Phase::Waiting) return;
  const Request& request = parser_.request();
  if (response.close || host_.dispatcher().is_shutting_down()) closes_ = true;
  write(response, &request, !closes_);
  after_answer();
  if (!is_advancing_) take({});
}

/// Whether the connection goes on, and whether a body is still to be read past first.
void HttpConnection::after_answer() {
  if (closes_) return linger();
  const Request& request = parser_.request();
  if (route_ == nullptr && request.has_body()) {
    if (!request.chunked && *request.content_length > limits::kSkippedBody) return linger();
    phase_ = Phase::Rest;
    return;
  }
  expect_next();
}

void HttpConnection::expect_next() {
  parser_.next();
  body_.clear();
  if (body_.capacity() > 4 * limits::kKiB) body_.shrink_to_fit();
  route_ = nullptr;
  head_begun_ = false;
  phase_ = Phase::Head;
  since_ = now();
}

/// Answers something that is not a request, or comes too slowly, and closes.
void HttpConnection::refuse(int status, std::string_view reason) {
  closes_ = true;
  rate_.reset();
  write(error_response(status, Code::InvalidInput, "Bad request: " + std::string(reason)), nullptr,
        /*keep_alive=*/false);
  linger();
}

void HttpConnection::write(const Response& response, const Request* request, bool keep_alive) {
  const std::string_view id = host_.heads().request_id(request);
  host_.heads().write(stream_.output(), response, id, rate_, keep_alive,
                      request == nullptr || request->http_1_1);
  host_.flush_later(slot_);
  if (request != nullptr) log(response, id);
}

void HttpConnection::log(const Response& response, std::string_view request_id) const {
  const auto& access_log = host_.dispatcher().services().options.access_log;
  if (!access_log || !is_logged_) return;
  const Request& request = const_cast<RequestParser&>(parser_).request();
  access_log({.method = request.method,
              .path = request.path,
              .status = response.status,
              .duration = std::chrono::floor<std::chrono::microseconds>(now() - since_),
              .request_id = request_id,
              .event_ids = response.event_ids});
}

// --- The end -------------------------------------------------------------------------------------

/// Closes the sending side after the last byte and waits a moment for the other side: closing at
/// once would take back what the client has not read yet.
void HttpConnection::linger() {
  phase_ = Phase::Lingering;
  since_ = now();
  stream_.finish();
  host_.flush_later(slot_);
}

void HttpConnection::leave() {
  if (phase_ == Phase::Gone) return;
  phase_ = Phase::Gone;
  host_.remove(slot_);
}

bool HttpConnection::flush() {
  if (phase_ == Phase::Gone) return true;
  if (!stream_.flush()) return false;
  return phase_ != Phase::Lingering || !input_ended_ || stream_.pending() > 0;
}

bool HttpConnection::tick(SteadyTime at) {
  if (stream_.pending() == 0 || stream_.pending() != stuck_bytes_) progress_ = at;
  stuck_bytes_ = stream_.pending();
  if (at - progress_ > timeouts().write) return false;
  switch (phase_) {
    case Phase::Head:
      if (stream_.pending() > 0) return true;
      if (input_.empty()) return at - since_ <= timeouts().idle;
      if (at - since_ > timeouts().head) refuse(408, "the headers took too long");
      return true;
    case Phase::Body:
      if (at - since_ > timeouts().request) refuse(408, "the body took too long");
      return true;
    case Phase::Rest:
      return at - since_ <= timeouts().request;
    case Phase::Lingering:
      return stream_.pending() > 0 || at - since_ <= timeouts().linger;
    case Phase::Waiting:
    case Phase::Gone:
      return true;
  }
  return true;
}

void HttpConnection::shut_down() {
  if (phase_ == Phase::Gone || phase_ == Phase::Lingering) return;
  if (stream_.pending() == 0) return leave();
  linger();
}

}  // namespace perigee::http
