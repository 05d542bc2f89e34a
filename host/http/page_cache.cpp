#include "host/http/page_cache.h"

#include "host/base/limits.h"

namespace perigee::http {

const std::string* PageCache::find(std::string_view target) {
  // Changes whenever another connection has committed; costs a look at shared memory.
  auto rows = db_.query("PRAGMA data_version");
  const std::int64_t version = rows.next() ? rows.integer(0) : version_ + 1;
  if (version != version_) {
    pages_.clear();
    bytes_ = 0;
    version_ = version;
    return nullptr;
  }
  const auto found = pages_.find(target);
  return found == pages_.end() ? nullptr : &found->second;
}

void PageCache::keep(std::string_view target, const std::string& body) {
  const std::size_t size = target.size() + body.size();
  if (size > limits::kPageCacheBytes) return;
  if (bytes_ + size > limits::kPageCacheBytes) {
    pages_.clear();
    bytes_ = 0;
  }
  if (pages_.emplace(target, body).second) bytes_ += size;
}

}  // namespace perigee::http
