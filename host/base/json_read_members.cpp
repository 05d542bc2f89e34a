#include <algorithm>
#include <numeric>
#include <vector>

#include "host/base/json_read.h"

namespace perigee::json_detail {
namespace {

/// Up to this many members, comparing every pair is cheaper than sorting.
constexpr std::size_t kFew = 16;

bool few_and_distinct(const Object& members) {
  if (members.size() > kFew) return false;
  for (std::size_t i = 1; i < members.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (members[i].first == members[j].first) return false;
    }
  }
  return true;
}

/// Indices by key, those of the same key in their order.
std::vector<std::size_t> sorted_by_key(const Object& members) {
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&members](std::size_t a, std::size_t b) {
    const int keys = members[a].first.compare(members[b].first);
    return keys != 0 ? keys < 0 : a < b;
  });
  return order;
}

}  // namespace

void settle_duplicates(Object& members) {
  if (few_and_distinct(members)) return;
  const std::vector<std::size_t> order = sorted_by_key(members);
  std::vector<bool> superseded(members.size(), false);
  for (std::size_t i = 1, first = 0; i < order.size(); ++i) {
    Member& earlier = members[order[first]];
    Member& later = members[order[i]];
    if (later.first == earlier.first) {
      earlier.second = std::move(later.second);
      superseded[order[i]] = true;
    } else {
      first = i;
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (superseded[i]) continue;
    if (kept != i) members[kept] = std::move(members[i]);
    ++kept;
  }
  members.resize(kept);
}

}  // namespace perigee::json_detail
