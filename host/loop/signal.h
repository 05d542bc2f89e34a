// A signal of the process, delivered on the loop like any other event.
#pragma once

#include <functional>
#include <memory>

#include "host/loop/loop.h"

namespace perigee::loop {

class Signal {
 public:
  /// Catches `number` (SIGTERM, …) until destruction and calls `received` on the loop's thread.
  static Result<Signal> watch(Loop& loop, int number, std::function<void()> received);

 private:
  struct State;
  struct Close {
    void operator()(State* state) const;
  };
  explicit Signal(std::unique_ptr<State, Close> state) : state_(std::move(state)) {}
  std::unique_ptr<State, Close> state_;
};

}  // namespace perigee::loop
