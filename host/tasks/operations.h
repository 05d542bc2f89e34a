// The operations on tasks by name, on plain values: what plugins, HTTP and the command line call.
// The one list of them is in operations.cpp; arguments are read and checked here, before anything
// is asked of the database.
#pragma once

#include <functional>
#include <span>
#include <variant>

#include "host/hub/write.h"
#include "host/tasks/types.h"

namespace perigee::tasks {

/// Runs on the writer and returns the JSON of its answer.
using Change = std::function<Result<std::string>(hub::Write&)>;
/// Runs on any connection and returns the JSON of its answer.
using Look = std::function<Result<std::string>(store::Connection&)>;
using Operation = std::variant<Change, Look>;

/// An operation as it may be called.
struct OperationInfo {
  std::string_view name;
  bool changes;
  std::string_view doc;
  Result<Operation> (*parse)(const Caller& caller, const Clock& clock, const Value& arguments);
};

std::span<const OperationInfo> operations();

/// The operation of that name with its arguments, an object. `clock` must outlive it. Errors:
/// InvalidInput naming the argument; BadEdgeRef.
Result<Operation> parse_operation(const Caller& caller, const Clock& clock, std::string_view name,
                                  const Value& arguments);

}  // namespace perigee::tasks
