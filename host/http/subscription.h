// What a subscriber asks for in its hello (hub-protocol §6.2, §6.3): from where, and which scopes.
// Fixed for the life of the connection.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "host/hub/event_queries.h"

namespace perigee::http {

struct Subscription {
  std::int64_t after = 0;
  bool wants_everything = false;  ///< Nothing was said about scopes.
  hub::EventFilter filter = {};   ///< Otherwise these, each id once; empty means nothing at all.

  bool wants_nothing() const { return !wants_everything && filter.everything(); }
};

/// Reads a hello. The error is the reason of the close frame, whose code is 1003.
std::expected<Subscription, std::string_view> parse_hello(const Value& message);

/// JavaScript's idea of a value that counts as true.
bool is_truthy(const Value& value);

}  // namespace perigee::http
