// The inside of the server: the table of its connections and what a turn does with them.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "host/http/connection.h"
#include "host/http/dispatcher.h"
#include "host/http/fan_out.h"
#include "host/http/server.h"
#include "host/loop/tcp_listener.h"
#include "host/loop/timer.h"

namespace perigee::http {

class HttpServer::Core final : public ConnectionHost, public TicketDesk, public ServerView {
 public:
  Core(loop::Loop& loop, hub::Hub& hub, store::Connection reader, store::ReadPool& pool,
       const Clock& clock, ServerOptions options);
  ~Core() override;

  Result<void> listen();
  int port() const { return listener_ ? listener_->port() : 0; }
  void publish(const hub::CommittedEvents& events);
  void stop(std::function<void()> done);
  std::size_t subscribers() const { return subscriber_count_; }
  SteadyTime last_activity() const { return last_activity_; }

  // ConnectionHost
  Dispatcher& dispatcher() override { return dispatcher_; }
  HeadWriter& heads() override { return heads_; }
  const std::shared_ptr<Link>& link() override { return link_; }
  std::uint64_t next_serial() override { return ++serial_; }
  void flush_later(std::uint32_t slot) override;
  void resume_later(std::uint32_t slot) override;
  void remove(std::uint32_t slot) override;
  void subscribe(std::uint32_t slot, loop::TcpStream stream, std::string_view rest) override;
  void note_activity() override { last_activity_ = clock_.steady_now(); }

  // ServerView
  const FanOutStats& fan_out_stats() const override { return fan_out_.stats(); }
  std::size_t connection_count() const override { return open_connections(); }
  std::size_t subscriber_count() const override { return subscriber_count_; }

  // TicketDesk
  Connection* find(Ticket ticket) override;
  void answer(Ticket ticket, Response response) override;

 private:
  struct Slot {
    std::unique_ptr<Connection> connection;
    bool needs_flush = false;
  };
  /// How far a stop has come.
  enum class Stage { Running, Draining, Closing, Stopped };

  void accept(loop::TcpStream stream);
  void end_turn();
  void flush(bool subscribers, const std::vector<std::uint32_t>& slots);
  void resume_all();
  void tick();
  void stop_step();
  bool is_busy() const;
  std::size_t open_connections() const { return slots_.size() - free_.size(); }

  loop::Loop& loop_;
  const Clock& clock_;
  ServerOptions options_;
  store::Connection reader_;
  PageCache pages_{reader_};
  HeadWriter heads_;
  FanOut fan_out_;
  Dispatcher dispatcher_;
  std::shared_ptr<Link> link_;
  std::optional<loop::TcpListener> listener_;

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> to_flush_;
  std::vector<std::uint32_t> flushing_;
  std::vector<std::uint32_t> to_resume_;
  std::vector<std::unique_ptr<Connection>> removed_;  ///< Destroyed at the end of the turn.
  std::uint64_t serial_ = 0;
  std::atomic<std::size_t> subscriber_count_ = 0;
  SteadyTime last_activity_;
  SteadyTime last_sweep_;

  Stage stage_ = Stage::Running;
  SteadyTime stage_since_;
  std::function<void()> stopped_;

  loop::TurnEnd turn_end_;
  loop::Timer ticker_;
};

}  // namespace perigee::http
