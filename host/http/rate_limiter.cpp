#include "host/http/rate_limiter.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "host/base/digest.h"

namespace perigee::http {
namespace {

using Millis = std::chrono::duration<double, std::milli>;

}  // namespace

RateLimiter::RateLimiter(const Clock& clock, RateLimits limits)
    : clock_(clock),
      limits_(limits),
      global_{static_cast<double>(limits.global.limit), clock.steady_now()} {}

/// A hash nobody can steer, so that no client can land in the bucket of another.
RateLimiter::Key RateLimiter::key_of(std::optional<std::string_view> authorization) {
  if (!authorization) return {0, 0};
  const Digest digest = sha256(*authorization);
  Key key;
  std::memcpy(&key.high, digest.data(), sizeof key.high);
  std::memcpy(&key.low, digest.data() + sizeof key.high, sizeof key.low);
  return key;
}

RateLimiter::Bucket& RateLimiter::client(const Key& key) {
  const auto found = clients_.find(key);
  if (found != clients_.end()) return found->second;
  const Key own = clients_.size() < kMaxClients ? key : Key{~0ULL, ~0ULL};
  const Bucket full{static_cast<double>(limits_.client.limit), clock_.steady_now()};
  return clients_.try_emplace(own, full).first->second;
}

RateDecision RateLimiter::take(Bucket& bucket, const RateLimit& limit) const {
  const SteadyTime now = clock_.steady_now();
  const double window = Millis(limit.window).count();
  const double rate = limit.limit / window;  // tokens per millisecond
  const double elapsed = Millis(now - bucket.filled).count();
  bucket.tokens = std::min<double>(limit.limit, bucket.tokens + elapsed * rate);
  bucket.filled = now;

  const auto wall = static_cast<double>(clock_.now().time_since_epoch().count());
  RateDecision decision;
  decision.limit = limit.limit;
  decision.reset =
      static_cast<std::int64_t>(std::ceil((wall + (limit.limit - bucket.tokens) / rate) / 1000));
  decision.retry_after =
      std::max<std::int64_t>(0, decision.reset - static_cast<std::int64_t>(wall / 1000));
  decision.allowed = bucket.tokens >= 1;
  if (decision.allowed) bucket.tokens -= 1;
  decision.remaining = decision.allowed ? static_cast<int>(bucket.tokens) : 0;
  return decision;
}

std::optional<RateDecision> RateLimiter::check(std::optional<std::string_view> authorization) {
  if (!limits_.enabled) return std::nullopt;
  if (const RateDecision global = take(global_, limits_.global); !global.allowed) return global;
  return take(client(key_of(authorization)), limits_.client);
}

void RateLimiter::forget_idle() {
  const SteadyTime long_ago = clock_.steady_now() - 2 * limits_.client.window;
  std::erase_if(clients_, [&](const auto& entry) { return entry.second.filled < long_ago; });
}

}  // namespace perigee::http
