// Text tables for terminals: columns as wide as their content, numbers to the right.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "host/cli/terminal.h"

namespace perigee::cli {

enum class Align { Left, Right };

struct Column {
  std::string title;
  Align align = Align::Left;
  bool shrinks = false;  ///< Gives way when the table is wider than the terminal.
};

/// Lines with two spaces between the columns, the last column unpadded; each ends with "\n".
/// Control characters in cells are shown, not obeyed.
std::string format_table(const std::vector<Column>& columns,
                         const std::vector<std::vector<std::string>>& rows,
                         const Terminal& terminal = {});

/// Names and values below each other, the names of one width.
std::string format_facts(const std::vector<std::pair<std::string, std::string>>& facts,
                         const Terminal& terminal = {});

/// "1234567" as "1,234,567".
std::string grouped(std::int64_t number);

/// A time for people: "850 µs", "1.2 ms", "3.4 s".
std::string format_microseconds(std::int64_t us);

}  // namespace perigee::cli
