// A timer on the loop. It fires on the loop's thread and never after its destruction.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "host/loop/loop.h"

namespace perigee::loop {

class Timer {
 public:
  /// Does nothing until it is started. The callback may restart or destroy the timer.
  Timer(Loop& loop, std::function<void()> fire);

  /// Fires once after `delay`; replaces what was set before.
  void once(std::chrono::milliseconds delay);
  /// Fires every `period`, first after one period; replaces what was set before.
  void every(std::chrono::milliseconds period);
  void stop();

 private:
  struct State;
  struct Close {
    void operator()(State* state) const;
  };
  std::unique_ptr<State, Close> state_;
};

}  // namespace perigee::loop
