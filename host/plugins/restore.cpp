// The way back from a backup: unpack and check beside the data directory, then exchange the two.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "host/base/digest.h"
#include "host/base/scratch_folder.h"
#include "host/plugins/backup.h"
#include "host/plugins/backup_manifest.h"
#include "host/store/archive.h"
#include "host/store/copies.h"
#include "host/store/put_back.h"

namespace perigee::plugins {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> refuse(const fs::path& source, const std::string& why) {
  return fail(Code::FileError, source.string() + ": " + why,
              "nothing was restored; use another backup");
}

Result<BackupContents> read_contents(store::ArchiveReader& archive, const fs::path& source) {
  const auto first = archive.next();
  if (!first) return std::unexpected(first.error());
  if (!*first || archive.name() != kManifestName || archive.size() > kManifestBytes) {
    return refuse(source, "it does not begin with the manifest of a backup");
  }
  std::string text;
  auto read = archive.read([&text](std::string_view piece) -> Result<void> {
    text += piece;
    return {};
  });
  if (!read) return fail(std::move(read));
  auto contents = read_manifest(text);
  if (!contents) contents.error().message = source.string() + ": " + contents.error().message;
  return contents;
}

/// Writes an entry into a file, and compares it with what the manifest says.
Result<void> unpack_file(store::ArchiveReader& archive, const BackedUpFile& expected,
                         const fs::path& source, const fs::path& target) {
  if (static_cast<std::int64_t>(archive.size()) != expected.bytes) {
    return refuse(source, expected.name + " has another size than the manifest says");
  }
  const int descriptor = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const auto cannot = [&target] {
    return fail(Code::FileError, "cannot write " + target.string() + ": " + std::strerror(errno));
  };
  if (descriptor < 0) return cannot();
  Sha256 digest;
  auto done = archive.read([&](std::string_view piece) -> Result<void> {
    digest.add(piece);
    for (std::size_t at = 0; at < piece.size();) {
      const ssize_t size = ::write(descriptor, piece.data() + at, piece.size() - at);
      if (size < 0) return cannot();
      at += static_cast<std::size_t>(size);
    }
    return {};
  });
  if (done && ::fsync(descriptor) != 0) done = cannot();
  ::close(descriptor);
  if (!done) return done;
  if (to_hex(digest.finish()) == expected.sha256) return {};
  return refuse(source, expected.name + " is damaged (its checksum is not that of the manifest)");
}

/// Unpacks a backup into an empty folder. Nothing that the manifest does not name is unpacked.
Result<BackupContents> unpack(const fs::path& source, const fs::path& folder) {
  auto archive = store::ArchiveReader::open(source);
  if (!archive) return fail(std::move(archive));
  auto contents = read_contents(*archive, source);
  if (!contents) return contents;
  if (::mkdir((folder / "plugins").c_str(), 0700) != 0) {
    return fail(Code::FileError, "cannot make a folder in " + folder.string());
  }
  std::vector<std::string> unpacked;
  for (;;) {
    const auto more = archive->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    const std::string name = archive->name();
    const auto expected = std::ranges::find(contents->files, name, &BackedUpFile::name);
    const bool is_double = std::ranges::find(unpacked, name) != unpacked.end();
    if (expected == contents->files.end() || is_double) {
      return refuse(source, "it holds \"" + name + "\", which the manifest does not " +
                                (is_double ? "name twice" : "name"));
    }
    if (auto done = unpack_file(*archive, *expected, source, folder / name); !done) {
      return fail(std::move(done));
    }
    unpacked.push_back(name);
  }
  for (const BackedUpFile& file : contents->files) {
    if (std::ranges::find(unpacked, file.name) == unpacked.end()) {
      return refuse(source, file.name + " is missing in it");
    }
    if (auto intact = store::check_intact(folder / file.name); !intact) {
      return fail(std::move(intact));
    }
  }
  return contents;
}

/// Whether there is more than the remains of a lock.
bool holds_something(const fs::path& directory) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    if (entry.path().filename() != "locks") return true;
  }
  return false;
}

/// The new directory takes the place of the old one, which afterwards has the name of the new one.
Result<void> exchange(const fs::path& unpacked, const fs::path& directory) {
  if (::renameat2(AT_FDCWD, unpacked.c_str(), AT_FDCWD, directory.c_str(), RENAME_EXCHANGE) == 0) {
    return {};
  }
  return fail(Code::FileError,
              "cannot put " + directory.string() + " in place: " + std::strerror(errno),
              "restore into another directory with --data DIR, and rename that");
}

}  // namespace

Result<Restored> restore(const RestoreOptions& options, const Clock& clock) {
  const fs::path directory = fs::weakly_canonical(options.data.directory);
  if (holds_something(directory) && !options.replace) {
    return fail(Code::NotPermitted, directory.string() + " is not empty",
                "--force replaces it, and keeps it under another name; --data DIR names another");
  }
  std::error_code error;
  fs::create_directories(directory.parent_path(), error);
  auto scratch = ScratchFolder::make(directory.string() + ".restoring-");
  if (!scratch) return fail(std::move(scratch));
  // In a folder of its own: what is left of the other one afterwards is removed with the scratch.
  const fs::path fresh = scratch->path() / "data";
  if (::mkdir(fresh.c_str(), 0700) != 0) {
    return fail(Code::FileError, "cannot make " + fresh.string() + ": " + std::strerror(errno));
  }
  auto contents = unpack(options.source, fresh);
  if (!contents) return fail(std::move(contents));
  Restored restored{.contents = std::move(*contents), .directory = directory, .kept_as = {}};
  const auto lock = store::DataLock::take({directory}, clock, options.check);
  if (!lock) return std::unexpected(lock.error());
  const bool keeps = holds_something(directory);
  if (keeps && !options.replace) {
    return fail(Code::NotPermitted, directory.string() + " is not empty any more",
                "somebody has just made a hub there");
  }
  if (auto done = exchange(fresh, directory); !done) return fail(std::move(done));
  if (keeps) {
    const fs::path kept = directory.string() + ".replaced-" + store::copy_stamp(clock.now());
    fs::rename(fresh, kept, error);
    if (error) {
      return fail(Code::FileError, "the backup is restored, but " + directory.string() +
                                       " as it was cannot be kept: " + error.message());
    }
    restored.kept_as = kept;
  }
  return restored;
}

}  // namespace perigee::plugins
