// The plugins of a data directory as a table or as JSON: what `perigee plugins` prints and what
// ends a run on standard input.
#pragma once

#include <string>
#include <vector>

#include "host/plugins/progress.h"

namespace perigee::cli {

/// One line per plugin, and below it the reason where one does not simply run.
std::string format_overview(const std::vector<plugins::Overview>& plugins);

/// Everything about one plugin: where it is, what it may do, what it costs.
std::string format_plugin(const plugins::Overview& one);

/// An array of objects with the same facts.
std::string overview_json(const std::vector<plugins::Overview>& plugins);

}  // namespace perigee::cli
