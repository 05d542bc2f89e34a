// One WebSocket connection: says hello, catches up with the past in pages as fast as its client
// reads, and then follows the live events, in order, without gap or repetition. A client that falls
// behind is cut off; it never holds up others (hub-protocol §6).
#pragma once

#include <memory>
#include <string>

#include "host/http/connection.h"
#include "host/http/fan_out.h"
#include "host/http/replay.h"
#include "host/http/services.h"
#include "host/http/ws_codec.h"

namespace perigee::http {

class Subscriber final : public Connection, private loop::TcpStream::Handler, private EventReader {
 public:
  Subscriber(ConnectionHost& host, FanOut& fan_out, Services& services, Ticket ticket,
             loop::TcpStream stream);
  ~Subscriber() override;

  /// Takes bytes that arrived together with the upgrade request.
  void receive(std::string_view bytes) { on_data(bytes); }
  /// Takes a page that was read in the pool.
  void take_page(Result<ReplayPage> page);

  bool flush() override;
  void resume() override {}
  bool tick(SteadyTime now) override;
  void shut_down() override;
  bool awaits(std::uint64_t serial) const override { return serial == ticket_.serial; }
  bool is_busy() const override { return false; }
  bool is_subscriber() const override { return true; }

 private:
  enum class Phase {
    Greeting,  ///< For the hello.
    Replay,    ///< Reads what is stored.
    Live,
    Closing,  ///< The close frame is queued; nothing more is said.
  };

  void on_data(std::string_view bytes) override;
  void on_end() override;
  void on_failure(std::string_view reason) override;
  void on_drained() override;
  void deliver(std::int64_t event_id, const loop::Slice& frame) override;

  void take_message();
  void take_hello(const Value& message);
  void go_on_with_replay();
  void request_page(std::int64_t until);
  void leave_fan_out();
  void close(CloseCode code, std::string_view reason);
  void send(Opcode opcode, std::string_view payload);
  SteadyTime now() const { return services_.clock.steady_now(); }

  ConnectionHost& host_;
  FanOut& fan_out_;
  Services& services_;
  const Ticket ticket_;
  loop::TcpStream stream_;
  FrameReader reader_;
  Phase phase_ = Phase::Greeting;
  std::shared_ptr<const Subscription> subscription_;
  std::int64_t replay_until_ = 0;
  std::int64_t sent_through_ = 0;  ///< Events up to this id were sent or are not wanted.
  int page_limit_ = 128;           ///< Events of the next page, adapted to their size.
  bool page_under_way_ = false;
  SteadyTime heard_;     ///< When the client last sent something.
  SteadyTime progress_;  ///< When the client last took output.
  std::size_t stuck_bytes_ = 0;
  bool was_pinged_ = false;
  bool input_ended_ = false;
};

}  // namespace perigee::http
