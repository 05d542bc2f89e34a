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
/// The same while the plugin has a block of kLargeBytes, or of kHugeBytes: comparing two strings is
/// one instruction and takes 0.1 ns a byte, so that this keeps an interval below 5 ms.
inline constexpr int kHookIntervalLarge = 100;
inline constexpr int kHookIntervalHuge = 10;
inline constexpr std::size_t kLargeBytes = 128 * kKiB;
inline constexpr std::size_t kHugeBytes = 1 * kMiB;
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
/// Bytes of a value that crosses the border: those of its strings and keys, and 16 for each value.
inline constexpr std::size_t kValueBytes = 1 * kMiB;
/// Bytes of an error text taken over from a plugin.
inline constexpr std::size_t kErrorBytes = 300;

// --- Inside a Lua state ------------------------------------------------------------------------

/// C stack that nested callbacks and coroutines of one run may use; a large limit makes error
/// unwinding quadratic.
inline constexpr std::size_t kCStackBytes = 48 * kKiB;
/// Bytes that one unit of fuel allocates; every growing request costs one unit more.
inline constexpr std::uint64_t kAllocatedBytesPerFuel = 32;
/// Live bytes that one unit of fuel collects.
inline constexpr std::uint64_t kCollectedBytesPerFuel = 64;
/// Fuel of allocations after which the next instruction looks at the budget.
inline constexpr std::uint64_t kPendingFuel = 100'000;
/// Fuel charged by C functions after which they look at the clock, about 0.1 ms.
inline constexpr std::uint64_t kClockFuel = 50'000;
/// Fuel of entering a function of the host.
inline constexpr std::uint64_t kHostCallFuel = 20;
/// How far past the deadline work may end that cannot be stopped once it began: half of what is
/// promised, since how long it takes is an estimate.
inline constexpr std::chrono::milliseconds kUnstoppable = 25ms;
/// Fuel of an error that was caught: unwinding it costs 0.8 us.
inline constexpr std::uint64_t kCaughtErrorFuel = 300;
/// Spare room behind blocks of this size and more; the interpreter of Debian 12 may write 8 bytes
/// past the end of a full stack.
inline constexpr std::size_t kSlackFrom = 256;
inline constexpr std::size_t kSlackBytes = 64;
/// Size of a Lua stack that cannot grow further: LuaJIT's limit is 65,500 slots.
inline constexpr std::size_t kLuaStackBytes = 65'500 * 8;
/// Digits that tonumber reads: the conversion takes the square of their number.
inline constexpr std::size_t kNumeralBytes = 4 * kKiB;
/// Longest format of os.date.
inline constexpr std::size_t kDateFormatBytes = 100;
/// Longest name that require takes.
inline constexpr std::size_t kModuleNameBytes = 128;
/// Named fields of the table that a plugin returns.
inline constexpr std::size_t kTableFields = 256;
/// Lines that one run may log, and bytes of each.
inline constexpr int kLogLines = 100;
inline constexpr std::size_t kLogBytes = 2 * kKiB;
/// Lines that one state may log in kLogPeriod, over all its runs: a plugin that logs in each run
/// must not drown the others.
inline constexpr int kLogLinesPerPeriod = 1000;
inline constexpr std::chrono::milliseconds kLogPeriod = 60s;

// --- Helpers of ctx ----------------------------------------------------------------------------

/// Source of one regular expression; compiling takes time proportional to it.
inline constexpr std::size_t kRegexBytes = 4 * kKiB;
/// Memory of one compiled regular expression and its automata (RE2's max_mem): usual ones need less
/// than 50 KiB, and what is too large for it runs as fast.
inline constexpr std::size_t kRegexMemory = 256 * kKiB;
/// The same of a set of them; one that needs more is searched for one by one.
inline constexpr std::size_t kRegexSetMemory = 1 * kMiB;
/// Instructions of all expressions of a set, so that compiling it takes less than 20 ms.
inline constexpr std::size_t kRegexSetInstructions = 8192;
/// Compiled expressions that one state may hold, and their part of the memory that the plugin has.
inline constexpr std::size_t kRegexes = 32;
inline constexpr std::size_t kRegexMemoryShare = 4;
/// Expressions in one set.
inline constexpr std::size_t kRegexSetItems = 256;
/// Text that one call of a helper takes: what a message may be, several times over.
inline constexpr std::size_t kHelperTextBytes = 1 * kMiB;

// --- Databases of plugins ----------------------------------------------------------------------

/// Size of one plugin's database; max_page_count keeps it.
inline constexpr std::size_t kPluginDatabaseBytes = 256 * kMiB;
/// One statement.
inline constexpr std::size_t kSqlBytes = 64 * kKiB;
/// One text or blob, also between the steps of a statement: what one step can cost.
inline constexpr std::size_t kSqlValueBytes = 1 * kMiB;
/// Rows that one query returns; more are read with `each`.
inline constexpr std::size_t kSqlRows = 10'000;
/// Bytes of texts and blobs that one query returns.
inline constexpr std::size_t kSqlResultBytes = 8 * kMiB;
/// Memory that SQLite takes for one plugin's connection: values, sorters, statements and pages. One
/// statement can hold two thousand values of kSqlValueBytes otherwise.
inline constexpr std::size_t kSqlMemoryBytes = 32 * kMiB;
/// Size of a plugin's temporary tables.
inline constexpr std::size_t kSqlTemporaryBytes = 64 * kMiB;
/// Parameters of one statement.
inline constexpr int kSqlParameters = 250;
/// Columns of a table or result, and terms of a list.
inline constexpr int kSqlColumns = 200;
/// Depth of expressions, and parts of a compound SELECT.
inline constexpr int kSqlExpressionDepth = 100;
inline constexpr int kSqlCompoundSelects = 50;
/// Pattern of LIKE and GLOB: a match takes up to the product of pattern and text.
inline constexpr int kSqlPatternBytes = 200;
/// Nesting of triggers.
inline constexpr int kSqlTriggerDepth = 16;
/// Steps of SQLite's machine between two looks at the budget, about 50 us.
inline constexpr int kSqlSteps = 1000;
/// Fuel of one such step (20 to 50 ns), of one call with its cached statement, and of one value
/// that is handed out.
inline constexpr std::uint64_t kSqlStepFuel = 15;
inline constexpr std::uint64_t kSqlCallFuel = 500;
inline constexpr std::uint64_t kSqlCellFuel = 10;
/// Statements that a plugin's connection keeps prepared.
inline constexpr std::size_t kSqlStatements = 64;
/// Cursors of `each` that may be open at once.
inline constexpr std::size_t kSqlCursors = 16;
/// Transactions inside each other.
inline constexpr int kSqlTransactionDepth = 16;
/// Page cache of a plugin's connection; a thousand plugins must not need a gigabyte.
inline constexpr std::size_t kSqlCacheBytes = 256 * kKiB;

/// Time in which the pending migrations of one plugin must be done.
inline constexpr std::chrono::milliseconds kMigrationWall = 60s;
/// Fuel and time of migrate_storage, which goes through all that a plugin has kept while the host
/// stands still: ten minutes. What is cut short goes on with the next upgrade.
inline constexpr std::uint64_t kStorageFuel = 200'000'000'000;
inline constexpr std::chrono::milliseconds kStorageWall = 600s;
/// Copies of one database that are kept from before its upgrades: enough to undo the last ones, and
/// no more than three times the disk.
inline constexpr std::size_t kCopiesKept = 3;
/// Key of ctx.state, UTF-16 units (plugin-api §9).
inline constexpr std::size_t kStateKeyUnits = 512;
/// Value of ctx.state as JSON; larger data belongs into a table.
inline constexpr std::size_t kStateValueBytes = 64 * kKiB;
/// Keys that one listing returns.
inline constexpr std::size_t kStateKeysListed = 1000;

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

/// How often the plugin folders are looked through although nothing was reported.
inline constexpr std::chrono::milliseconds kSafetyScan = 5s;

// --- The hub -----------------------------------------------------------------------------------

/// UTF-16 units (hub-protocol §5).
inline constexpr std::size_t kChannelNameUnits = 100;
inline constexpr std::size_t kTopicTitleUnits = 200;
inline constexpr std::size_t kContentUnits = 65'536;
inline constexpr std::size_t kUrlUnits = 2048;
inline constexpr std::size_t kAttachmentTextUnits = 500;

/// One JSON line on standard input: a message of the greatest length, escaped, with room to spare.
inline constexpr std::size_t kStdinLineBytes = 1 * kMiB;
/// Messages from standard input that wait for their commit: a few batches of the writer.
inline constexpr std::int64_t kStdinInFlight = 1024;

// --- Search ------------------------------------------------------------------------------------

/// Messages, and bytes of text from which on no further one is taken, that one step of the search
/// index takes: about 3 ms, for which others wait.
inline constexpr int kIndexMessages = 128;
inline constexpr std::size_t kIndexBytes = 64 * kKiB;
/// How long a new message waits for others that are indexed together with it.
inline constexpr std::chrono::milliseconds kIndexDelay = 50ms;
/// How many times as long as a step took the next one waits while others write: a tenth of the
/// writer's time at the most is the index's.
inline constexpr int kIndexRest = 9;
/// How long the index waits after a step that failed.
inline constexpr std::chrono::milliseconds kIndexRetry = 1s;
/// UTF-16 units of a search, and words and phrases in it.
inline constexpr std::size_t kSearchUnits = 1000;
inline constexpr std::size_t kSearchTerms = 32;
/// Newest matches that are ranked: a word that is everywhere costs no more than that.
inline constexpr int kSearchRanked = 10'000;
/// Results of one page.
inline constexpr int kSearchResults = 100;
/// Words of a snippet.
inline constexpr int kSnippetWords = 24;

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
inline constexpr std::size_t kWriterCache = 16 * kMiB;
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
/// Bytes of a body that nobody reads and that are read past, so that the connection lives on.
inline constexpr std::size_t kSkippedBody = 64 * kKiB;
/// Free memory that the process keeps for what comes next, bytes.
inline constexpr int kFreeMemoryKept = 4 * kMiB;
/// Pages that the loop keeps as bytes until the next commit: some hundred pages of usual messages.
inline constexpr std::size_t kPageCacheBytes = 4 * kMiB;

// Tasks.

/// Bytes of a subject, an owner, a handle or an id; and of a description, a comment or metadata.
inline constexpr std::size_t kTaskNameBytes = 1000;
inline constexpr std::size_t kTaskTextBytes = 64 * kKiB;
/// Bytes of all comments of a task.
inline constexpr std::size_t kTaskCommentsBytes = 1 * kMiB;
/// Edges that leave one task.
inline constexpr int kTaskEdges = 10'000;
/// Tasks in one answer.
inline constexpr int kTaskPage = 1000;
/// Ceiling of a graph query's max_nodes: what one query may cost the others, some 20 ms.
inline constexpr std::int64_t kTaskGraphNodes = 10'000;

}  // namespace perigee::limits
