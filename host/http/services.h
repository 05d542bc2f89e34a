// What handlers work with, and the ways in which they answer: a change through the hub, a small
// read on the loop, a large one in the pool.
#pragma once

#include "host/base/clock.h"
#include "host/http/fan_out.h"
#include "host/http/options.h"
#include "host/http/page_cache.h"
#include "host/http/router.h"
#include "host/hub/hub.h"
#include "host/store/read_pool.h"

namespace perigee::http {

/// The server as its routes see it; on the loop.
class ServerView {
 public:
  virtual ~ServerView() = default;
  virtual const FanOutStats& fan_out_stats() const = 0;
  virtual std::size_t connection_count() const = 0;
  virtual std::size_t subscriber_count() const = 0;
};

struct Services {
  hub::Hub& hub;
  store::Connection& reader;  ///< The loop's own.
  PageCache& pages;           ///< Of reads on it.
  store::ReadPool& pool;
  const Clock& clock;
  const ServerOptions& options;
  const ServerView& server;
};

/// Ids of the events that a change made, for the log.
template <class Changed>
std::string event_ids_of(const Changed& changed) {
  std::string ids;
  if constexpr (requires { changed.event_ids; }) {
    for (const std::int64_t id : changed.event_ids) {
      ids.append(ids.empty() ? "" : ",").append(std::to_string(id));
    }
  } else if (const std::optional<std::int64_t> id = changed.event_id) {
    ids = std::to_string(*id);
  }
  return ids;
}

/// The answer to a change: `render` writes the members of a success, on the loop's thread.
///   render: void(JsonWriter&, const T&)
template <class T, class Render>
hub::Reply<T> answer_change(const Responder& respond, int status, Render render) {
  return [respond, status, render](Result<T> outcome) {
    respond.later([status, render, outcome = std::move(outcome)] {
      if (!outcome) return error_response(outcome.error());
      Response response = json_response(status, [&](JsonWriter& json) { render(json, *outcome); });
      response.event_ids = event_ids_of(*outcome);
      return response;
    });
  };
}

/// Answers with what `render` writes of a query's result, which the path and the query string must
/// determine. A small one runs on the loop, once for all who ask until the next commit; others run
/// in the pool.
///   query: Result<T>(store::Connection&)      render: void(JsonWriter&, const T&)
template <class Query, class Render>
void answer_read(Services& services, const Call& call, bool is_small, Query query, Render render) {
  const Responder& respond = call.respond;
  auto run = [query = std::move(query), render = std::move(render)](store::Connection& db) {
    const auto found = query(db);
    if (!found) return error_response(found.error());
    return json_response(200, [&](JsonWriter& json) { render(json, *found); });
  };
  if (is_small) {
    const std::string target = call.request.target();
    if (const std::string* kept = services.pages.find(target)) {
      return respond.send({.body = *kept});
    }
    Response response = run(services.reader);
    if (response.status == 200) services.pages.keep(target, response.body);
    return respond.send(std::move(response));
  }
  const bool queued =
      services.pool.submit([respond, run = std::move(run)](store::Connection& db) mutable {
        respond.later([response = run(db)]() mutable { return std::move(response); });
      });
  if (!queued) respond.send(error_response(Error{Code::Overloaded, "too many reads are waiting"}));
}

/// Writes a list as a member.
template <class Items>
void write_list(JsonWriter& json, std::string_view name, const Items& items) {
  json.key(name).begin_array();
  for (const auto& item : items) write_json(json, item);
  json.end_array();
}

/// Writes an entity as a member.
template <class Entity>
void write_member(JsonWriter& json, std::string_view name, const Entity& entity) {
  json.key(name);
  write_json(json, entity);
}

/// Writes event_id, null when there was no event.
void write_event_id(JsonWriter& json, const std::optional<std::int64_t>& event_id);

// The routes of each resource (hub-protocol §3 to §5, and search).
void add_ping_route(Router& router, Services& services);
void add_channel_routes(Router& router, Services& services);
void add_topic_routes(Router& router, Services& services);
void add_message_routes(Router& router, Services& services);
void add_attachment_routes(Router& router, Services& services);
void add_event_routes(Router& router, Services& services);
void add_task_routes(Router& router, Services& services);
void add_search_route(Router& router, Services& services);
void add_metrics_route(Router& router, Services& services);

}  // namespace perigee::http
