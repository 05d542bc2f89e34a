#include "host/hub/event_log.h"

#include <algorithm>
#include <array>

#include "host/base/text.h"
#include "host/hub/event_queries.h"

namespace perigee::hub {
namespace {

/// Scopes that an event must have (hub-data §3.1); names that are not listed need none.
struct Requirement {
  std::string_view name;
  bool topic;
  bool topic2;
};
constexpr std::array kRequirements = {
    Requirement{"channel.created", false, false},
    Requirement{"topic.created", true, false},
    Requirement{"topic.renamed", true, false},
    Requirement{"topic.attachment_added", true, false},
    Requirement{"message.created", true, false},
    Requirement{"message.edited", true, false},
    Requirement{"message.deleted", true, false},
    Requirement{"message.enriched", true, false},
    Requirement{"message.moved_topic", true, true},
};

bool present(const std::optional<std::string>& scope) {
  return scope && !is_blank(*scope);
}

Result<void> check(const Event& event) {
  if (is_blank(event.name)) return fail(Code::InvalidInput, "event name must not be blank");
  if (is_blank(event.entity_type) || is_blank(event.entity_id)) {
    return fail(Code::InvalidInput, "entity of " + event.name + " must not be blank");
  }
  if (!event.data_json.starts_with('{')) {
    return fail(Code::InvalidInput, "data of " + event.name + " must be an object");
  }
  const auto* required = std::ranges::find(kRequirements, event.name, &Requirement::name);
  if (required == kRequirements.end()) return {};
  const Scope& scope = event.scope;
  if (!present(scope.channel_id) || (required->topic && !present(scope.topic_id)) ||
      (required->topic2 && !present(scope.topic_id2))) {
    return fail(Code::InvalidInput, "event " + event.name + " lacks a scope that it requires");
  }
  return {};
}

}  // namespace

Result<void> EventLog::open(store::Connection& db) {
  auto newest = newest_event_id(db);
  if (!newest) return fail(std::move(newest));
  newest_ = *newest;
  return {};
}

Result<std::int64_t> EventLog::append(store::Connection& db, Event event,
                                      std::shared_ptr<const Message> message) {
  if (auto valid = check(event); !valid) return fail(std::move(valid));
  event.ts = format_time(clock_.now());
  auto inserted = db.run(
      "INSERT INTO events (ts, name, scope_channel_id, scope_topic_id, scope_topic_id2, "
      "entity_type, entity_id, data_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      event.ts, event.name, event.scope.channel_id, event.scope.topic_id, event.scope.topic_id2,
      event.entity_type, event.entity_id, event.data_json);
  if (!inserted) return fail(std::move(inserted));
  event.id = db.last_insert_rowid();
  const std::int64_t id = event.id;
  pending_.push_back(
      std::make_shared<const CommittedEvent>(CommittedEvent{std::move(event), std::move(message)}));
  return id;
}

void EventLog::batch_committed() {
  if (pending_.empty()) return;
  newest_ = pending_.back()->event.id;
  for (const Listener& listener : listeners_) listener(pending_);
  pending_.clear();
}

}  // namespace perigee::hub
