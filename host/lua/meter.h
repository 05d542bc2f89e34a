// The budget of the run that a state executes: counts instructions through the count hook, adds
// what C functions and the allocator charge, watches clock and memory, and ends the run so that no
// code of the plugin can catch it. It never calls plugin code.
#pragma once

#include <atomic>
#include <cstdint>

#include "host/base/clock.h"
#include "host/lua/budget.h"
#include "host/lua/heap.h"
#include "host/lua/whereabouts.h"

struct lua_State;
struct lua_Debug;

namespace perigee::lua {

/// What ended a run, and with it the state.
enum class Expiry : std::uint8_t { None, Fuel, Wall, SoftMemory, Refused, Cancelled };

/// Belongs to one state; not thread-safe, but for cancel().
class Meter {
 public:
  /// Both must outlive the meter.
  Meter(Heap& heap, const Clock& clock) : heap_(heap), clock_(clock) {}

  /// Must be called once, with the main thread of the state.
  void attach(lua_State* main) { main_ = main; }

  /// Starts a run; `stack_base` is an address on the caller's C stack.
  void begin(const Budget& budget, const void* stack_base);
  /// Ends it; the cost stays readable.
  void end();

  /// Pays for work. False when the run is over.
  bool spend(std::uint64_t fuel);
  /// Whether the run is within its time and not cancelled; expires it if not.
  bool in_time();
  /// Has the hook called before the next instruction; called by the allocator.
  void interrupt();
  /// Ends the run under way, and every later one, at its next look at the clock; any thread.
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  /// Whether a block was granted that is too large for the interval that the hook has.
  bool interval_is_long() const { return interval_ > interval(); }
  /// Raises the error that ends the run.
  [[noreturn]] void raise(lua_State* state) const;
  /// Whether the C stack has grown past its limit since begin().
  bool stack_is_deep() const;

  /// Says which coroutine runs from now on. Belongs before a resume, and after it.
  void enter(lua_State* thread) { thread_ = thread; }
  /// The coroutine that runs, for the allocator, which is not told.
  lua_State* thread() const { return thread_; }
  /// Where errors, spent budgets and refused memory are noted.
  Whereabouts& whereabouts() { return whereabouts_; }
  void count_host_call() { ++cost_.host_calls; }

  bool running() const { return running_; }
  Expiry expiry() const { return expiry_; }
  const Budget& budget() const { return budget_; }
  const RunCost& cost() const { return cost_; }
  SteadyTime deadline() const { return deadline_; }
  std::uint64_t run_number() const { return run_number_; }
  const Position& position() const { return whereabouts_.position(); }

 private:
  static void hook(lua_State* state, lua_Debug*);
  void tick(lua_State* state);
  void judge_memory(lua_State* state);
  void expire(Expiry why);
  void call_hook_every(int instructions);
  int interval() const;

  Heap& heap_;
  const Clock& clock_;
  lua_State* main_ = nullptr;
  lua_State* thread_ = nullptr;
  Budget budget_;
  RunCost cost_;
  Whereabouts whereabouts_;
  SteadyTime started_;
  SteadyTime deadline_;
  std::uint64_t unchecked_ = 0;  ///< Fuel since the last look at the clock.
  std::uint64_t run_number_ = 0;
  int interval_ = limits::kHookInterval;  ///< Instructions from one tick to the next.
  const char* stack_base_ = nullptr;
  Expiry expiry_ = Expiry::None;
  bool running_ = false;
  bool interrupted_ = false;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace perigee::lua
