// Every number that bounds something, with its unit and its reason. Tests pin them: a number here
// changes because a measurement says so, not to make a test pass.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace perigee::limits {

using namespace std::chrono_literals;

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// --- Runs of plugins ---------------------------------------------------------------------------

/// Fuel (VM instructions and what is charged as such) of one enrich or extract: a third of a
/// second.
inline constexpr std::uint64_t kHookFuel = 100'000'000;
/// Fuel of the top-level code of a plugin.
inline constexpr std::uint64_t kLoadFuel = 50'000'000;
/// Instructions between two looks at fuel, clock and memory: from 1,000 on the cost no longer
/// falls.
inline constexpr int kHookInterval = 1000;
/// Wall-clock limit of one enrich or extract (plugin-pipeline §2: 5 s in the reference).
inline constexpr std::chrono::milliseconds kHookWall = 5s;
/// Wall-clock limit of loading.
inline constexpr std::chrono::milliseconds kLoadWall = 2s;
/// Live memory of a state after which a full collection judges the run.
inline constexpr std::size_t kMemorySoft = 32 * kMiB;
/// Memory that a state never exceeds.
inline constexpr std::size_t kMemoryHard = 48 * kMiB;
/// One allocation; no honest plugin builds a string this long out of a 64 KiB message.
inline constexpr std::size_t kMemoryAllocation = 8 * kMiB;
/// Source of one Lua file; LuaJIT's own limits (200 levels, 65,536 constants) do the rest.
inline constexpr std::size_t kSourceBytes = 256 * kKiB;
/// Items that a hook may return for one message.
inline constexpr std::size_t kResultItems = 1000;
/// Nesting of a value that crosses the border in either direction.
inline constexpr int kValueDepth = 32;
/// Bytes (keys, strings, 16 for everything else) of a value that crosses the border.
inline constexpr std::size_t kValueBytes = 1 * kMiB;
/// Bytes of an error text taken over from a plugin.
inline constexpr std::size_t kErrorBytes = 300;

// --- The pipeline ------------------------------------------------------------------------------

/// Consecutive failures that open the breaker (plugin-pipeline §6.1).
inline constexpr int kBreakerFailures = 3;
/// How long it stays open (plugin-pipeline §6.1).
inline constexpr std::chrono::milliseconds kBreakerCooldown = 60s;
/// Events that a worker takes of one plugin before another plugin has its turn.
inline constexpr std::size_t kPipelineBatch = 128;
/// Time after which a worker gives a plugin up to the next one even in the middle of a batch.
inline constexpr std::chrono::milliseconds kPipelineSlice = 20ms;
/// A run that holds a worker longer than this makes room: another worker is started if one is due.
inline constexpr std::chrono::milliseconds kWorkerStall = 20ms;
/// Worker threads at the most, however many plugins hang at once.
inline constexpr std::size_t kWorkersMax = 64;
/// Committed events kept in memory so that plugins at the head need not read them back.
inline constexpr std::size_t kEventTail = 4096;
/// Serialised size of value_json of an attachment, UTF-16 units (plugin-pipeline §5.2).
inline constexpr std::size_t kAttachmentValueUnits = 16'384;

// --- The hub -----------------------------------------------------------------------------------

/// UTF-16 units (hub-protocol §5).
inline constexpr std::size_t kChannelNameUnits = 100;
inline constexpr std::size_t kTopicTitleUnits = 200;
inline constexpr std::size_t kContentUnits = 65'536;
inline constexpr std::size_t kUrlUnits = 2048;
inline constexpr std::size_t kAttachmentTextUnits = 500;

// --- JSON --------------------------------------------------------------------------------------

/// Nesting of JSON from outside; deeper input is refused instead of risking the stack.
inline constexpr std::size_t kJsonDepth = 512;

// --- The store ---------------------------------------------------------------------------------

/// Mutations that one commit takes; from 256 on a longer batch only adds latency.
inline constexpr std::size_t kWriterBatch = 256;
/// Mutations that may wait; above it callers get SERVICE_UNAVAILABLE.
inline constexpr std::size_t kWriterQueue = 16'384;
/// Reads that may wait for a thread of the pool; above it callers get SERVICE_UNAVAILABLE.
inline constexpr std::size_t kReadQueue = 4096;
/// Page cache of the writer's connection.
inline constexpr std::size_t kWriterCache = 64 * kMiB;
/// WAL size at which the background checkpoint starts.
inline constexpr std::size_t kCheckpointBytes = 16 * kMiB;
/// WAL size at which commits wait for one complete checkpoint.
inline constexpr std::size_t kCheckpointForceBytes = 256 * kMiB;
/// How long a checkpoint that starts the log over waits for readers, in a commit or at the stop.
inline constexpr std::chrono::milliseconds kCheckpointWait = 500ms;
/// How long a statement waits for another process's lock.
inline constexpr std::chrono::milliseconds kBusyTimeout = 5s;
/// Rows that may be read on the loop thread; anything larger goes to the reader pool.
inline constexpr int kLoopRows = 50;

}  // namespace perigee::limits
