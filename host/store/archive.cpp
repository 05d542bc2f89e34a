#include "host/store/archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "host/base/limits.h"
#include "host/store/archive_library.h"

namespace perigee::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = 256 * limits::kKiB;

struct FreeWriter {
  void operator()(archive* handle) const { archive_library().write_free(handle); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_library().entry_free(entry); }
};
using Writer = std::unique_ptr<archive, FreeWriter>;
using Entry = std::unique_ptr<archive_entry, FreeEntry>;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

std::unexpected<Error> cannot(const char* what, const fs::path& file, const char* why) {
  return fail(Code::FileError, std::string("cannot ") + what + " " + file.string() + ": " + why);
}

Result<void> add_header(archive* handle, const std::string& name, std::int64_t size) {
  const Entry entry(archive_library().entry_new());
  archive_library().entry_set_pathname(entry.get(), name.c_str());
  archive_library().entry_set_size(entry.get(), size);
  archive_library().entry_set_filetype(entry.get(), AE_IFREG);
  archive_library().entry_set_perm(entry.get(), 0600);
  if (archive_library().write_header(handle, entry.get()) == ARCHIVE_OK) return {};
  return fail(Code::FileError, archive_library().error_string(handle));
}

Result<void> add_bytes(archive* handle, std::string_view bytes) {
  if (archive_library().write_data(handle, bytes.data(), bytes.size()) ==
      static_cast<la_ssize_t>(bytes.size())) {
    return {};
  }
  const char* why = archive_library().error_string(handle);
  return fail(Code::FileError, why != nullptr ? why : "the file changed while it was read");
}

Result<void> add_file(archive* handle, const ArchiveItem& item) {
  const Descriptor in(::open(item.file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status{};
  if (in.get() < 0 || ::fstat(in.get(), &status) != 0) {
    return cannot("read", item.file, std::strerror(errno));
  }
  if (auto added = add_header(handle, item.name, status.st_size); !added) return added;
  std::array<char, kPiece> piece;
  for (;;) {
    const ssize_t size = ::read(in.get(), piece.data(), piece.size());
    if (size == 0) return {};
    if (size < 0) return cannot("read", item.file, std::strerror(errno));
    auto added = add_bytes(handle, {piece.data(), static_cast<std::size_t>(size)});
    if (!added) return added;
  }
}

Result<void> write_items(int descriptor, std::span<const ArchiveItem> items) {
  const Writer handle(archive_library().write_new());
  archive_library().write_set_format_pax_restricted(handle.get());
  archive_library().write_set_bytes_in_last_block(handle.get(), 1);
  if (archive_library().write_open_fd(handle.get(), descriptor) != ARCHIVE_OK) {
    return fail(Code::FileError, archive_library().error_string(handle.get()));
  }
  for (const ArchiveItem& item : items) {
    Result<void> added;
    if (!item.file.empty()) {
      added = add_file(handle.get(), item);
    } else {
      added = add_header(handle.get(), item.name, static_cast<std::int64_t>(item.text.size()));
      if (added) added = add_bytes(handle.get(), item.text);
    }
    if (!added) return added;
  }
  if (archive_library().write_close(handle.get()) == ARCHIVE_OK) return {};
  return fail(Code::FileError, archive_library().error_string(handle.get()));
}

}  // namespace

Result<void> write_archive(const fs::path& target, std::span<const ArchiveItem> items) {
  if (auto loaded = load_archive_library(); !loaded) return loaded;
  if (std::error_code ignored; fs::exists(target, ignored)) {
    return fail(Code::FileError, target.string() + " exists already",
                "name another file, or delete it");
  }
  const fs::path partial = target.string() + ".partial";
  ::unlink(partial.c_str());
  const Descriptor out(::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (out.get() < 0) return cannot("make", target, std::strerror(errno));
  auto written = write_items(out.get(), items);
  if (!written) written.error().message = target.string() + ": " + written.error().message;
  if (written && ::fsync(out.get()) != 0) written = cannot("write", target, std::strerror(errno));
  // Another process may have been faster; its file stays.
  if (written && ::link(partial.c_str(), target.c_str()) != 0) {
    written = cannot("make", target, std::strerror(errno));
  }
  ::unlink(partial.c_str());
  return written;
}

// --- Reading -------------------------------------------------------------------------------------

struct ArchiveReader::Handle {
  archive* reader = archive_library().read_new();
  ~Handle() { archive_library().read_free(reader); }
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

ArchiveReader::ArchiveReader(fs::path file, std::unique_ptr<Handle> handle)
    : file_(std::move(file)), handle_(std::move(handle)) {}
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

std::unexpected<Error> ArchiveReader::damaged() const {
  const char* why = archive_library().error_string(handle_->reader);
  return fail(Code::FileError,
              file_.string() + " cannot be read: " + (why != nullptr ? why : "it is cut short"),
              "it must be a file that `perigee backup` made");
}

Result<ArchiveReader> ArchiveReader::open(const fs::path& file) {
  if (auto loaded = load_archive_library(); !loaded) return fail(std::move(loaded));
  ArchiveReader reader(file, std::make_unique<Handle>());
  archive_library().read_support_format_tar(reader.handle_->reader);
  if (archive_library().read_open_filename(reader.handle_->reader, file.c_str(), kPiece) !=
      ARCHIVE_OK) {
    return reader.damaged();
  }
  return reader;
}

Result<bool> ArchiveReader::next() {
  archive_entry* entry = nullptr;
  const int code = archive_library().read_next_header(handle_->reader, &entry);
  if (code == ARCHIVE_EOF) return false;
  if (code != ARCHIVE_OK) return damaged();
  const char* name = archive_library().entry_pathname(entry);
  name_ = name != nullptr ? name : "";
  if (archive_library().entry_filetype(entry) != AE_IFREG ||
      archive_library().entry_hardlink(entry) != nullptr) {
    return fail(Code::FileError, file_.string() + ": \"" + name_ + "\" in it is no regular file",
                "it must be a file that `perigee backup` made");
  }
  size_ = static_cast<std::uint64_t>(archive_library().entry_size(entry));
  return true;
}

Result<void> ArchiveReader::read(const ArchiveSink& sink) {
  std::array<char, kPiece> piece;
  for (;;) {
    const la_ssize_t size =
        archive_library().read_data(handle_->reader, piece.data(), piece.size());
    if (size == 0) return {};
    if (size < 0) return damaged();
    if (auto taken = sink({piece.data(), static_cast<std::size_t>(size)}); !taken) return taken;
  }
}

}  // namespace perigee::store
