// Reads the arguments of an operation, an object of plain values, whoever sent it: Lua, HTTP or the
// command line. Collects the first error; the getters then return nothing.
#pragma once

#include "host/tasks/types.h"

namespace perigee::tasks {

///   Arguments arguments(value, "task");
///   auto subject = arguments.text("subject");
///   if (auto done = arguments.finish(); !done) return fail(std::move(done));
class Arguments {
 public:
  /// `path` is where the object is, for messages; empty at the top. Null is the empty object.
  Arguments(const Value& object, std::string path);

  /// Absent and null are the same, except to `clearable`.
  std::optional<std::string> text(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  /// A whole number.
  std::optional<std::int64_t> integer(std::string_view key);
  std::optional<double> number(std::string_view key);
  std::optional<std::vector<std::string>> texts(std::string_view key);
  std::optional<Status> status(std::string_view key);
  std::optional<std::vector<Status>> statuses(std::string_view key);
  /// "list#item", or {list = …, item = …}.
  std::optional<Ref> ref(std::string_view key);
  Clearable clearable(std::string_view key);
  /// Any value; null when absent.
  Value any(std::string_view key);

  /// Says that a member is missing, unless there is an error already.
  void require(std::string_view key, bool is_there);

  /// The first error; InvalidInput for a member that nobody asked for.
  Result<void> finish();

 private:
  const Value* take(std::string_view key);
  void refuse(std::string_view key, const std::string& problem);
  std::optional<Status> read_status(std::string_view key, const Value& value);

  Value object_;
  std::string path_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
};

}  // namespace perigee::tasks
