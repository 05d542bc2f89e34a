// ctx.log: lines of the plugin in the host's log, bounded in length and number.
#include <fmt/format.h>

#include <algorithm>

#include "bindings/namespace.h"
#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/lua/native.h"

namespace perigee::bindings {
namespace {

/// Whether the plugin has written too much lately, over all its runs; says so once in a period.
bool is_flooding(Context& context, SteadyTime now) {
  if (now >= context.log_period_ends) {
    context.log_period_ends = now + limits::kLogPeriod;
    context.log_period_lines = 0;
  }
  if (context.log_period_lines > limits::kLogLinesPerPeriod) return true;
  if (++context.log_period_lines <= limits::kLogLinesPerPeriod) return false;
  context.options.log_sink(
      log::Level::Warn,
      fmt::format("[{}] more than {} lines in {} s, the rest is dropped", context.options.plugin,
                  limits::kLogLinesPerPeriod, limits::kLogPeriod.count() / 1000));
  return true;
}

/// Writes a line unless the run has written too many; the first that is lost is reported.
void write_line(Context& context, std::uint64_t run, SteadyTime now, log::Level level,
                std::string_view text) {
  if (context.log_run != run) {
    context.log_run = run;
    context.log_lines = 0;
  }
  if (context.log_lines > limits::kLogLines) return;
  const ContextOptions& options = context.options;
  if (is_flooding(context, now)) return;
  if (++context.log_lines > limits::kLogLines) {
    options.log_sink(log::Level::Warn,
                     fmt::format("[{}] more than {} lines in one run, the rest is dropped",
                                 options.plugin, limits::kLogLines));
    return;
  }
  options.log_sink(level,
                   fmt::format("[{}] {}", options.plugin, printable(text, limits::kLogBytes)));
}

template <log::Level level>
int write(lua_State* state, Context& context) {
  std::size_t length = 0;
  const char* text = luaL_checklstring(state, 1, &length);
  lua::charge(state, std::min(length, limits::kLogBytes));
  write_line(context, lua::run_number(state), lua::clock(state).steady_now(), level,
             {text, length});
  return 0;
}

constexpr Function kFunctions[] = {
    {"debug", "fun(text: string)", "Logs what only the plugin's author wants to see.",
     write<log::Level::Debug>},
    {"info", "fun(text: string)", "Logs something worth knowing.", write<log::Level::Info>},
    {"warn", "fun(text: string)", "Logs something that somebody should look at.",
     write<log::Level::Warn>},
    {"error", "fun(text: string)", "Logs a failure; it does not end the run.",
     write<log::Level::Error>},
};

}  // namespace

const Namespace kLog = {"log", "Lines in the log of the host.", kFunctions, {}};

}  // namespace perigee::bindings
