// Bounds the memory that SQLite takes for one plugin: the engine has limits for single values, none
// for how many of them a statement holds at once. Counts through the allocator of the whole
// process, but only what is taken on a thread while it works for a plugin. Private to host/store.
#pragma once

#include <cstdint>

namespace perigee::store {

/// What SQLite holds for one connection, in bytes.
struct SqliteMemory {
  std::int64_t used = 0;
  std::int64_t limit = 0;
  bool refused = false;  ///< A statement wanted more than the limit.
  /// Pays for what is taken, in steps, or says that the run is over: a function works for
  /// milliseconds on a long value, and a view of views is expanded, without SQLite asking whether
  /// it may go on.
  bool (*pay)(void* payer, std::uint64_t steps) = nullptr;
  void* payer = nullptr;
  std::int64_t unpaid = 0;  ///< Bytes taken since.

  /// Has the allocations of this thread counted for as long as it lives; it may nest.
  class Scope {
   public:
    explicit Scope(SqliteMemory& memory);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    SqliteMemory* outer_;
  };
};

/// Puts the counting allocator in place: once, before SQLite is used in any way.
void count_sqlite_memory();

}  // namespace perigee::store
