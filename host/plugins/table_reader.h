// Reads a table that a person wrote (a manifest, perigee.lua, a plugin's config): typed members by
// name, errors that name the full path, and unknown keys refused with the nearest known one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.h"
#include "host/base/value.h"

namespace perigee::plugins {

/// Collects the first error; the getters then return nothing. Call finish() at the end.
///
///   TableReader table(value, "store");
///   if (auto name = table.string("durability")) …
///   if (auto done = table.finish(); !done) return fail(std::move(done));
class TableReader {
 public:
  /// An absent (null) value and the empty table read as a table without members. `path` is how the
  /// person would write it, such as `plugins["refs"]`; empty at the top.
  TableReader(const Value& table, std::string path);

  std::optional<std::string> string(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  /// A whole number from `least` to `most`.
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  std::optional<std::vector<std::string>> strings(std::string_view key);
  /// A member that is itself a table; null when absent.
  Value table(std::string_view key);
  /// Any value; null when absent.
  Value any(std::string_view key);

  /// Where a member is, such as `plugins["refs"].config`.
  std::string path_of(std::string_view key) const;

  /// The first error, or InvalidConfig for a member that nobody asked for.
  Result<void> finish();

  /// Records an error of the caller's about a member.
  void refuse(std::string_view key, const std::string& problem);

 private:
  const Value* take(std::string_view key);
  void expect(std::string_view key, const Value& value, std::string_view wanted);

  Value table_;
  std::string path_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
};

}  // namespace perigee::plugins
