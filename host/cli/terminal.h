// What standard output is, and text laid out for it. Nothing is coloured or cut when it is not a
// terminal.
#pragma once

#include <string>
#include <string_view>

namespace perigee::cli {

struct Terminal {
  bool is_terminal = false;
  std::size_t width = 0;  ///< Columns; 0 when there is no limit.
  bool colour = false;    ///< Also off when NO_COLOR is set.

  /// Standard output.
  static Terminal of_output();

  /// The text in bold, or dimmed, where there is colour.
  std::string strong(std::string_view text) const;
  std::string faint(std::string_view text) const;
};

/// Columns that a text takes on a terminal.
std::size_t display_width(std::string_view text);

/// The text cut to so many columns, with "…" where something is missing.
std::string fit(std::string_view text, std::size_t width);

/// A stored time in the time zone of the reader: "2026-01-02 03:04:05". What is no such time is
/// returned as it is.
std::string local_time(const std::string& stored);

}  // namespace perigee::cli
