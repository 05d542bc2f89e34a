// How tasks and lists lie in their tables: finding, reading and resolving. For this folder alone.
#pragma once

#include "host/store/connection.h"
#include "host/tasks/types.h"

namespace perigee::tasks {

/// A list and where it is stored.
struct StoredList {
  std::int64_t key = 0;
  List list;
};

/// The list of that handle that a scope sees; its own stands before everybody's.
/// Errors: ListNotFound.
Result<StoredList> find_list(store::Connection& db, const std::string& scope,
                             const std::string& handle);

/// A task and where it is stored.
struct StoredTask {
  std::int64_t key = 0;
  Task task;
};

/// The item that a reference names. Errors: MissingItemId when it names none, ListNotFound,
/// TaskNotFound.
Result<StoredTask> find_task(store::Connection& db, const std::string& scope, const Ref& ref);

/// The targets of a task's edges, in the order of linking.
Result<std::vector<Ref>> read_targets(store::Connection& db, std::int64_t key);

/// The scope in which a reference from one scope finds its list: the scope itself where it has a
/// list of that handle, else everybody's, whether or not there is one.
Result<std::string> scope_of(store::Connection& db, const std::string& scope,
                             const std::string& handle);

}  // namespace perigee::tasks
