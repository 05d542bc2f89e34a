// Reading the event log over HTTP (hub-protocol §5.10).
#include <algorithm>

#include "host/http/services.h"
#include "host/hub/event_queries.h"

namespace perigee::http {
namespace {

constexpr int kDefaultEvents = 100;
constexpr int kMaxEvents = 1000;

struct EventsWanted {
  std::int64_t after = 0;
  int limit = kDefaultEvents;
  std::optional<int> tail;
  hub::EventFilter filter;
};

struct EventsFound {
  std::int64_t replay_until;
  std::vector<hub::Event> events;
};

std::unexpected<Error> invalid(std::string text) {
  return fail(Code::InvalidInput, std::move(text));
}

bool is_id(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

Result<std::vector<std::string>> ids(const Query& query, std::string_view name) {
  auto values = query.all(name);
  if (!std::ranges::all_of(values, is_id)) {
    return invalid(std::string(name) + " must match [A-Za-z0-9_-]+");
  }
  return values;
}

Result<EventsWanted> parse(const Query& query) {
  EventsWanted wanted;
  const auto after = query.get("after");
  const auto tail = query.get("tail");
  if (after && tail) return invalid("after and tail are mutually exclusive");
  if (after) {
    const auto number = parse_safe_integer(*after);
    if (!number || *number < 0) return invalid("after must be a non-negative integer");
    wanted.after = *number;
  }
  if (tail) {
    const auto number = parse_safe_integer(*tail);
    if (!number) return invalid("tail must be an integer");
    wanted.tail = static_cast<int>(std::clamp<std::int64_t>(*number, 1, kMaxEvents));
  } else if (const auto limit = query.get("limit")) {
    const auto number = parse_safe_integer(*limit);
    if (!number || *number < 1) return invalid("limit must be a positive integer");
    wanted.limit = static_cast<int>(std::min<std::int64_t>(*number, kMaxEvents));
  }
  auto channels = ids(query, "channel_id");
  if (!channels) return fail(std::move(channels));
  wanted.filter.channel_ids = std::move(*channels);
  auto topics = ids(query, "topic_id");
  if (!topics) return fail(std::move(topics));
  wanted.filter.topic_ids = std::move(*topics);
  return wanted;
}

Result<EventsFound> find(store::Connection& db, const EventsWanted& wanted) {
  const auto newest = hub::newest_event_id(db);
  if (!newest) return std::unexpected(newest.error());
  EventsFound found{*newest, {}};
  if (wanted.after >= *newest && !wanted.tail) return found;
  auto events = wanted.tail
                    ? hub::read_event_tail(db, *newest, wanted.filter, *wanted.tail)
                    : hub::read_events(db, wanted.after, *newest, wanted.filter, wanted.limit);
  if (!events) return fail(std::move(events));
  found.events = std::move(*events);
  return found;
}

void list(Services& services, Call& call) {
  auto wanted = parse(call.request.query);
  if (!wanted) return call.respond.send(error_response(wanted.error()));
  answer_read(
      services, call, /*is_small=*/false,
      [wanted = std::move(*wanted)](store::Connection& db) { return find(db, wanted); },
      [](JsonWriter& json, const EventsFound& found) {
        json.member("replay_until", found.replay_until);
        write_list(json, "events", found.events);
      });
}

}  // namespace

void add_event_routes(Router& router, Services& services) {
  router.add({.method = "GET", .pattern = "/api/v1/events", .handle = [&services](Call& call) {
                list(services, call);
              }});
}

}  // namespace perigee::http
