// Messages from standard input: JSON lines with channel, topic, sender and content. Channels and
// topics are made on demand. A malformed line is reported with its number and the rest goes on.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "host/cli/host.h"

namespace perigee::cli {

struct StdinSummary {
  std::int64_t lines = 0;
  std::int64_t posted = 0;
  std::int64_t refused = 0;
  bool interrupted = false;
};

/// Posts every line of a file descriptor and waits until all are durable.
class StdinFront {
 public:
  /// `on_progress` is called about ten times a second on the reading thread; it may be empty.
  StdinFront(Host& host, std::function<void(const StdinSummary&)> on_progress);

  /// Reads until the end, or until `stop_descriptor` becomes readable (-1 for none).
  StdinSummary run(int descriptor, int stop_descriptor);

 private:
  struct Line {
    std::string channel;
    std::string topic;
    std::string sender;
    std::string content;
  };

  void handle(std::string_view line);
  static Result<Line> parse(std::string_view line);
  Result<std::string> topic_id(const Line& line);
  void post(Line line, std::string topic_id);
  void report(std::int64_t line, const Error& error);
  void wait_for_room();
  void wait_for_all();
  void progress();

  Host& host_;
  std::function<void(const StdinSummary&)> on_progress_;
  StdinSummary summary_;
  SteadyTime last_progress_{};
  std::map<std::pair<std::string, std::string>, std::string> topics_;

  std::mutex mutex_;
  std::condition_variable answered_;
  std::int64_t waiting_ = 0;  ///< Posted and not yet answered; guarded by mutex_.
  std::int64_t posted_ = 0;
  std::int64_t refused_ = 0;
};

}  // namespace perigee::cli
