// Pages of stored events for a subscriber that catches up, read and serialised in the read pool.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "host/http/subscription.h"
#include "host/store/connection.h"

namespace perigee::http {

/// Events of one page at the most (hub-protocol §6.5).
inline constexpr int kReplayPage = 1000;

/// Which events a page is to hold: `after` < id <= `until`.
struct PageRequest {
  std::int64_t after;
  std::int64_t until;
  int limit;
};

struct ReplayPage {
  std::shared_ptr<const std::string> frames;
  std::int64_t through;  ///< Everything up to this id is in the page or unwanted.
};

/// Reads a page. The subscription must not want nothing.
Result<ReplayPage> read_replay_page(store::Connection& db, const Subscription& subscription,
                                    const PageRequest& request);

}  // namespace perigee::http
