#include "host/http/subscriber.h"

#include <algorithm>

#include "host/base/log.h"
#include "host/http/event_frame.h"

namespace perigee::http {
namespace {

/// Output that may wait before the next page is read.
constexpr std::size_t kLowWater = 256 * limits::kKiB;
/// Size at which pages become shorter, and below a quarter of which they become longer.
constexpr std::size_t kLargePage = 2 * limits::kMiB;

}  // namespace

Subscriber::Subscriber(ConnectionHost& host, FanOut& fan_out, Services& services, Ticket ticket,
                       loop::TcpStream stream)
    : host_(host),
      fan_out_(fan_out),
      services_(services),
      ticket_(ticket),
      stream_(std::move(stream)),
      heard_(now()),
      progress_(heard_) {
  stream_.start(*this);
}

Subscriber::~Subscriber() {
  leave_fan_out();
}

void Subscriber::leave_fan_out() {
  if (phase_ == Phase::Live) fan_out_.remove(*this, *subscription_);
}

// --- What the client says ------------------------------------------------------------------------

void Subscriber::on_data(std::string_view bytes) {
  heard_ = now();
  was_pinged_ = false;
  while (phase_ != Phase::Closing) {
    switch (reader_.next(bytes)) {
      case FrameReader::Step::NeedMore:
        return;
      case FrameReader::Step::Failed:
        return close(reader_.close_code(), reader_.reason());
      case FrameReader::Step::Message:
        take_message();
    }
  }
}

void Subscriber::take_message() {
  switch (reader_.opcode()) {
    case Opcode::Ping:
      // A client that does not read gets data soon enough; it needs no queue of pongs.
      if (stream_.pending() < kLowWater) send(Opcode::Pong, reader_.payload());
      return;
    case Opcode::Pong:
      return;
    case Opcode::Close: {
      const CloseCode code = close_code_of(reader_.payload());
      return close(code == CloseCode::NoStatus ? CloseCode::Normal : code, "");
    }
    default:
      break;
  }
  host_.note_activity();
  const auto message = parse_json(reader_.payload());
  if (!message || !is_truthy(*message)) return close(CloseCode::Unsupported, "Invalid JSON");
  if (phase_ != Phase::Greeting) {
    return close(CloseCode::Unsupported, "Unexpected message after handshake");
  }
  take_hello(*message);
}

void Subscriber::take_hello(const Value& message) {
  auto subscription = parse_hello(message);
  if (!subscription) return close(CloseCode::Unsupported, subscription.error());
  subscription_ = std::make_shared<const Subscription>(std::move(*subscription));
  // Whatever is committed after this moment will be published after it.
  replay_until_ = services_.hub.events().newest();
  sent_through_ = std::min(subscription_->after, replay_until_);
  if (subscription_->wants_nothing()) sent_through_ = replay_until_;
  append_hello_ok_frame(stream_.output(), replay_until_, services_.options.instance_id);
  host_.flush_later(ticket_.slot);
  phase_ = Phase::Replay;
  go_on_with_replay();
}

void Subscriber::on_end() {
  input_ended_ = true;
  if (phase_ != Phase::Closing) return host_.remove(ticket_.slot);
  host_.flush_later(ticket_.slot);
}

void Subscriber::on_failure(std::string_view) {
  host_.remove(ticket_.slot);
}

void Subscriber::on_drained() {
  if (phase_ == Phase::Closing && input_ended_) return host_.remove(ticket_.slot);
  go_on_with_replay();
}

// --- The past ------------------------------------------------------------------------------------

/// Reads on when the client has taken most of what it got, until nothing is missing.
void Subscriber::go_on_with_replay() {
  if (phase_ != Phase::Replay || page_under_way_ || stream_.pending() > kLowWater) return;
  const std::int64_t until = std::max(replay_until_, fan_out_.newest());
  if (sent_through_ < until && !subscription_->wants_nothing()) return request_page(until);
  phase_ = Phase::Live;
  fan_out_.add(*this, *subscription_);
}

void Subscriber::request_page(std::int64_t until) {
  auto read = [link = host_.link(), ticket = ticket_, subscription = subscription_,
               request = PageRequest{sent_through_, until, page_limit_}](store::Connection& db) {
    link->mailbox->post([link, ticket, page = read_replay_page(db, *subscription, request)] {
      Connection* waiting = link->desk == nullptr ? nullptr : link->desk->find(ticket);
      if (waiting != nullptr) static_cast<Subscriber*>(waiting)->take_page(std::move(page));
    });
  };
  page_under_way_ = services_.pool.submit(std::move(read));  // else the next tick tries again
}

void Subscriber::take_page(Result<ReplayPage> page) {
  page_under_way_ = false;
  if (phase_ != Phase::Replay) return;
  if (!page) {
    log::error("a replay failed: {}", log::describe(page.error()));
    return close(CloseCode::InternalError, "Internal error during replay");
  }
  const std::size_t size = page->frames->size();
  stream_.send({page->frames, 0, size});
  sent_through_ = page->through;
  if (size > kLargePage) {
    page_limit_ = std::max(1, page_limit_ / 2);
  } else if (size < kLargePage / 4) {
    page_limit_ = std::min(kReplayPage, page_limit_ * 2);
  }
  host_.flush_later(ticket_.slot);
}

// --- The present ---------------------------------------------------------------------------------

void Subscriber::deliver(std::int64_t event_id, const loop::Slice& frame) {
  if (event_id <= sent_through_) return;
  sent_through_ = event_id;
  fan_out_.note_taken(frame.size);
  stream_.send(frame);
  host_.flush_later(ticket_.slot);
}

void Subscriber::send(Opcode opcode, std::string_view payload) {
  append_frame(stream_.output(), opcode, payload);
  host_.flush_later(ticket_.slot);
}

/// Queues a close frame behind everything that was promised, and says nothing more.
void Subscriber::close(CloseCode code, std::string_view reason) {
  if (phase_ == Phase::Closing) return;
  leave_fan_out();
  phase_ = Phase::Closing;
  progress_ = now();
  append_close(stream_.output(), code, reason);
  stream_.finish();
  host_.flush_later(ticket_.slot);
}

bool Subscriber::flush() {
  if (!stream_.flush()) return false;
  if (phase_ == Phase::Live && stream_.pending() > services_.options.subscriber_queue) {
    fan_out_.note_slow_close();
    close(CloseCode::Policy, "backpressure");
  }
  go_on_with_replay();
  return phase_ != Phase::Closing || !input_ended_ || stream_.pending() > 0;
}

bool Subscriber::tick(SteadyTime at) {
  const Timeouts& timeouts = services_.options.timeouts;
  const std::size_t waiting = stream_.pending();
  if (waiting != stuck_bytes_) progress_ = at;
  stuck_bytes_ = waiting;
  if (phase_ == Phase::Closing) {
    return at - progress_ <= (waiting > 0 ? timeouts.write : timeouts.linger);
  }
  go_on_with_replay();
  const auto silence = at - heard_;
  if (silence > timeouts.silence) return false;
  if (silence > timeouts.ping && !was_pinged_) {
    was_pinged_ = true;
    send(Opcode::Ping, "");
  }
  return true;
}

void Subscriber::shut_down() {
  close(CloseCode::GoingAway, "Server shutting down");
}

}  // namespace perigee::http
