// Turns the end of a protected call into an error that says what happened, where, and what to do.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/lua/core.h"
#include "host/lua/hints.h"

namespace perigee::lua {
namespace {

double mebibytes(std::size_t bytes) {
  return static_cast<double>(bytes) / static_cast<double>(limits::kMiB);
}

/// Whole mebibytes, at least one, of a limit that is twice as large.
std::size_t doubled_mebibytes(std::size_t bytes) {
  return std::max<std::size_t>(1, 2 * bytes / limits::kMiB);
}

/// The line for perigee.lua that raises a limit of the plugin. Loading has limits of its own that
/// nobody sets.
std::string raising(const Where& where, std::string_view limit, std::uint64_t value) {
  if (where.hook.empty()) return "";
  return fmt::format(R"(, or set plugins["{}"].limits.{} = {} in perigee.lua)", where.plugin, limit,
                     value);
}

void describe_timeout(const Meter& meter, Error& error) {
  const auto wall = meter.budget().wall.count();
  const auto spent =
      std::chrono::duration_cast<std::chrono::milliseconds>(meter.cost().wall).count();
  error.code = Code::Timeout;
  if (meter.expiry() == Expiry::Fuel) {
    error.message = fmt::format(
        "timed out: it used up its fuel of {} instructions (in {}ms; its time limit of {}ms was "
        "not reached)",
        meter.budget().fuel, spent, wall);
    error.hint = "do less in one run" + raising(error.where, "fuel", 2 * meter.budget().fuel);
  } else {
    error.message = fmt::format("timed out: it ran for {}ms, its limit is {}ms ({} fuel used)",
                                spent, wall, meter.cost().fuel);
    error.hint = "do less in one run" +
                 raising(error.where, "wall_ms", static_cast<std::uint64_t>(2 * wall));
  }
}

void describe_memory(const Heap& heap, const Meter& meter, Error& error) {
  error.code = Code::MemoryExceeded;
  const MemoryLimits& limits = heap.limits();
  if (meter.expiry() == Expiry::SoftMemory) {
    error.message = fmt::format("needs too much memory: {:.1f} MiB live, its limit is {:.1f} MiB",
                                mebibytes(heap.used()), mebibytes(limits.soft));
    error.hint =
        "keep less data" + raising(error.where, "memory_mb", doubled_mebibytes(limits.soft));
  } else if (heap.refusal() == Refusal::Allocation) {
    error.message =
        fmt::format("needs too much memory: one value of {} bytes, the limit of one is {} bytes",
                    heap.refused_bytes(), limits.allocation);
    error.hint = "build smaller strings and tables" +
                 raising(error.where, "allocation_mb",
                         doubled_mebibytes(std::max(limits.allocation, heap.refused_bytes())));
  } else {
    error.message = fmt::format(
        "needs too much memory: {:.1f} MiB in use and {} bytes more asked for, its limit is {:.1f} "
        "MiB",
        mebibytes(heap.used()), heap.refused_bytes(), mebibytes(limits.hard));
    error.hint =
        "keep less data" + raising(error.where, "memory_mb", doubled_mebibytes(limits.soft));
  }
}

/// A file's name as the interpreter puts it in front of its messages.
std::string shortened(const std::string& file) {
  constexpr std::size_t kLongest = LUA_IDSIZE - 1;
  if (file.size() <= kLongest) return file;
  return "..." + file.substr(file.size() - (kLongest - 3));
}

/// The position at the front of "file:12: text", if the file is one that this state has loaded;
/// its name is put there in full.
Position take_position(std::string& text, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const std::string shown = shortened(file);
    if (!text.starts_with(shown) || text.compare(shown.size(), 1, ":") != 0) continue;
    const std::string_view rest = std::string_view(text).substr(shown.size() + 1);
    int line = 0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), line);
    if (parsed.ec != std::errc() || line <= 0) continue;
    text.replace(0, shown.size(), file);
    return {file, line};
  }
  return {};
}

}  // namespace

void Core::note_file(std::string_view name) {
  if (std::ranges::find(files, name) == files.end()) files.emplace_back(name);
}

Error Core::failure(int status, Code code, std::string_view hook) const {
  Error error{code, raised};
  error.where.plugin = plugin;
  error.where.hook = hook;
  Position position = meter.position();
  switch (meter.expiry()) {
    case Expiry::Fuel:
    case Expiry::Wall:
      describe_timeout(meter, error);
      break;
    case Expiry::SoftMemory:
    case Expiry::Refused:
      describe_memory(heap, meter, error);
      break;
    case Expiry::Cancelled:
      error.code = Code::ShuttingDown;
      error.message = "interrupted, since the host is stopping";
      break;
    case Expiry::None:
      if (status == LUA_ERRERR && raised.empty()) error.message = "error in error handling";
      if (Position said = take_position(error.message, files); said.line > 0) {
        position = std::move(said);
      }
      error.hint = hint_for(error.message);
      break;
  }
  error.where.file = std::move(position.file);
  error.where.line = position.line;
  return error;
}

}  // namespace perigee::lua
