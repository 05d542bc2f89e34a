#include "host/http/server_core.h"

#include <algorithm>

#include "host/http/bind.h"
#include "host/http/http_connection.h"
#include "host/http/subscriber.h"

namespace perigee::http {
namespace {

/// How often deadlines are looked at: often enough for the shortest of them.
std::chrono::milliseconds tick_period(const Timeouts& timeouts) {
  const auto shortest = std::min({timeouts.idle, timeouts.head, timeouts.request, timeouts.write,
                                  timeouts.linger, timeouts.drain, timeouts.ping});
  return std::clamp(shortest / 4, std::chrono::milliseconds(10), std::chrono::milliseconds(1000));
}

constexpr std::chrono::seconds kSweepPeriod{60};

}  // namespace

HttpServer::Core::Core(loop::Loop& loop, hub::Hub& hub, store::Connection reader,
                       store::ReadPool& pool, const Clock& clock, ServerOptions options)
    : loop_(loop),
      clock_(clock),
      options_(std::move(options)),
      reader_(std::move(reader)),
      heads_(clock, buffered_random(system_random())),
      dispatcher_(Services{hub, reader_, pages_, pool, clock, options_, *this}),
      link_(std::make_shared<Link>(Link{loop.mailbox(), this})),
      last_activity_(clock.steady_now()),
      last_sweep_(last_activity_),
      turn_end_(loop, [this] { end_turn(); }),
      ticker_(loop, [this] { tick(); }) {}

HttpServer::Core::~Core() {
  link_->desk = nullptr;
}

Result<void> HttpServer::Core::listen() {
  if (auto loaded = dispatcher_.load(); !loaded) return loaded;
  auto address = bind_address(options_.host, options_.allow_network);
  if (!address) return fail(std::move(address));
  auto listener =
      loop::TcpListener::listen(loop_, *address, options_.port,
                                [this](loop::TcpStream stream) { accept(std::move(stream)); });
  if (!listener) return fail(std::move(listener));
  listener_ = std::move(*listener);
  options_.port = listener_->port();
  ticker_.every(tick_period(options_.timeouts));
  return {};
}

// --- The table of connections --------------------------------------------------------------------

void HttpServer::Core::accept(loop::TcpStream stream) {
  if (open_connections() >= options_.max_connections) return;  // closed with the stream
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  slots_[slot].connection = std::make_unique<HttpConnection>(*this, slot, std::move(stream));
}

void HttpServer::Core::subscribe(std::uint32_t slot, loop::TcpStream stream,
                                 std::string_view rest) {
  removed_.push_back(std::move(slots_[slot].connection));
  auto subscriber = std::make_unique<Subscriber>(*this, fan_out_, dispatcher_.services(),
                                                 Ticket{slot, next_serial()}, std::move(stream));
  Subscriber& joined = *subscriber;
  slots_[slot].connection = std::move(subscriber);
  ++subscriber_count_;
  note_activity();
  flush_later(slot);
  joined.receive(rest);
}

void HttpServer::Core::remove(std::uint32_t slot) {
  auto& connection = slots_[slot].connection;
  if (!connection) return;
  if (connection->is_subscriber()) {
    --subscriber_count_;
    note_activity();
  }
  removed_.push_back(std::move(connection));
  free_.push_back(slot);
  turn_end_.request();
}

Connection* HttpServer::Core::find(Ticket ticket) {
  Connection* connection = slots_[ticket.slot].connection.get();
  return connection != nullptr && connection->awaits(ticket.serial) ? connection : nullptr;
}

void HttpServer::Core::answer(Ticket ticket, Response response) {
  Connection* connection = find(ticket);
  if (connection == nullptr) return;
  static_cast<HttpConnection*>(connection)->answer(std::move(response));
  if (stage_ == Stage::Draining) stop_step();
}

// --- A turn --------------------------------------------------------------------------------------

void HttpServer::Core::flush_later(std::uint32_t slot) {
  if (std::exchange(slots_[slot].needs_flush, true)) return;
  to_flush_.push_back(slot);
  turn_end_.request();
}

void HttpServer::Core::resume_later(std::uint32_t slot) {
  to_resume_.push_back(slot);
  if (to_resume_.size() > 1) return;
  link_->mailbox->post([link = link_] {
    if (link->desk != nullptr) static_cast<Core*>(link->desk)->resume_all();
  });
}

void HttpServer::Core::resume_all() {
  for (const std::uint32_t slot : std::exchange(to_resume_, {})) {
    if (slots_[slot].connection) slots_[slot].connection->resume();
  }
}

/// Events go out before the answers of the requests that caused them.
void HttpServer::Core::end_turn() {
  flushing_.swap(to_flush_);
  for (const std::uint32_t slot : flushing_) slots_[slot].needs_flush = false;
  flush(/*subscribers=*/true, flushing_);
  flush(/*subscribers=*/false, flushing_);
  flushing_.clear();
  removed_.clear();
}

void HttpServer::Core::flush(bool subscribers, const std::vector<std::uint32_t>& slots) {
  for (const std::uint32_t slot : slots) {
    Connection* connection = slots_[slot].connection.get();
    if (connection == nullptr || connection->is_subscriber() != subscribers) continue;
    if (!connection->flush()) remove(slot);
  }
}

void HttpServer::Core::tick() {
  const SteadyTime now = clock_.steady_now();
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    Connection* connection = slots_[slot].connection.get();
    if (connection != nullptr && !connection->tick(now)) remove(slot);
  }
  if (now - last_sweep_ >= kSweepPeriod) {
    last_sweep_ = now;
    dispatcher_.rate_limiter().forget_idle();
  }
  if (stage_ != Stage::Running) stop_step();
}

void HttpServer::Core::publish(const hub::CommittedEvents& events) {
  // Whoever subscribes from here on reads these from the store: they are committed.
  if (subscriber_count_ == 0) return;
  link_->mailbox->post([link = link_, events] {
    if (link->desk != nullptr) static_cast<Core*>(link->desk)->fan_out_.publish(events);
  });
}

// --- The end -------------------------------------------------------------------------------------

bool HttpServer::Core::is_busy() const {
  return std::ranges::any_of(
      slots_, [](const Slot& slot) { return slot.connection && slot.connection->is_busy(); });
}

void HttpServer::Core::stop(std::function<void()> done) {
  if (stage_ != Stage::Running) return;
  stopped_ = std::move(done);
  stage_ = Stage::Draining;
  stage_since_ = clock_.steady_now();
  dispatcher_.shut_down();
  for (Slot& slot : slots_) {
    if (slot.connection && slot.connection->is_subscriber()) slot.connection->shut_down();
  }
  stop_step();
}

/// Goes to the next stage when the present one is over or has lasted long enough.
void HttpServer::Core::stop_step() {
  const auto passed = clock_.steady_now() - stage_since_;
  if (stage_ == Stage::Draining && (!is_busy() || passed > options_.timeouts.drain)) {
    stage_ = Stage::Closing;
    stage_since_ = clock_.steady_now();
    listener_.reset();
    for (Slot& slot : slots_) {
      if (slot.connection) slot.connection->shut_down();
    }
  }
  if (stage_ == Stage::Closing &&
      (open_connections() == 0 || clock_.steady_now() - stage_since_ > options_.timeouts.linger)) {
    stage_ = Stage::Stopped;
    ticker_.stop();
    for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) remove(slot);
    link_->mailbox->post([done = std::move(stopped_)] { done(); });
  }
}

}  // namespace perigee::http
