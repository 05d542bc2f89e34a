// The events of a hub as they happen, each once and in order, over as many connections as that
// takes: after a break it goes on behind the last event that was delivered.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "host/base/value.h"
#include "host/cli/hub_socket.h"
#include "host/store/data_directory.h"

namespace perigee::cli {

/// What to listen to; without channels and topics, everything.
struct StreamOptions {
  std::int64_t since = 0;  ///< Only later events than this one.
  std::vector<std::string> channel_ids;
  std::vector<std::string> topic_ids;
};

/// The wait before the next attempt to connect: longer after each that led to nothing.
class Backoff {
 public:
  explicit Backoff(std::chrono::milliseconds least = std::chrono::milliseconds(250),
                   std::chrono::milliseconds most = std::chrono::seconds(30))
      : least_(least), most_(most), next_(least) {}

  /// The wait that is due.
  std::chrono::milliseconds next();
  /// The last attempt led to something.
  void reset() { next_ = least_; }

 private:
  std::chrono::milliseconds least_;
  std::chrono::milliseconds most_;
  std::chrono::milliseconds next_;
};

class EventStream {
 public:
  /// `deliver` gets the text of each event as the hub sent it, and the same as a value.
  using Deliver = std::function<void(std::string_view text, const Value& event)>;

  EventStream(store::DataPaths data, StreamOptions options, Deliver deliver)
      : data_(std::move(data)), options_(std::move(options)), deliver_(std::move(deliver)) {}

  /// Until `stop_descriptor` becomes readable or the hub ends the conversation for good. A hub that
  /// cannot be reached at the beginning is an error; one that goes away later is waited for.
  /// Errors: HubNotRunning, ConnectionFailed, InvalidAuth; InvalidInput when the hub does not
  /// understand what is asked.
  Result<void> run(int stop_descriptor);

 private:
  enum class Ended { ForGood, Broken };

  Result<Ended> listen_once(int stop_descriptor);
  Result<HubSocket> connect();
  Result<void> take(std::string_view text);
  static Result<Ended> judge(const HubSocket& socket);
  static bool can_pass(const Error& error);

  const store::DataPaths data_;
  StreamOptions options_;
  Deliver deliver_;
  Backoff backoff_;
  bool connected_once_ = false;
  std::string db_id_;  ///< Of the hub that was first listened to.
};

}  // namespace perigee::cli
