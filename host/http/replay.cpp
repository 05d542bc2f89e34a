#include "host/http/replay.h"

#include <algorithm>

#include "host/http/event_frame.h"

namespace perigee::http {
namespace {

/// Filters with more ids than this are applied here: a statement takes only so many parameters.
constexpr std::size_t kMaxFilterInSql = 1000;

bool contains(const std::vector<std::string>& sorted, const std::optional<std::string>& id) {
  return id && std::ranges::binary_search(sorted, *id);
}

bool wants(const Subscription& subscription, const hub::Scope& scope) {
  if (subscription.wants_everything) return true;
  const hub::EventFilter& filter = subscription.filter;
  return contains(filter.channel_ids, scope.channel_id) ||
         contains(filter.topic_ids, scope.topic_id) || contains(filter.topic_ids, scope.topic_id2);
}

}  // namespace

Result<ReplayPage> read_replay_page(store::Connection& db, const Subscription& subscription,
                                    const PageRequest& request) {
  const hub::EventFilter& filter = subscription.filter;
  const bool in_sql = filter.channel_ids.size() + filter.topic_ids.size() <= kMaxFilterInSql;
  const auto events = hub::read_events(db, request.after, request.until,
                                       in_sql ? filter : hub::EventFilter(), request.limit);
  if (!events) return std::unexpected(events.error());
  auto frames = std::make_shared<std::string>();
  for (const hub::Event& event : *events) {
    if (wants(subscription, event.scope)) append_event_frame(*frames, event);
  }
  const bool is_full = static_cast<int>(events->size()) == request.limit;
  return ReplayPage{std::move(frames), is_full ? events->back().id : request.until};
}

}  // namespace perigee::http
