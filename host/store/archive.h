// Tar files: a handful of named files written into one, and read back entry by entry. Knows nothing
// of what is in them, and makes no file but the archive itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "host/base/error.h"

namespace perigee::store {

/// A file of an archive: the content of `file`, or `text` where that is empty.
struct ArchiveItem {
  std::string name;
  std::filesystem::path file = {};
  std::string text = {};
};

/// Writes a new archive (mode 0600), which has its name only once it is complete and on the disk.
/// Errors: FileError, also when the file exists.
Result<void> write_archive(const std::filesystem::path& target, std::span<const ArchiveItem> items);

/// Takes the content of an entry in pieces.
using ArchiveSink = std::function<Result<void>(std::string_view piece)>;

/// Reads an archive from its beginning to its end.
class ArchiveReader {
 public:
  /// Errors: FileError when it cannot be opened or is no tar file.
  static Result<ArchiveReader> open(const std::filesystem::path& file);
  ArchiveReader(ArchiveReader&&) noexcept;
  ~ArchiveReader();

  /// Moves to the next entry; false at the end. Errors: FileError when the archive is damaged or
  /// cut short, or when an entry is no regular file.
  Result<bool> next();
  /// Of the current entry.
  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }
  /// Reads it, once. Errors: FileError; what the sink says.
  Result<void> read(const ArchiveSink& sink);

 private:
  struct Handle;
  ArchiveReader(std::filesystem::path file, std::unique_ptr<Handle> handle);
  std::unexpected<Error> damaged() const;

  std::filesystem::path file_;
  std::unique_ptr<Handle> handle_;
  std::string name_;
  std::uint64_t size_ = 0;
};

}  // namespace perigee::store
