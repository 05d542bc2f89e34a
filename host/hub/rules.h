// What the hub accepts: the checks of every field, before anything is written. Pure functions; the
// error names the field and the rule (hub-protocol §5).
#pragma once

#include "host/hub/requests.h"

namespace perigee::hub {

Result<void> check(const NewChannel& request);
Result<void> check(const NewTopic& request);
Result<void> check(const RenameTopic& request);
Result<void> check(const NewMessage& request);
Result<void> check(const EditMessage& request);
Result<void> check(const DeleteMessage& request);
Result<void> check(const MoveMessages& request);
Result<void> check(const NewAttachment& request);

/// The rules for the kinds `url` and `link`, whose value_json clients show as a link; other kinds
/// may hold anything.
Result<void> check_link(const std::string& kind, const Value& value_json);

/// VersionConflict with details.current unless `expected` is absent or exactly `current`.
Result<void> check_version(const ExpectedVersion& expected, std::int64_t current);

}  // namespace perigee::hub
