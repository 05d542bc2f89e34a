#include "host/http/subscription.h"

#include <algorithm>
#include <limits>

namespace perigee::http {
namespace {

/// Adds the strings of a list; false when it is something else. Absent and null add nothing.
bool read_ids(const Value& subscriptions, std::string_view name, std::vector<std::string>& ids) {
  const Value* list = subscriptions.find(name);
  if (list == nullptr || list->is_null()) return true;
  if (!list->is_array()) return false;
  for (const Value& id : list->as_array()) {
    if (!id.is_string()) return false;
    ids.push_back(id.as_string());
  }
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  return true;
}

/// Events have whole numbers: those above 5.5 are those above 5.
std::int64_t floor_id(double number) {
  constexpr double kTooLarge = 9.2e18;
  return number < kTooLarge ? static_cast<std::int64_t>(number)
                            : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

bool is_truthy(const Value& value) {
  if (value.is_null()) return false;
  if (value.is_bool()) return value.as_bool();
  if (value.is_number()) return value.as_number() != 0;
  return !value.is_string() || !value.as_string().empty();
}

std::expected<Subscription, std::string_view> parse_hello(const Value& message) {
  const Value* type = message.find("type");
  if (type == nullptr || !type->is_string() || type->as_string() != "hello") {
    return std::unexpected("Expected hello message");
  }
  const Value* after = message.find("after_event_id");
  if (after == nullptr || !after->is_number() || after->as_number() < 0) {
    return std::unexpected("Invalid after_event_id");
  }
  Subscription subscription{.after = floor_id(after->as_number())};
  const Value* subscriptions = message.find("subscriptions");
  if (subscriptions == nullptr) {
    subscription.wants_everything = true;
    return subscription;
  }
  if (!read_ids(*subscriptions, "channels", subscription.filter.channel_ids)) {
    return std::unexpected("Invalid channel subscriptions");
  }
  if (!read_ids(*subscriptions, "topics", subscription.filter.topic_ids)) {
    return std::unexpected("Invalid topic subscriptions");
  }
  return subscription;
}

}  // namespace perigee::http
