#include "host/lua/state.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/lua/core.h"
#include "host/lua/native.h"
#include "host/lua/source_check.h"

namespace perigee::lua {
namespace {

/// A run from its start to its end, whatever happens between.
class Run {
 public:
  Run(Core& core, const Budget& budget) : core_(core) {
    PERIGEE_CHECK(!core.meter.running(), "one run at a time");
    core_.meter.begin(budget, __builtin_frame_address(0));
  }
  ~Run() { end(); }
  void end() {
    if (!core_.meter.running()) return;
    core_.meter.end();
    for (const auto& function : core_.after_runs) function();
  }

 private:
  Core& core_;
};

Error located(const Core& core, Code code, std::string message, std::string_view hook) {
  Error error{code, std::move(message)};
  error.where.plugin = core.plugin;
  error.where.hook = hook;
  return error;
}

Error refused_dead(const Core& core, std::string_view hook) {
  Error error = core.failure(0, Code::ExecutionError, hook);
  error.message = "not run, since this state is finished: " + error.message;
  return error;
}

/// The line where a function of the plugin begins.
Position definition(const Core& core, Ref function) {
  push_ref(core.L, function);
  return pop_definition(core.L);
}

void push_argument(lua_State* L, const Argument& argument) {
  if (const Ref* ref = std::get_if<Ref>(&argument)) {
    push_ref(L, *ref);
  } else {
    push_value(L, *std::get<const Value*>(argument));
  }
}

/// Compiles the chunk and pushes its function; 0 or the status of the loader, the reason pushed.
int load_text(lua_State* L, std::string_view chunk_name, std::string_view source) {
  Core& core = Core::of(L);
  core.scratch.assign("@").append(chunk_name);
  return luaL_loadbufferx(L, source.data(), source.size(), core.scratch.c_str(), "t");
}

}  // namespace

State::State(std::unique_ptr<Core> core) : core_(std::move(core)) {}
State::~State() = default;

Result<std::unique_ptr<State>> State::create(const MemoryLimits& limits, const Clock& clock) {
  auto core = std::make_unique<Core>(limits, clock);
  if (auto opened = core->open(); !opened) return fail(std::move(opened));
  return std::unique_ptr<State>(new State(std::move(core)));
}

Result<Ref> State::run_chunk(std::string_view chunk_name, std::string_view source,
                             const Budget& budget, std::string_view plugin) {
  Core& core = *core_;
  core.plugin = plugin;
  if (dead()) return std::unexpected(refused_dead(core, {}));
  if (auto checked = check_source(chunk_name, source); !checked) {
    checked.error().where.plugin = plugin;
    return fail(std::move(checked));
  }
  core.note_file(chunk_name);
  Ref result;
  bool compiled = false;
  Run run(core, budget);
  const int status = core.protect([&](lua_State* L) {
    check_alive(L);
    if (load_text(L, chunk_name, source) != 0) lua_error(L);
    compiled = true;
    lua_call(L, 0, 1);
    check_alive(L);
    result.index = luaL_ref(L, LUA_REGISTRYINDEX);
  });
  run.end();
  if (status == 0 && !dead()) return result;
  return std::unexpected(
      core.failure(status, compiled ? Code::ExecutionError : Code::LoadError, {}));
}

Result<Value> State::call(Ref function, std::span<const Argument> arguments, const Budget& budget,
                          std::string_view hook) {
  Core& core = *core_;
  if (dead()) return std::unexpected(refused_dead(core, hook));
  for (const Argument& argument : arguments) {
    const auto* value = std::get_if<const Value*>(&argument);
    if (value == nullptr) continue;
    if (auto reason = refuse_value(**value)) {
      return std::unexpected(located(core, Code::InvalidInput, std::move(*reason), hook));
    }
  }
  Value result;
  std::optional<std::string> unreadable;
  Run run(core, budget);
  const int status = core.protect([&](lua_State* L) {
    check_alive(L);
    luaL_checkstack(L, static_cast<int>(arguments.size()) + 1, "arguments");
    push_ref(L, function);
    for (const Argument& argument : arguments) push_argument(L, argument);
    lua_call(L, static_cast<int>(arguments.size()), 1);
    check_alive(L);
    unreadable = read_value(L, -1, "result", result);
  });
  run.end();
  if (status != 0 || dead()) {
    // A function that ends in a call leaves no frame of its own behind.
    core.meter.whereabouts().suggest(definition(core, function));
    return std::unexpected(core.failure(status, Code::ExecutionError, hook));
  }
  if (unreadable) {
    Error error = located(core, Code::InvalidOutput, std::move(*unreadable), hook);
    Position hook_begins = definition(core, function);
    error.where.file = std::move(hook_begins.file);
    error.where.line = hook_begins.line;
    return std::unexpected(std::move(error));
  }
  return result;
}

namespace {

/// Reads the field whose key and value are on top of the stack. The reason when it cannot.
std::optional<std::string> read_field(lua_State* L, std::vector<Field>& fields) {
  if (lua_type(L, -2) != LUA_TSTRING) {
    return fmt::format("the table must have names as keys only, found a {}", luaL_typename(L, -2));
  }
  if (fields.size() >= limits::kTableFields) {
    return fmt::format("the table has more than {} fields", limits::kTableFields);
  }
  std::size_t length = 0;
  const char* name = lua_tolstring(L, -2, &length);
  Field& field = fields.emplace_back();
  field.name.assign(name, length);
  if (lua_isfunction(L, -1)) {
    lua_pushvalue(L, -1);
    field.function = Ref{luaL_ref(L, LUA_REGISTRYINDEX)};
    return std::nullopt;
  }
  return read_value(L, -1, field.name, field.value);
}

}  // namespace

Result<std::vector<Field>> State::fields(Ref table) {
  Core& core = *core_;
  if (dead()) return std::unexpected(refused_dead(core, {}));
  std::vector<Field> fields;
  std::optional<std::string> unreadable;
  const int status = core.protect([&](lua_State* L) {
    push_ref(L, table);
    if (!lua_istable(L, -1)) {
      unreadable = fmt::format("a table was expected, not a {}", luaL_typename(L, -1));
      return;
    }
    for (lua_pushnil(L); !unreadable && lua_next(L, -2) != 0; lua_pop(L, 1)) {
      unreadable = read_field(L, fields);
    }
  });
  if (status != 0 || dead()) return std::unexpected(core.failure(status, Code::Internal, {}));
  if (unreadable) {
    return std::unexpected(located(core, Code::InvalidOutput, std::move(*unreadable), {}));
  }
  std::ranges::sort(fields, {}, &Field::name);
  return fields;
}

void State::set_module_loader(ModuleLoader loader) {
  core_->load_module = std::move(loader);
}

void State::interrupt() {
  core_->meter.cancel();
}

void State::keep(std::shared_ptr<void> object) {
  core_->kept.push_back(std::move(object));
}

void State::after_runs(std::function<void()> function) {
  core_->after_runs.push_back(std::move(function));
}

void State::on_pressure(std::function<std::size_t()> function) {
  core_->on_pressure.push_back(std::move(function));
}

const MemoryLimits& State::memory_limits() const {
  return core_->heap.limits();
}

const RunCost& State::last_cost() const {
  return core_->meter.cost();
}

bool State::dead() const {
  return core_->meter.expiry() != Expiry::None;
}

Result<Ref> anchor(State& state, const std::function<void(lua_State*)>& push) {
  Core& core = state.core();
  if (state.dead()) return std::unexpected(refused_dead(core, {}));
  Ref result;
  const int status = core.protect([&](lua_State* L) {
    push(L);
    result.index = luaL_ref(L, LUA_REGISTRYINDEX);
  });
  if (status == 0 && !state.dead()) return result;
  return std::unexpected(core.failure(status, Code::Internal, {}));
}

void push_ref(lua_State* state, Ref ref) {
  lua_rawgeti(state, LUA_REGISTRYINDEX, ref.index);
}

void raise_text(lua_State* state, std::string_view text) {
  luaL_where(state, 1);
  lua_pushlstring(state, text.data(), text.size());
  lua_concat(state, 2);
  lua_error(state);
  __builtin_unreachable();
}

void resize_outside(lua_State* state, std::size_t old_bytes, std::size_t new_bytes) {
  Core& core = Core::of(state);
  core.heap.resize_outside(old_bytes, new_bytes);
  if (core.heap.needs_attention()) core.meter.interrupt();
}

std::string& scratch_text(lua_State* state) {
  return Core::of(state).scratch;
}

}  // namespace perigee::lua
