// Pages that clients ask for again and again, kept as the bytes of their answer. Any commit to the
// database, whoever made it, makes all of them go, so a page is never older than what a client has
// been told of. It never keeps an error, and never more than limits::kPageCacheBytes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "host/store/connection.h"

namespace perigee::http {

/// Belongs to the loop's thread, as its connection does.
class PageCache {
 public:
  /// `db` is the connection on which the pages are read; it never writes.
  explicit PageCache(store::Connection& db) : db_(db) {}

  /// The body that was kept for a target since the last commit; null when there is none. Lives
  /// until the next call.
  const std::string* find(std::string_view target);
  /// Keeps a body that was read after the last `find`.
  void keep(std::string_view target, const std::string& body);

 private:
  store::Connection& db_;
  std::int64_t version_ = 0;  ///< Of the database when the pages were read.
  std::size_t bytes_ = 0;
  std::map<std::string, std::string, std::less<>> pages_;
};

}  // namespace perigee::http
