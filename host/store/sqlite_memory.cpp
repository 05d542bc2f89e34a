#include "host/store/sqlite_memory.h"

#include <sqlite3.h>

#include <utility>

#include "host/base/error.h"

namespace perigee::store {
namespace {

/// SQLite's own allocator.
sqlite3_mem_methods original;

/// Who the allocations of this thread are counted for.
thread_local SqliteMemory* current = nullptr;

/// Bytes that are paid for at once, and those that cost one step of SQLite's machine.
constexpr std::int64_t kPaidBytes = 64 * 1024;
constexpr std::int64_t kBytesPerStep = 64;

bool pays(SqliteMemory& memory, std::int64_t growth) {
  memory.unpaid += growth;
  if (memory.unpaid < kPaidBytes || memory.pay == nullptr) return true;
  const std::int64_t bytes = std::exchange(memory.unpaid, 0);
  return memory.pay(memory.payer, static_cast<std::uint64_t>(bytes / kBytesPerStep));
}

bool refuses(std::int64_t growth) {
  if (current == nullptr || growth <= 0) return false;
  if (current->used + growth > current->limit) {
    current->refused = true;
    return true;
  }
  return !pays(*current, growth);
}

void count(std::int64_t growth) {
  if (current != nullptr) current->used += growth;
}

void* take(int bytes) {
  if (refuses(bytes)) return nullptr;
  void* block = original.xMalloc(bytes);
  if (block != nullptr) count(original.xSize(block));
  return block;
}

void give_back(void* block) {
  count(-original.xSize(block));
  original.xFree(block);
}

void* resize(void* block, int bytes) {
  const int before = original.xSize(block);
  if (refuses(bytes - before)) return nullptr;
  void* resized = original.xRealloc(block, bytes);
  if (resized != nullptr) count(original.xSize(resized) - before);
  return resized;
}

}  // namespace

SqliteMemory::Scope::Scope(SqliteMemory& memory) : outer_(std::exchange(current, &memory)) {}

SqliteMemory::Scope::~Scope() {
  current = outer_;
}

void count_sqlite_memory() {
  int done = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &original);
  sqlite3_mem_methods counting = original;
  counting.xMalloc = take;
  counting.xFree = give_back;
  counting.xRealloc = resize;
  if (done == SQLITE_OK) done = sqlite3_config(SQLITE_CONFIG_MALLOC, &counting);
  PERIGEE_CHECK(done == SQLITE_OK, "SQLite is not in use before its memory is counted");
}

}  // namespace perigee::store
