// Where in the plugin's source a run failed: the innermost line of the plugin at that moment, read
// from the interpreter's frames. It never allocates in the state and never raises, so the allocator
// may use it too.
#pragma once

#include <string>

struct lua_State;

namespace perigee::lua {

/// A line of the plugin's source; no file when it is not known.
struct Position {
  std::string file;
  int line = 0;
};

/// The innermost line of the plugin that a coroutine executes, also one that ended in an error.
Position innermost_position(lua_State* thread);

/// Pops a value; if it is a function of the plugin, the line where it begins.
Position pop_definition(lua_State* state);

/// Belongs to one run of one state; not thread-safe.
class Whereabouts {
 public:
  /// The line that ended the run, if one was noted.
  const Position& position() const { return position_; }

  /// Forgets everything; for a new run.
  void clear();
  /// The run ends here, unless it has ended already.
  void note(lua_State* thread);
  /// An error leaves a coroutine: whoever does not catch it is not where it came from.
  void note_origin(lua_State* thread);
  /// Such an error was caught.
  void forget_origin() { origin_ = {}; }
  /// The Lua stack grows to its limit, beyond which it overflows without calling any handler.
  void note_deep(lua_State* thread) { deepest_ = innermost_position(thread); }
  /// The run ended in an overflow of the Lua stack.
  void blame_deepest();
  /// The run ended at this line, if no better one is known.
  void suggest(Position position);

 private:
  Position position_;
  Position origin_;
  Position deepest_;
};

}  // namespace perigee::lua
