// What the plugins of a running host cost, for those who watch it. Only reads.
#pragma once

#include "host/base/metrics.h"
#include "host/plugins/pipeline.h"

namespace perigee::plugins {

/// Writes the families of the plugins, one sample for each. Counts begin with the host.
void write_metrics(metrics::Text& text, const std::vector<LaneStatus>& plugins);

}  // namespace perigee::plugins
