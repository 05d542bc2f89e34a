// Text tables for terminals: columns as wide as their content, numbers to the right.
#pragma once

#include <string>
#include <vector>

namespace perigee::cli {

enum class Align { Left, Right };

struct Column {
  std::string title;
  Align align = Align::Left;
};

/// Lines with two spaces between the columns, the last column unpadded; each ends with "\n".
std::string format_table(const std::vector<Column>& columns,
                         const std::vector<std::vector<std::string>>& rows);

/// "1234567" as "1,234,567".
std::string grouped(std::int64_t number);

/// A time for people: "850 µs", "1.2 ms", "3.4 s".
std::string format_microseconds(std::int64_t us);

}  // namespace perigee::cli
