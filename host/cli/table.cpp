#include "host/cli/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.h"

namespace perigee::cli {
namespace {

using Cells = std::vector<std::string>;

constexpr std::size_t kGap = 2;
constexpr std::size_t kCellBytes = 4096;  // more than any terminal is wide
constexpr std::size_t kNarrowest = 8;     // columns below which a cell says nothing

void append_cell(std::string& out, const std::string& text, std::size_t width, Align align,
                 bool last) {
  const std::size_t used = display_width(text);
  const std::string padding(width > used ? width - used : 0, ' ');
  if (align == Align::Right) {
    out += padding + text;
  } else {
    out += last ? text : text + padding;
  }
  if (!last) out.append(kGap, ' ');
}

std::string format_line(const std::vector<Column>& columns, const std::vector<std::size_t>& widths,
                        const Cells& cells) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    append_cell(line, fit(cells.at(i), widths[i]), widths[i], columns[i].align,
                i + 1 == columns.size());
  }
  return line;
}

/// Takes columns away from the widest of those that shrink until the table fits.
void shrink(const std::vector<Column>& columns, std::vector<std::size_t>& widths,
            std::size_t room) {
  std::size_t total = kGap * (widths.size() - 1);
  for (const std::size_t width : widths) total += width;
  while (total > room) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (!columns[i].shrinks || widths[i] <= kNarrowest) continue;
      if (widest == widths.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == widths.size()) return;
    --widths[widest];
    --total;
  }
}

Cells safe(const Cells& cells) {
  Cells shown;
  for (const std::string& cell : cells) shown.push_back(printable(cell, kCellBytes));
  return shown;
}

}  // namespace

std::string format_table(const std::vector<Column>& columns, const std::vector<Cells>& rows,
                         const Terminal& terminal) {
  Cells titles;
  for (const Column& column : columns) titles.push_back(column.title);
  std::vector<Cells> shown;
  for (const Cells& row : rows) shown.push_back(safe(row));
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = display_width(titles[i]);
    for (const Cells& row : shown) width = std::max(width, display_width(row.at(i)));
    widths.push_back(width);
  }
  if (terminal.width > 0) shrink(columns, widths, terminal.width);
  std::string out = terminal.strong(format_line(columns, widths, titles)) + "\n";
  for (const Cells& row : shown) out += format_line(columns, widths, row) + "\n";
  return out;
}

std::string format_facts(const std::vector<std::pair<std::string, std::string>>& facts,
                         const Terminal& terminal) {
  std::size_t width = 0;
  for (const auto& [name, value] : facts) width = std::max(width, display_width(name));
  std::string out;
  for (const auto& [name, value] : facts) {
    const std::string padding(width - display_width(name) + kGap, ' ');
    out += terminal.faint(name) + padding + printable(value, kCellBytes) + "\n";
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
