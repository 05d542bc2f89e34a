// Notices changes of files in directories. Editors save in several steps, so a name is reported
// once it has been quiet for a moment. Says only that something happened to the name: it may have
// been created, written, renamed or removed. Does not look into subdirectories.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "host/loop/loop.h"

namespace perigee::loop {

class FileWatcher {
 public:
  /// Gets the name of a file inside the directory, or "" when the system did not say which.
  using Changed = std::function<void(const std::string& filename)>;

  /// How long a directory must be quiet, unless it is restless for ten times as long.
  static constexpr std::chrono::milliseconds kQuiet{50};

  explicit FileWatcher(Loop& loop);
  ~FileWatcher();
  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;

  /// Watches a directory until unwatch() or destruction; replaces an earlier watch of it. The
  /// callback runs on the loop's thread and may watch, unwatch or destroy the watcher.
  /// Errors: FileError, naming the directory.
  Result<void> watch(const std::filesystem::path& directory, Changed changed);
  void unwatch(const std::filesystem::path& directory);

 private:
  struct Watch;
  Loop& loop_;
  std::map<std::filesystem::path, std::shared_ptr<Watch>> watches_;
};

}  // namespace perigee::loop
