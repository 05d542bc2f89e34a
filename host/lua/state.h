// One sandboxed Lua state: loads a plugin's source, calls its functions, and returns plain values
// or errors, whatever the plugin does. The only way into Lua for the rest of the host, which never
// sees lua.h; C functions for plugins are written against native.h.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/base/clock.h"
#include "host/base/error.h"
#include "host/lua/budget.h"

namespace perigee::lua {

class Core;

/// A value anchored in a state; valid as long as the state.
struct Ref {
  int index = -1;
};

/// What a function is called with: something anchored in the state, or a value that is copied in.
using Argument = std::variant<Ref, const Value*>;

/// A named field of a table of the plugin.
struct Field {
  std::string name;
  /// Set when the field is a function; otherwise `value` is its content.
  std::optional<Ref> function = {};
  Value value = {};
};

/// Source of a module of the plugin.
struct ModuleSource {
  std::string chunk_name;
  std::string text;
};

/// Finds the source of what a plugin requires by name. It may not call into the state.
using ModuleLoader = std::function<Result<ModuleSource>(std::string_view module)>;

/// A Lua state with the JIT off, the sandboxed libraries and its own memory limits. Not
/// thread-safe, but for interrupt(); it may move between threads.
class State {
 public:
  /// The clock must outlive the state. Error: Internal when there is no memory for a state.
  static Result<std::unique_ptr<State>> create(const MemoryLimits& limits, const Clock& clock);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// Compiles and runs Lua text, never bytecode; returns what the chunk returned. `plugin` names
  /// the plugin in the errors of this and all later calls. Errors: LoadError when it does not
  /// compile, otherwise those of call().
  Result<Ref> run_chunk(std::string_view chunk_name, std::string_view source, const Budget& budget,
                        std::string_view plugin);

  /// Serves `require`; without a loader there is nothing to require. A module runs once per state.
  void set_module_loader(ModuleLoader loader);

  /// The fields of a table, sorted by name, read without running plugin code. Errors: InvalidOutput
  /// when it is no table, has keys that are no strings, or too many or unreadable fields.
  Result<std::vector<Field>> fields(Ref table);

  /// Calls a function and reads its first result (absent is null). Errors: Timeout, MemoryExceeded,
  /// ExecutionError when the plugin raised, InvalidOutput when the result is not plain data,
  /// InvalidInput when an argument is too large for the border, ShuttingDown after interrupt().
  Result<Value> call(Ref function, std::span<const Argument> arguments, const Budget& budget,
                     std::string_view hook);

  /// Ends the run under way within a thousand instructions, and every later one; from any thread.
  /// The plugin cannot catch it.
  void interrupt();

  /// Ties an object's life to the state's: it is destroyed after the Lua side is closed.
  void keep(std::shared_ptr<void> object);

  /// Calls a function of the host after every run_chunk() and call(), whatever became of them: what
  /// a run opened ends with it. It may not call into the state.
  void after_runs(std::function<void()> function);

  /// Has a function of the host called when the plugin is over its soft limit even after a full
  /// collection: it gives up what the host can do without of the memory that was counted with
  /// resize_outside(), and returns how many bytes that was. It may not call into the state.
  void on_pressure(std::function<std::size_t()> function);

  const MemoryLimits& memory_limits() const;

  /// What the last run_chunk() or call() used.
  const RunCost& last_cost() const;

  /// Whether a run was cut short, by time, memory or interrupt(). Such a state refuses to run
  /// anything and must be thrown away.
  bool dead() const;

  /// The inside, for native.h.
  Core& core() { return *core_; }

 private:
  explicit State(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace perigee::lua
