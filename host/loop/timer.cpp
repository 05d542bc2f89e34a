#include "host/loop/timer.h"

#include <uv.h>

namespace perigee::loop {

struct Timer::State {
  uv_timer_t handle;
  std::function<void()> fire;

  static void fired(uv_timer_t* timer) { static_cast<State*>(timer->data)->fire(); }
  static std::uint64_t ticks(std::chrono::milliseconds span) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(span.count(), 0));
  }
};

void Timer::Close::operator()(State* state) const {
  uv_close(reinterpret_cast<uv_handle_t*>(&state->handle),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
}

Timer::Timer(Loop& loop, std::function<void()> fire)
    : state_(new State{.handle = {}, .fire = std::move(fire)}) {
  uv_timer_init(loop.handle(), &state_->handle);
  state_->handle.data = state_.get();
}

void Timer::once(std::chrono::milliseconds delay) {
  uv_update_time(state_->handle.loop);
  uv_timer_start(&state_->handle, State::fired, State::ticks(delay), 0);
}

void Timer::every(std::chrono::milliseconds period) {
  uv_update_time(state_->handle.loop);
  uv_timer_start(&state_->handle, State::fired, State::ticks(period), State::ticks(period));
}

void Timer::stop() {
  uv_timer_stop(&state_->handle);
}

}  // namespace perigee::loop
