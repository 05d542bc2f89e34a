#include "host/lua/meter.h"

#include <algorithm>
#include <lua.hpp>

#include "host/lua/core.h"
#include "host/lua/fuel.h"

namespace perigee::lua {
namespace {

/// The error value that ends a run: only its address matters, so raising it allocates nothing.
char expired_mark;

/// Longer limits would overflow the clock's arithmetic.
constexpr std::chrono::milliseconds kLongestWall = std::chrono::hours(24 * 365);

}  // namespace

void Meter::begin(const Budget& budget, const void* stack_base) {
  budget_ = budget;
  cost_ = {};
  whereabouts_.clear();
  thread_ = main_;
  unchecked_ = 0;
  ++run_number_;
  stack_base_ = static_cast<const char*>(stack_base);
  heap_.start_run();
  started_ = clock_.steady_now();
  deadline_ = started_ + std::min(budget.wall, kLongestWall);
  running_ = true;
  interrupted_ = false;
  interval_ = interval();
  if (expiry_ == Expiry::None) call_hook_every(interval_);
  if (budget.wall.count() <= 0) expire(Expiry::Wall);
  if (budget.fuel == 0) expire(Expiry::Fuel);
}

void Meter::end() {
  cost_.fuel += heap_.take_fuel();
  cost_.wall = clock_.steady_now() - started_;
  cost_.peak_bytes = heap_.peak();
  cost_.live_bytes = heap_.used();
  running_ = false;
}

bool Meter::spend(std::uint64_t fuel) {
  if (expiry_ != Expiry::None) return false;
  if (!running_) return true;
  if (fuel > budget_.fuel || cost_.fuel > budget_.fuel - fuel) {
    cost_.fuel = budget_.fuel;
    expire(Expiry::Fuel);
    return false;
  }
  cost_.fuel += fuel;
  unchecked_ += fuel;
  return unchecked_ < limits::kClockFuel || in_time();
}

bool Meter::in_time() {
  if (expiry_ != Expiry::None) return false;
  unchecked_ = 0;
  if (!running_) return true;
  const bool cancelled = cancelled_.load(std::memory_order_relaxed);
  if (!cancelled && clock_.steady_now() < deadline_) return true;
  expire(cancelled ? Expiry::Cancelled : Expiry::Wall);
  return false;
}

void Meter::interrupt() {
  if (heap_.refusal() != Refusal::None) {
    if (running_) whereabouts_.note(thread_);
    expire(Expiry::Refused);
  } else if (running_ && !interrupted_) {
    interrupted_ = true;
    call_hook_every(1);
  }
}

void Meter::hook(lua_State* state, lua_Debug*) {
  Core::of(state).meter.tick(state);
}

void Meter::tick(lua_State* state) {
  thread_ = state;
  if (expiry_ == Expiry::None && running_) {
    // An interrupt cuts an interval short; it is charged in full, since nobody knows how far it
    // got.
    if (spend(static_cast<std::uint64_t>(interval_) + heap_.take_fuel())) in_time();
    if (expiry_ == Expiry::None && heap_.over_soft()) judge_memory(state);
    if (expiry_ != Expiry::None) {
      whereabouts_.note(state);
    } else if (interrupted_ || interval_ != interval()) {
      interrupted_ = false;
      interval_ = interval();
      call_hook_every(interval_);
    }
  }
  if (expiry_ != Expiry::None) raise(state);
}

void Meter::judge_memory(lua_State* state) {
  ++cost_.collections;
  heap_.enforce(false);
  lua_gc(state, LUA_GCCOLLECT, 0);
  if (heap_.over_soft()) {
    for (const auto& give_up : Core::of(state).on_pressure) heap_.resize_outside(give_up(), 0);
  }
  heap_.enforce(true);
  if (heap_.over_soft()) {
    expire(Expiry::SoftMemory);
  } else {
    spend(heap_.used() / limits::kCollectedBytesPerFuel);
  }
}

void Meter::expire(Expiry why) {
  if (expiry_ == Expiry::None) expiry_ = why;
  call_hook_every(1);  // from now on every instruction raises, however often the plugin catches
}

/// One instruction may compare, copy or search the largest block that there is.
int Meter::interval() const {
  if (heap_.huge_blocks() > 0) return limits::kHookIntervalHuge;
  return heap_.large_blocks() > 0 ? limits::kHookIntervalLarge : limits::kHookInterval;
}

void Meter::call_hook_every(int instructions) {
  lua_sethook(main_, hook, LUA_MASKCOUNT, instructions);
}

void Meter::raise(lua_State* state) const {
  lua_pushlightuserdata(state, &expired_mark);
  lua_error(state);
  __builtin_unreachable();
}

bool Meter::stack_is_deep() const {
  if (!running_) return false;
  const auto* here = static_cast<const char*>(__builtin_frame_address(0));
  const auto depth = stack_base_ > here ? stack_base_ - here : here - stack_base_;
  return static_cast<std::size_t>(depth) > limits::kCStackBytes;
}

void charge(lua_State* state, std::uint64_t fuel) {
  Meter& meter = Core::of(state).meter;
  if (meter.spend(fuel)) return;
  meter.whereabouts().note(state);
  meter.raise(state);
}

bool pay(lua_State* state, std::uint64_t fuel) {
  Meter& meter = Core::of(state).meter;
  if (meter.spend(fuel) && meter.in_time()) return true;
  meter.whereabouts().note(state);
  return false;
}

void check_alive(lua_State* state) {
  const Meter& meter = Core::of(state).meter;
  if (meter.expiry() != Expiry::None) meter.raise(state);
}

void check_time(lua_State* state) {
  Meter& meter = Core::of(state).meter;
  if (meter.in_time()) return;
  meter.whereabouts().note(state);
  meter.raise(state);
}

const Clock& clock(lua_State* state) {
  return Core::of(state).clock;
}

void check_c_stack(lua_State* state) {
  if (Core::of(state).meter.stack_is_deep()) {
    luaL_error(state, "C stack overflow: callbacks or coroutines are nested too deeply");
  }
}

void enter_host_call(lua_State* state) {
  Meter& meter = Core::of(state).meter;
  meter.count_host_call();
  if (meter.spend(limits::kHostCallFuel) && meter.in_time()) return;
  meter.whereabouts().note(state);
  meter.raise(state);
}

SteadyTime deadline(lua_State* state) {
  return Core::of(state).meter.deadline();
}

bool fits_in_time(lua_State* state, std::chrono::nanoseconds longest) {
  return longest <= deadline(state) + limits::kUnstoppable - clock(state).steady_now();
}

std::uint64_t run_number(lua_State* state) {
  return Core::of(state).meter.run_number();
}

}  // namespace perigee::lua
