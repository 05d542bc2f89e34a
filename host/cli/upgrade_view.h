// What an upgrade and its undoing did, for people and for programs.
#pragma once

#include "host/cli/answer.h"
#include "host/plugins/rollback.h"
#include "host/plugins/upgrade.h"

namespace perigee::cli {

/// The exit code says whether a plugin failed.
Answer show_upgrade(const plugins::UpgradeReport& report, bool dry_run);

/// What was put back; when nothing was, what would be.
Answer show_rollback(const plugins::RollbackPlan& plan, const std::vector<plugins::PutBack>& done);

}  // namespace perigee::cli
