#include "host/cli/event_stream.h"

#include <poll.h>

#include "host/base/json.h"
#include "host/base/log.h"
#include "host/cli/hub_client.h"

namespace perigee::cli {
namespace {

Value list_of(const std::vector<std::string>& ids) {
  return Array(ids.begin(), ids.end());
}

std::string hello(const StreamOptions& options) {
  Value message;
  message.set("type", "hello");
  message.set("after_event_id", options.since);
  if (!options.channel_ids.empty() || !options.topic_ids.empty()) {
    Value subscriptions;
    subscriptions.set("channels", list_of(options.channel_ids));
    subscriptions.set("topics", list_of(options.topic_ids));
    message.set("subscriptions", std::move(subscriptions));
  }
  return to_json(message);
}

/// True when the descriptor became readable meanwhile.
bool stopped_while_waiting(int descriptor, std::chrono::milliseconds time) {
  pollfd ready{descriptor, POLLIN, 0};
  return ::poll(&ready, 1, static_cast<int>(time.count())) > 0;
}

}  // namespace

std::chrono::milliseconds Backoff::next() {
  const auto due = next_;
  next_ = std::min(next_ * 2, most_);
  return due;
}

Result<void> EventStream::run(int stop_descriptor) {
  for (;;) {
    const auto ended = listen_once(stop_descriptor);
    if (ended && *ended == Ended::ForGood) return {};
    if (!ended && (!connected_once_ || !can_pass(ended.error()))) {
      return std::unexpected(ended.error());
    }
    const auto wait = backoff_.next();
    log::info("{}; listening again in {} ms",
              ended ? "the hub ended the connection" : ended.error().message, wait.count());
    if (stopped_while_waiting(stop_descriptor, wait)) return {};
  }
}

/// A hub that is started again has a server.json again.
bool EventStream::can_pass(const Error& error) {
  return error.code == Code::ConnectionFailed || error.code == Code::HubNotRunning;
}

Result<HubSocket> EventStream::connect() {
  const auto client = HubClient::find(data_);
  if (!client) return std::unexpected(client.error());
  const std::string& db_id = client->server().db_id;
  if (!db_id_.empty() && db_id != db_id_) {
    return fail(Code::InvalidInput, "the hub serves another database now",
                "its events have other numbers: listen anew");
  }
  auto socket = HubSocket::open(client->server());
  if (socket) db_id_ = db_id;
  return socket;
}

Result<EventStream::Ended> EventStream::listen_once(int stop_descriptor) {
  auto socket = connect();
  if (!socket) return fail(std::move(socket));
  connected_once_ = true;
  if (auto sent = socket->send(hello(options_)); !sent) return fail(std::move(sent));
  for (;;) {
    switch (socket->wait(stop_descriptor)) {
      case HubSocket::Heard::Stopped:
        return Ended::ForGood;
      case HubSocket::Heard::Closed:
        return judge(*socket);
      case HubSocket::Heard::Message:
        if (auto taken = take(socket->message()); !taken) return fail(std::move(taken));
    }
  }
}

/// What a close of the hub means (hub-protocol §6.7).
Result<EventStream::Ended> EventStream::judge(const HubSocket& socket) {
  switch (socket.close_code()) {
    case http::CloseCode::Normal:
      return Ended::ForGood;
    case http::CloseCode::Unsupported:
    case http::CloseCode::TooLarge:
      return fail(Code::InvalidInput,
                  "the hub does not understand: " + std::string(socket.close_reason()));
    default:
      return Ended::Broken;
  }
}

Result<void> EventStream::take(std::string_view text) {
  const auto message = parse_json(text);
  if (!message) return fail(Code::ConnectionFailed, "the hub sent something that is no JSON");
  if (string_member(*message, "type") != "event") return {};
  const std::int64_t id = integer_member(*message, "event_id");
  if (id <= options_.since) return {};
  deliver_(text, *message);
  options_.since = id;
  backoff_.reset();
  return {};
}

}  // namespace perigee::cli
