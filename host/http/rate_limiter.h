// Token buckets, one for everybody and one per client (hub-protocol §2.6). A client is whoever
// sends the same Authorization header; all who send none are one client.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "host/base/clock.h"

namespace perigee::http {

/// So many requests in each window.
struct RateLimit {
  int limit;
  std::chrono::milliseconds window;
};

struct RateLimits {
  bool enabled = true;
  RateLimit client{100, std::chrono::milliseconds(1000)};
  RateLimit global{1000, std::chrono::milliseconds(1000)};
};

/// What the limiter says, in the numbers of the X-RateLimit headers.
struct RateDecision {
  bool allowed = true;
  int limit = 0;
  int remaining = 0;
  std::int64_t reset = 0;        ///< Unix seconds at which the bucket is full.
  std::int64_t retry_after = 0;  ///< Seconds from now to `reset`.
};

/// Not thread-safe: it belongs to the loop.
class RateLimiter {
 public:
  /// Clients that are remembered; beyond them new ones share a bucket.
  static constexpr std::size_t kMaxClients = 100'000;

  RateLimiter(const Clock& clock, RateLimits limits);

  /// Takes one request from both buckets; nullopt when the limiter is off.
  std::optional<RateDecision> check(std::optional<std::string_view> authorization);

  /// Forgets clients that were idle for more than two windows; called now and then.
  void forget_idle();
  std::size_t clients() const { return clients_.size(); }

 private:
  struct Bucket {
    double tokens;
    SteadyTime filled;
  };
  struct Key {
    std::uint64_t high;
    std::uint64_t low;
    bool operator==(const Key&) const = default;
  };
  struct HashKey {
    std::size_t operator()(const Key& key) const { return key.low; }
  };

  static Key key_of(std::optional<std::string_view> authorization);
  Bucket& client(const Key& key);
  RateDecision take(Bucket& bucket, const RateLimit& limit) const;

  const Clock& clock_;
  const RateLimits limits_;
  Bucket global_;
  std::unordered_map<Key, Bucket, HashKey> clients_;
};

}  // namespace perigee::http
