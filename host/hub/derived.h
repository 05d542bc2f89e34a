// What plugins derive from a message: enrichments (marked spans) and attachments, written in the
// writer's transaction behind the staleness guard (plugin-pipeline §7). Never runs a plugin.
#pragma once

#include <memory>
#include <vector>

#include "host/hub/write.h"

namespace perigee::hub {

/// A marked span of a message, checked: half-open UTF-16 offsets, end > start.
struct Enrichment {
  std::string kind;
  std::int64_t span_start = 0;
  std::int64_t span_end = 0;
  std::string data_json;  ///< Serialised object.
  std::string item_json;  ///< The item as the event shows it: kind, span, data and extras.
};

/// An attachment that a plugin found, checked.
struct DerivedAttachment {
  std::string kind;
  std::optional<std::string> key;
  std::string value_json;
  std::string dedupe_key;
};

/// Whether a message is still what a plugin saw. The order of the checks is pinned (§7.3).
enum class Staleness { Fresh, Missing, Deleted, StaleVersion, StaleContent };
std::string_view staleness_name(Staleness staleness);

/// A message as the guard finds it, and what that means for a run that saw `snapshot`.
struct GuardResult {
  Staleness staleness = Staleness::Fresh;
  std::optional<Message> current;  ///< The row as it is now; absent when missing.
  std::string detail;              ///< Why it is stale, for the log.
};

/// Re-reads the message inside the transaction and compares. Errors: InvalidInput for a snapshot
/// without id or version, and what the store says.
Result<GuardResult> guard(Write& write, const Message& snapshot);

/// Removes what the plugin derived from the message before; attachments stay (they belong to the
/// topic and are deduplicated).
Result<void> remove_enrichments(Write& write, const std::string& message_id,
                                const std::string& plugin);

/// Inserts the rows and one message.enriched event. `message` is the guard's current row.
Result<void> insert_enrichments(Write& write, const Message& message, const std::string& plugin,
                                const std::vector<Enrichment>& enrichments);

/// Inserts what is new, with an event each, into the message's current topic; returns how many
/// were new.
Result<std::int64_t> insert_derived_attachments(Write& write, const Message& message,
                                                const std::vector<DerivedAttachment>& attachments);

}  // namespace perigee::hub
