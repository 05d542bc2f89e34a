#include "host/loop/file_watcher.h"

#include <uv.h>

#include <set>

#include "host/loop/timer.h"
#include "host/loop/uv_error.h"

namespace perigee::loop {
namespace {

constexpr int kPatience = 10;  ///< Quiet periods after which a restless directory is reported.

}  // namespace

struct FileWatcher::Watch : std::enable_shared_from_this<Watch> {
  struct CloseEvents {
    void operator()(uv_fs_event_t* closed) const {
      closed->data = nullptr;
      uv_close(reinterpret_cast<uv_handle_t*>(closed),
               [](uv_handle_t* handle) { delete reinterpret_cast<uv_fs_event_t*>(handle); });
    }
  };

  std::unique_ptr<uv_fs_event_t, CloseEvents> events;
  Timer timer;
  Changed changed;
  std::set<std::string> names;
  std::uint64_t first = 0;  ///< When the oldest unreported change came, loop time.

  Watch(Loop& loop, Changed the_changed)
      : events(new uv_fs_event_t),
        timer(loop, [this] { report(); }),
        changed(std::move(the_changed)) {
    uv_fs_event_init(loop.handle(), events.get());
    events->data = this;
  }

  void note(const char* name) {
    const std::uint64_t now = uv_now(events->loop);
    if (names.empty()) first = now;
    names.insert(name == nullptr ? "" : name);
    const auto restless = static_cast<std::uint64_t>(kQuiet.count() * kPatience);
    if (now - first < restless) timer.once(kQuiet);
  }

  void report() {
    const auto keep_alive = shared_from_this();
    for (const std::string& name : std::exchange(names, {})) {
      if (events->data == nullptr) return;
      changed(name);
    }
  }
};

FileWatcher::FileWatcher(Loop& loop) : loop_(loop) {}

FileWatcher::~FileWatcher() {
  while (!watches_.empty()) unwatch(watches_.begin()->first);
}

Result<void> FileWatcher::watch(const std::filesystem::path& directory, Changed changed) {
  unwatch(directory);
  auto watch = std::make_shared<Watch>(loop_, std::move(changed));
  const int status = uv_fs_event_start(
      watch->events.get(),
      [](uv_fs_event_t* events, const char* name, int, int) {
        if (events->data != nullptr) static_cast<Watch*>(events->data)->note(name);
      },
      directory.c_str(), 0);
  if (status != 0) {
    return uv_failure(Code::FileError, "cannot watch " + directory.string(), status);
  }
  watches_.emplace(directory, std::move(watch));
  return {};
}

void FileWatcher::unwatch(const std::filesystem::path& directory) {
  const auto found = watches_.find(directory);
  if (found == watches_.end()) return;
  const auto watch = std::move(found->second);
  watches_.erase(found);
  watch->events->data = nullptr;  // a report that is under way stops
  watch->timer.stop();
}

}  // namespace perigee::loop
