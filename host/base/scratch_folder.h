// A folder of one's own that is gone at the end, whatever happened in between.
#pragma once

#include <filesystem>

#include "host/base/error.h"

namespace perigee {

class ScratchFolder {
 public:
  /// Makes a new folder (mode 0700) whose name begins with `prefix`, a path. Errors: FileError.
  static Result<ScratchFolder> make(const std::filesystem::path& prefix);

  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  /// Removes the folder with all that is in it.
  ~ScratchFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

}  // namespace perigee
