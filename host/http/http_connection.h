// One HTTP/1.1 connection: requests are answered one after the other, in order, however many are
// sent ahead. It keeps the limits of size and time and decides when the connection ends; what a
// request means is the dispatcher's business.
#pragma once

#include <string>

#include "host/http/connection.h"
#include "host/http/dispatcher.h"
#include "host/http/request_parser.h"

namespace perigee::http {

class HttpConnection final : public Connection, private loop::TcpStream::Handler {
 public:
  HttpConnection(ConnectionHost& host, std::uint32_t slot, loop::TcpStream stream);

  bool flush() override;
  void resume() override;
  bool tick(SteadyTime now) override;
  void shut_down() override;
  bool is_busy() const override { return phase_ == Phase::Waiting; }
  bool is_subscriber() const override { return false; }
  bool awaits(std::uint64_t serial) const override { return is_busy() && serial == serial_; }

  /// Answers the present request, once.
  void answer(Response response);

 private:
  enum class Phase {
    Head,       ///< For a request to arrive.
    Body,       ///< For its body, which is kept or read past.
    Waiting,    ///< For the answer of a handler.
    Rest,       ///< For the rest of a body that was answered early.
    Lingering,  ///< For the client to close; input is thrown away.
    Gone,       ///< Nothing more happens.
  };

  void on_data(std::string_view bytes) override;
  void on_end() override;
  void on_failure(std::string_view reason) override;
  void on_drained() override;

  void take(std::string_view bytes);
  void advance(std::string_view& input);
  bool step_head(std::string_view& input);
  bool step_body(std::string_view& input);
  bool step_rest(std::string_view& input);
  void begin(std::string_view& input);
  void begin_body(const Admission& admission, bool nothing_yet);
  void handle();
  void refuse(int status, std::string_view reason);
  void write(const Response& response, const Request* request, bool keep_alive);
  void log(const Response& response, std::string_view request_id) const;
  void after_answer();
  void expect_next();
  void linger();
  void leave();
  const Timeouts& timeouts() const;
  SteadyTime now() const;

  ConnectionHost& host_;
  const std::uint32_t slot_;
  loop::TcpStream stream_;
  RequestParser parser_;
  Phase phase_ = Phase::Head;
  std::string input_;  ///< Bytes that could not be used yet.
  std::string body_;
  const Route* route_ = nullptr;
  std::optional<RateDecision> rate_;
  std::uint64_t serial_ = 0;
  SteadyTime since_;             ///< When the present phase began, or the request arrived.
  SteadyTime progress_;          ///< When the client last took output.
  std::size_t stuck_bytes_ = 0;  ///< Output that waited at the last look.
  int budget_ = 0;               ///< Requests that may still be begun in this turn.
  bool head_begun_ = false;
  bool keeps_body_ = false;
  bool is_logged_ = true;
  bool is_advancing_ = false;
  bool is_paused_ = false;
  bool input_ended_ = false;
  bool closes_ = false;  ///< The present request is the last.
};

}  // namespace perigee::http
