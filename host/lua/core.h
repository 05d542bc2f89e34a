// What belongs to one Lua state besides the state itself; found from any of its coroutines through
// the allocator's user data. Private to host/lua.
#pragma once

#include <functional>
#include <lua.hpp>
#include <memory>
#include <string>
#include <vector>

#include "host/base/error.h"
#include "host/lua/heap.h"
#include "host/lua/meter.h"
#include "host/lua/state.h"

namespace perigee::lua {

/// One state's allocator, meter and scratch space. Not thread-safe, but may move between threads.
class Core {
 public:
  Core(const MemoryLimits& memory, const Clock& time)
      : heap(memory), meter(heap, time), clock(time) {}
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  static Core& of(lua_State* state) {
    void* core = nullptr;
    lua_getallocf(state, &core);
    return *static_cast<Core*>(core);
  }

  /// Makes the state and opens its libraries. Error: Internal when LuaJIT refuses.
  Result<void> open();

  /// Runs host code in protected mode, without a budget of its own; 0 or the status of lua_pcall.
  /// The one place that calls lua_pcall: on failure the reason is in `raised`.
  template <class Body>
  int protect(Body&& body) {
    body_ = [](lua_State* state, void* self) {
      (*static_cast<std::remove_reference_t<Body>*>(self))(state);
    };
    body_self_ = &body;
    return run_protected();
  }

  /// Remembers the name of a chunk that is about to be loaded.
  void note_file(std::string_view name);

  /// The error that a failed protect() stands for.
  Error failure(int status, Code code, std::string_view hook) const;

  Heap heap;
  Meter meter;
  const Clock& clock;
  lua_State* L = nullptr;
  std::string plugin;              ///< Name of the plugin, for errors.
  std::vector<std::string> files;  ///< Chunks loaded so far, to recognise positions in messages.
  std::string raised;              ///< Text of the error that ended the last protected call.
  std::string scratch;             ///< Text that a host function is about to raise.
  std::vector<std::shared_ptr<void>> kept;                ///< See State::keep().
  std::vector<std::function<void()>> after_runs;          ///< See State::after_runs().
  std::vector<std::function<std::size_t()>> on_pressure;  ///< See State::on_pressure().
  ModuleLoader load_module;
  ModuleSource module;  ///< What load_module returned last.
  int array_metatable = LUA_NOREF;
  const void* array_mark = nullptr;  ///< Identity of the metatable that ctx.array sets.
  int message_key = LUA_NOREF;  ///< The string "message", so that reading it allocates nothing.

 private:
  static void* allocate(void* self, void* block, std::size_t old_bytes, std::size_t new_bytes);
  static int on_raise(lua_State* state);
  static int enter(lua_State* state);
  int run_protected();
  void note_raised(lua_State* state, int index);

  void (*body_)(lua_State*, void*) = nullptr;
  void* body_self_ = nullptr;
};

}  // namespace perigee::lua
