// Tasks as people read them: one task in full, and a part of the graph as text or for Graphviz.
#pragma once

#include <map>

#include "host/cli/terminal.h"
#include "host/store/connection.h"
#include "host/tasks/types.h"

namespace perigee::cli {

/// A task with all that is known of it, in lines.
std::string describe_task(const tasks::Task& task, const Terminal& terminal);

/// What a node is called: subject and status, by the text of its reference.
using Labels = std::map<std::string, std::pair<std::string, tasks::Status>>;

/// The labels of the nodes that exist.
Labels read_labels(store::Connection& db, const tasks::Caller& caller, const tasks::Slice& slice);

/// The nodes with what each of them blocks.
std::string graph_as_text(const tasks::Slice& slice, const Labels& labels);

/// The same in the language of Graphviz.
std::string graph_as_dot(const tasks::Slice& slice, const Labels& labels);

}  // namespace perigee::cli
