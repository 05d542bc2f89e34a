// ctx.tasks: lists of tasks that plugins, people and other programs share.
#include "bindings/error_object.h"
#include "bindings/namespace.h"
#include "bindings/text_argument.h"
#include "host/base/json.h"
#include "host/lua/native.h"
#include "host/lua/weights.h"

namespace perigee::bindings {
namespace {

/// call(operation, arguments): the one way to the domain; leaves the answer or the failure in the
/// context, so that no C++ object is on the stack where Lua may raise.
bool perform(std::string_view operation, Context& context) {
  auto answer = context.options.tasks(operation, context.value);
  context.value = {};
  if (answer) context.text = std::move(*answer);
  auto parsed = answer ? parse_json(context.text) : Result<Value>(fail(std::move(answer)));
  if (!parsed) {
    context.failure = std::move(parsed.error());
    return false;
  }
  context.value = std::move(*parsed);
  return true;
}

int call(lua_State* state, Context& context) {
  const std::string_view operation = text_argument(state, 1);
  luaL_checktype(state, 2, LUA_TTABLE);
  lua::charge(state, limits::kSqlCallFuel);
  if (auto reason = lua::read_value(state, 2, "tasks." + std::string(operation), context.value)) {
    lua::scratch_text(state) = "ctx." + *reason;
    return kRaise;
  }
  if (!perform(operation, context)) return push_failure(state, context.failure);
  lua::charge(state, context.text.size() * lua::weights::kParsedByte);
  lua::push_value(state, context.value);
  context.value = {};
  return 1;
}

constexpr std::string_view kSugar = R"lua(
local host, pcall, error, type = ...
local call = host.call
local tasks = {}

function tasks.ref(list, item)
  if item == nil then return list end
  return list .. "#" .. item
end

function tasks.create_list(handle, options)
  local arguments = { handle = handle }
  if options then
    arguments.private, arguments.display_limit = options.private, options.display_limit
    arguments.default_owner = options.default_owner
    arguments.default_status = options.default_status
  end
  return call("create_list", arguments)
end

function tasks.lists() return call("lists", {}) end
function tasks.create(list, task) return call("create", { list = list, task = task }) end
function tasks.get(ref) return call("get", { ref = ref }) end
function tasks.update(ref, patch) return call("update", { ref = ref, patch = patch }) end
function tasks.transition(ref, status) return call("transition", { ref = ref, status = status }) end
function tasks.add_comment(ref, text) return call("add_comment", { ref = ref, text = text }) end
function tasks.link(source, target) return call("link", { source = source, target = target }) end
function tasks.unlink(source, target) return call("unlink", { source = source, target = target }) end
function tasks.list(list, filter) return call("list", { list = list, filter = filter }) end
function tasks.ready(query) return call("ready", query or {}) end
function tasks.claim(ref, seconds) return call("claim", { ref = ref, lease_seconds = seconds }) end
function tasks.release(ref) return call("release", { ref = ref }) end

function tasks.query_graph(root, query)
  query = query or {}
  return call("query_graph", { root = root, direction = query.direction, depth = query.depth,
    max_nodes = query.max_nodes })
end

function tasks.next_changed_since(event_id, limit)
  return call("next_changed_since", { event_id = event_id, limit = limit })
end

return tasks
)lua";

constexpr Function kFunctions[] = {
    {"ref", "fun(list: string, item?: string): string",
     "The reference of a task, or of a list as a whole.", nullptr},
    {"create_list", "fun(handle: string, options?: TaskListOptions): TaskList?, Failure?",
     "Makes a list; options: private, default_owner, default_status, display_limit.", nullptr},
    {"lists", "fun(): TaskList[]?, Failure?", "The lists that the plugin sees.", nullptr},
    {"create", "fun(list: string, task: NewTask): Task?, Failure?",
     "Adds a task to the end of a list. A task with an id that is there already is refused, so a "
     "plugin that makes ids of what it read makes no task twice.",
     nullptr},
    {"get", "fun(ref: string): Task?, Failure?", "One task, whole.", nullptr},
    {"update", "fun(ref: string, patch: TaskPatch): Task?, Failure?",
     "Changes what the patch names; ctx.null clears owner and active_form.", nullptr},
    {"transition", "fun(ref: string, status: TaskStatus): Task?, Failure?",
     "Sets the status; any may follow any.", nullptr},
    {"add_comment", "fun(ref: string, text: string): Task?, Failure?",
     "Adds a comment in the plugin's name.", nullptr},
    {"link", "fun(source: string, target: string): boolean?, Failure?",
     "Says that source blocks target, a task or a list; whether that is new.", nullptr},
    {"unlink", "fun(source: string, target: string): boolean?, Failure?",
     "Takes that back; whether it was said.", nullptr},
    {"list", "fun(list?: string, filter?: TaskFilter): TaskView[]?, Failure?",
     "The tasks that pass a filter: status, owner, has_blockers, keyword, lists, limit.", nullptr},
    {"query_graph", "fun(root: string, query?: TaskGraphQuery): TaskSlice?, Failure?",
     "The tasks around one, along edges: direction, depth (16), max_nodes (1000).", nullptr},
    {"ready", "fun(query?: TaskReadyQuery): TaskView[]?, Failure?",
     "The tasks that somebody may begin: owner, list, limit.", nullptr},
    {"claim", "fun(ref: string, lease_seconds: number): Task?, Failure?",
     "Takes a task for so long; exactly one of those who try at once has it.", nullptr},
    {"release", "fun(ref: string): Task?, Failure?", "Gives a claimed task back.", nullptr},
    {"next_changed_since", "fun(event_id: integer, limit?: integer): TaskChange[]?, Failure?",
     "The tasks that changed after an event, in order.", nullptr},
};

constexpr Function kInner[] = {
    {"call", "fun(operation: string, arguments: table): any, Failure?", "Runs an operation.", call},
};

}  // namespace

const Namespace kTasks = {.name = "tasks",
                          .doc = "Lists of tasks, edges between them, claims.",
                          .functions = kFunctions,
                          .constants = {},
                          .inner = kInner,
                          .sugar = kSugar};

}  // namespace perigee::bindings
