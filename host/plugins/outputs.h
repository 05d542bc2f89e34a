// Checks what enrich and extract return and turns it into what the hub stores. One wrong item
// refuses the whole output of the run (plugin-pipeline §5), and the error says which and why.
#pragma once

#include <string_view>
#include <vector>

#include "host/base/error.h"
#include "host/base/value.h"
#include "host/hub/derived.h"

namespace perigee::plugins {

/// Spans are `{first, last}`: 1-based, inclusive byte positions in `content`; they become
/// half-open UTF-16 offsets. nil (null) counts as an empty list. Errors: InvalidOutput.
Result<std::vector<hub::Enrichment>> check_enrichments(const Value& result,
                                                       std::string_view content);

/// An attachment whose value_json is too large, or a link with a forbidden URL, is left out and
/// named in `skipped`; anything malformed is an error. Errors: InvalidOutput.
Result<std::vector<hub::DerivedAttachment>> check_attachments(const Value& result,
                                                              std::vector<std::string>& skipped);

}  // namespace perigee::plugins
