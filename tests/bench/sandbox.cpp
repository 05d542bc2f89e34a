// What the sandbox costs: one JSON object a line. Ratios compare three ways to run the same text:
// a bare interpreter with the compiler off, the same with a count hook, and a plugin's state.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <lua.hpp>
#include <vector>

#include "bindings/context.h"
#include "host/plugins/generation.h"

namespace {

using perigee::Object;
using perigee::Value;
using perigee::plugins::Generation;

const perigee::SystemClock kClock;
constexpr perigee::lua::Budget kUnlimited{UINT64_MAX / 2, std::chrono::hours(1)};
constexpr int kRepetitions = 9;

/// The body of a function that gets `text`.
struct Workload {
  const char* name;
  std::size_t text_bytes;
  int rounds;
  const char* body;
};

constexpr const char* kLinkify =
    "local found = {} for first, key, last in text:gmatch('()(%u+%-%d+)()') do found[#found + 1] = "
    "{ kind = 'issue', span = { first, last - 1 }, data = { key = key } } end return found";

constexpr std::array kWorkloads = {
    Workload{"arithmetic", 0, 40,
             "local x = 0 for i = 1, 100000 do x = (x * 31 + i) % 65521 end return x"},
    Workload{
        "tables and closures", 0, 40,
        "local list = {} for i = 1, 5000 do list[i] = { n = i, get = function() return i end } "
        "end table.sort(list, function(a, b) return a.n % 97 < b.n % 97 end) "
        "local sum = 0 for _, one in ipairs(list) do sum = sum + one.get() end return sum"},
    Workload{"linkify 200 B", 200, 20000, kLinkify},
    Workload{"linkify 20 KB", 20480, 200, kLinkify},
    Workload{"build JSON", 0, 200,
             "local parts = {} for i = 1, 500 do parts[#parts + 1] = string.format("
             "'{\"id\":%d,\"name\":%q,\"tags\":[%s]}', i, 'item ' .. i, table.concat({ i, i + 1, i "
             "+ 2 }, ',')) end return #('[' .. table.concat(parts, ',') .. ']')"},
};

/// Prose with an issue key here and there.
std::string text_of(std::size_t bytes) {
  std::string text;
  for (int i = 0; text.size() < bytes; ++i) {
    text += "some words about the weather and the work of today, see PROJ-" + std::to_string(i) +
            " for more of it. ";
  }
  text.resize(bytes);
  return text;
}

template <class Body>
double median_us(int rounds, Body&& body) {
  std::vector<double> times;
  for (int i = 0; i < kRepetitions; ++i) {
    timespec start{};
    timespec end{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    for (int round = 0; round < rounds; ++round) body();
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    times.push_back((static_cast<double>(end.tv_sec - start.tv_sec) * 1e6 +
                     static_cast<double>(end.tv_nsec - start.tv_nsec) / 1e3) /
                    rounds);
  }
  std::ranges::sort(times);
  return times[times.size() / 2];
}

std::string function_of(const Workload& workload) {
  return "return function(text) " + std::string(workload.body) + " end";
}

/// The stock interpreter and libraries, with or without a hook that only counts.
double measure_stock(const Workload& workload, bool hooked) {
  lua_State* state = luaL_newstate();
  luaL_openlibs(state);
  luaJIT_setmode(state, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
  const std::string function = function_of(workload);
  if (luaL_loadstring(state, function.c_str()) != 0) std::abort();
  lua_call(state, 0, 1);
  if (hooked) {
    lua_sethook(
        state, [](lua_State*, lua_Debug*) {}, LUA_MASKCOUNT, perigee::limits::kHookInterval);
  }
  const std::string text = text_of(workload.text_bytes);
  const double time = median_us(workload.rounds, [&] {
    lua_pushvalue(state, 1);
    lua_pushlstring(state, text.data(), text.size());
    lua_call(state, 1, 0);
  });
  lua_close(state);
  return time;
}

double measure_ours(const Workload& workload) {
  auto state = perigee::lua::State::create({}, kClock).value();
  const auto function =
      state->run_chunk("bench.lua", function_of(workload), kUnlimited, "bench").value();
  const Value text(text_of(workload.text_bytes));
  const perigee::lua::Argument arguments[] = {&text};
  return median_us(workload.rounds, [&] {
    if (!state->call(function, arguments, kUnlimited, "enrich")) std::abort();
  });
}

perigee::Result<perigee::lua::Ref> make_context(perigee::lua::State& state,
                                                const perigee::plugins::ContextRequest& request) {
  perigee::bindings::ContextOptions options;
  options.plugin = request.plugin;
  options.config = request.config;
  return perigee::bindings::make_context(state, std::move(options));
}

const perigee::plugins::ContextFactory kContexts = make_context;

std::unique_ptr<Generation> load(const std::string& name, const std::string& text) {
  perigee::plugins::Blueprint blueprint;
  blueprint.source.path = {.name = name, .entry = name + ".lua", .folder = {}};
  blueprint.source.text = text;
  return Generation::load(std::make_shared<const perigee::plugins::Blueprint>(std::move(blueprint)),
                          kContexts, kClock)
      .value();
}

void measure_call() {
  const auto plugin =
      load("caller",
           "return { enrich = function(ctx, message) local base = ctx.config "
           "return { { kind = 'a', span = { 1, 2 }, data = { n = 1 } }, "
           "{ kind = 'b', span = { 3, 4 }, data = { n = 2 } }, "
           "{ kind = 'c', span = { 5, 6 }, data = { n = #message.content } } } end }");
  const Value message = Object{{"id", "msg_1"},        {"content", text_of(200)},
                               {"sender", "somebody"}, {"topic_id", "top_1"},
                               {"channel_id", "ch_1"}, {"created_at", "2026-01-02T03:04:05.678Z"}};
  const double time = median_us(20000, [&] {
    if (!plugin->run(perigee::plugins::Hook::Enrich, message)) std::abort();
  });
  std::printf(R"({"figure":"call with ctx, message, 3 enrichments","us":%.2f})"
              "\n",
              time);
}

double resident_kib() {
  std::ifstream in("/proc/self/statm");
  double total = 0;
  double resident = 0;
  in >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

void measure_states() {
  const double create = median_us(200, [] { perigee::lua::State::create({}, kClock).value(); });
  const double with_ctx =
      median_us(200, [] { load("one", "return { enrich = function() return {} end }"); });
  std::printf(R"({"figure":"create and close a state","us":%.1f,"with_ctx_and_plugin_us":%.1f})"
              "\n",
              create, with_ctx);
  constexpr int kPlugins = 1000;
  const double before = resident_kib();
  std::vector<std::unique_ptr<Generation>> plugins;
  for (int i = 0; i < kPlugins; ++i) {
    plugins.push_back(
        load("p" + std::to_string(i), "return { enrich = function() return {} end }"));
    if (!plugins.back()->run(perigee::plugins::Hook::Enrich, Object{{"content", "x"}}))
      std::abort();
  }
  std::printf(R"({"figure":"1000 loaded plugins","kib_each":%.1f})"
              "\n",
              (resident_kib() - before) / kPlugins);
}

}  // namespace

int main() {
  for (const Workload& workload : kWorkloads) {
    const double bare = measure_stock(workload, false);
    const double hooked = measure_stock(workload, true);
    const double ours = measure_ours(workload);
    std::printf(R"({"workload":"%s","bare_us":%.2f,"hook_ratio":%.2f,"sandbox_ratio":%.2f})"
                "\n",
                workload.name, bare, hooked / bare, ours / bare);
    std::fflush(stdout);
  }
  measure_call();
  measure_states();
}
