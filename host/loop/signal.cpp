#include "host/loop/signal.h"

#include <uv.h>

#include "host/loop/uv_error.h"

namespace perigee::loop {

struct Signal::State {
  uv_signal_t handle;
  std::function<void()> received;
};

void Signal::Close::operator()(State* state) const {
  uv_close(reinterpret_cast<uv_handle_t*>(&state->handle),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
}

Result<Signal> Signal::watch(Loop& loop, int number, std::function<void()> received) {
  std::unique_ptr<State, Close> state(new State{.handle = {}, .received = std::move(received)});
  uv_signal_init(loop.handle(), &state->handle);
  state->handle.data = state.get();
  const int status = uv_signal_start(
      &state->handle,
      [](uv_signal_t* signal, int) { static_cast<State*>(signal->data)->received(); }, number);
  if (status != 0) {
    return uv_failure(Code::StartupFailed, "cannot catch signal " + std::to_string(number), status);
  }
  return Signal(std::move(state));
}

}  // namespace perigee::loop
