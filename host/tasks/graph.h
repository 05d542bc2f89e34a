// Walks along the edges between tasks (tasks §8), breadth first and bounded.
#pragma once

#include "host/store/connection.h"
#include "host/tasks/types.h"

namespace perigee::tasks {

/// The part of the graph around a root. The root is there even if no such item is; its list must
/// be. What the caller does not see is neither shown nor walked through. max_nodes is kept between
/// 1 and limits::kTaskGraphNodes. Errors: ListNotFound; InvalidInput for a negative depth.
Result<Slice> query_graph(store::Connection& db, const Caller& caller, const Ref& root,
                          const GraphQuery& query);

}  // namespace perigee::tasks
