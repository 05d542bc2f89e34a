// What goes into and comes out of the SQL of a plugin, as plain data: parameters that borrow their
// text, and rows that own all of theirs. Nothing here refers to a statement or a connection, so a
// plugin may one day live in another process than its database.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace perigee::store {

/// Bytes that are no text.
struct BlobView {
  std::string_view bytes;
};

/// A value to bind. Text and bytes are borrowed for the time of the call.
using SqlParameter =
    std::variant<std::nullptr_t, bool, std::int64_t, double, std::string_view, BlobView>;

/// The parameters of a statement: by position, or by name without its ":", "@" or "$".
struct SqlParameters {
  std::vector<SqlParameter> positional;
  std::vector<std::pair<std::string_view, SqlParameter>> named;
};

/// A value that a statement returned; text and bytes are in the RowSet.
struct Cell {
  enum class Type : std::uint8_t { Null, Integer, Real, Text, Blob };
  Type type = Type::Null;
  std::uint32_t size = 0;  ///< Of text and bytes.
  union {
    std::int64_t integer = 0;
    double real;
    std::uint64_t offset;  ///< Of text and bytes.
  };
};

/// Rows of one statement, row after row. Cleared and filled again without giving memory back.
class RowSet {
 public:
  void clear() {
    columns.clear();
    cells.clear();
    bytes.clear();
  }
  std::size_t rows() const { return columns.empty() ? 0 : cells.size() / columns.size(); }
  /// The cell in a row and column, both from 0.
  const Cell& at(std::size_t row, std::size_t column) const {
    return cells[row * columns.size() + column];
  }
  std::string_view text(const Cell& cell) const {
    return std::string_view(bytes).substr(cell.offset, cell.size);
  }

  std::vector<std::string> columns;
  std::vector<Cell> cells;
  std::string bytes;
};

/// What a statement changed.
struct Changes {
  std::int64_t changes = 0;  ///< Rows inserted, updated or deleted, without those of triggers.
  std::int64_t last_id = 0;  ///< Rowid of the last insert of this connection.
};

}  // namespace perigee::store
