#include "host/cli/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.h"

namespace perigee::cli {
namespace {

std::size_t width_of(const std::string& text) {
  return utf16_length(text);
}

void append_cell(std::string& out, const std::string& text, std::size_t width, Align align,
                 bool last) {
  const std::size_t used = width_of(text);
  const std::string padding(width > used ? width - used : 0, ' ');
  if (align == Align::Right) {
    out += padding + text;
  } else {
    out += last ? text : text + padding;
  }
  out += last ? "\n" : "  ";
}

}  // namespace

std::string format_table(const std::vector<Column>& columns,
                         const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = width_of(columns[i].title);
    for (const auto& row : rows) width = std::max(width, width_of(row.at(i)));
    widths.push_back(width);
  }
  std::string out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    append_cell(out, columns[i].title, widths[i], columns[i].align, i + 1 == columns.size());
  }
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      append_cell(out, row.at(i), widths[i], columns[i].align, i + 1 == columns.size());
    }
  }
  return out;
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string format_microseconds(std::int64_t us) {
  if (us < 1000) return fmt::format("{} µs", us);
  if (us < 1'000'000) return fmt::format("{:.1f} ms", static_cast<double>(us) / 1e3);
  return fmt::format("{:.1f} s", static_cast<double>(us) / 1e6);
}

}  // namespace perigee::cli
