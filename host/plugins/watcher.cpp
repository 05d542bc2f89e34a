#include "host/plugins/watcher.h"

#include "host/base/log.h"

namespace perigee::plugins {
namespace {

namespace fs = std::filesystem;

/// The folders and the plugin folders in them, with their subfolders: what may hold code.
std::set<fs::path> folders_to_watch(const std::vector<fs::path>& roots) {
  std::set<fs::path> folders;
  for (const fs::path& root : roots) {
    folders.insert(root);
    std::error_code error;
    auto walk = fs::recursive_directory_iterator(root, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
      std::error_code ignored;
      if (walk->is_directory(ignored)) folders.insert(walk->path());
    }
  }
  return folders;
}

}  // namespace

Watcher::Watcher(loop::Loop& loop, Registry& registry)
    : registry_(registry),
      files_(loop),
      safety_(loop, [this] { request(); }),
      thread_([this] { work(); }) {
  watch_folders();
  safety_.every(limits::kSafetyScan);
}

Watcher::~Watcher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

/// Follows folders that came and went.
void Watcher::watch_folders() {
  const auto wanted = folders_to_watch(registry_.folders());
  for (const fs::path& folder : watched_) {
    if (!wanted.contains(folder)) files_.unwatch(folder);
  }
  for (const fs::path& folder : wanted) {
    if (watched_.contains(folder)) continue;
    auto watching = files_.watch(folder, [this](const std::string&) {
      watch_folders();
      request();
    });
    if (!watching) log::warn("{}", log::describe(watching.error()));
  }
  watched_ = wanted;
}

void Watcher::request() {
  {
    const std::lock_guard lock(mutex_);
    requested_ = true;
  }
  wake_.notify_one();
}

void Watcher::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return requested_ || stopping_; });
    if (stopping_) return;
    requested_ = false;
    lock.unlock();
    if (auto scanned = registry_.scan(); !scanned) {
      log::error("plugins: {}", log::describe(scanned.error()));
    }
    lock.lock();
  }
}

}  // namespace perigee::plugins
