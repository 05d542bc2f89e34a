// Live reload: watches the plugin folders on the loop and has the registry scan them, on a thread
// of its own because loading a plugin runs its code. A slow scan from time to time catches what
// the system did not report.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "host/loop/file_watcher.h"
#include "host/loop/timer.h"
#include "host/plugins/registry.h"

namespace perigee::plugins {

/// Made and destroyed on the loop's thread.
class Watcher {
 public:
  /// Both must outlive the watcher.
  Watcher(loop::Loop& loop, Registry& registry);
  /// Waits for a scan that is under way.
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

 private:
  void watch_folders();
  void request();
  void work();

  Registry& registry_;
  loop::FileWatcher files_;
  loop::Timer safety_;
  std::set<std::filesystem::path> watched_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool requested_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace perigee::plugins
