#include "host/store/archive_library.h"

#include "host/base/library.h"

namespace perigee::store {
namespace {

Result<ArchiveLibrary> load() {
  Library library("libarchive.so.13", "libarchive13");
  ArchiveLibrary functions{};
  library.find(functions.entry_filetype, "archive_entry_filetype");
  library.find(functions.entry_free, "archive_entry_free");
  library.find(functions.entry_hardlink, "archive_entry_hardlink");
  library.find(functions.entry_new, "archive_entry_new");
  library.find(functions.entry_pathname, "archive_entry_pathname");
  library.find(functions.entry_set_filetype, "archive_entry_set_filetype");
  library.find(functions.entry_set_pathname, "archive_entry_set_pathname");
  library.find(functions.entry_set_perm, "archive_entry_set_perm");
  library.find(functions.entry_set_size, "archive_entry_set_size");
  library.find(functions.entry_size, "archive_entry_size");
  library.find(functions.error_string, "archive_error_string");
  library.find(functions.read_data, "archive_read_data");
  library.find(functions.read_free, "archive_read_free");
  library.find(functions.read_new, "archive_read_new");
  library.find(functions.read_next_header, "archive_read_next_header");
  library.find(functions.read_open_filename, "archive_read_open_filename");
  library.find(functions.read_support_format_tar, "archive_read_support_format_tar");
  library.find(functions.write_close, "archive_write_close");
  library.find(functions.write_data, "archive_write_data");
  library.find(functions.write_free, "archive_write_free");
  library.find(functions.write_header, "archive_write_header");
  library.find(functions.write_new, "archive_write_new");
  library.find(functions.write_open_fd, "archive_write_open_fd");
  library.find(functions.write_set_bytes_in_last_block, "archive_write_set_bytes_in_last_block");
  library.find(functions.write_set_format_pax_restricted,
               "archive_write_set_format_pax_restricted");
  if (auto loaded = library.finish(Code::FileError); !loaded) return fail(std::move(loaded));
  return functions;
}

const Result<ArchiveLibrary>& loaded() {
  static const Result<ArchiveLibrary> library = load();
  return library;
}

}  // namespace

Result<void> load_archive_library() {
  if (!loaded()) return std::unexpected(loaded().error());
  return {};
}

const ArchiveLibrary& archive_library() {
  PERIGEE_CHECK(loaded().has_value(), "libarchive is used before it is loaded");
  return *loaded();
}

}  // namespace perigee::store
