// libarchive, loaded when a backup is made or read. For this folder alone.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include "host/base/error.h"

namespace perigee::store {

struct ArchiveLibrary {
  decltype(&archive_entry_filetype) entry_filetype;
  decltype(&archive_entry_free) entry_free;
  decltype(&archive_entry_hardlink) entry_hardlink;
  decltype(&archive_entry_new) entry_new;
  decltype(&archive_entry_pathname) entry_pathname;
  decltype(&archive_entry_set_filetype) entry_set_filetype;
  decltype(&archive_entry_set_pathname) entry_set_pathname;
  decltype(&archive_entry_set_perm) entry_set_perm;
  decltype(&archive_entry_set_size) entry_set_size;
  decltype(&archive_entry_size) entry_size;
  decltype(&archive_error_string) error_string;
  decltype(&archive_read_data) read_data;
  decltype(&archive_read_free) read_free;
  decltype(&archive_read_new) read_new;
  decltype(&archive_read_next_header) read_next_header;
  decltype(&archive_read_open_filename) read_open_filename;
  decltype(&archive_read_support_format_tar) read_support_format_tar;
  decltype(&archive_write_close) write_close;
  decltype(&archive_write_data) write_data;
  decltype(&archive_write_free) write_free;
  decltype(&archive_write_header) write_header;
  decltype(&archive_write_new) write_new;
  decltype(&archive_write_open_fd) write_open_fd;
  decltype(&archive_write_set_bytes_in_last_block) write_set_bytes_in_last_block;
  decltype(&archive_write_set_format_pax_restricted) write_set_format_pax_restricted;
};

/// Loads the library once. Errors: FileError when it is not on this machine.
Result<void> load_archive_library();

/// The functions, once they are loaded; they stay until the process ends.
const ArchiveLibrary& archive_library();

}  // namespace perigee::store
