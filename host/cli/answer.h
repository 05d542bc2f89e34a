// What a subcommand says: results to standard output, as text or as JSON, and an exit code. Every
// command that asks and is answered ends here, so that none of them prints for itself.
#pragma once

#include <optional>
#include <string>

#include "host/base/error.h"
#include "host/base/json.h"

namespace perigee::cli {

/// Exit codes (hub-data §9); 0 is success.
inline constexpr int kExitFailure = 1;
inline constexpr int kExitVersionConflict = 2;
inline constexpr int kExitNoHub = 3;
inline constexpr int kExitUnauthorized = 4;
inline constexpr int kExitLockHeld = 10;

/// The exit code that belongs to an error.
int exit_code_of(const Error& error);

struct Answer {
  std::string json;  ///< Compact; printed indented.
  std::string text;  ///< For people; whole lines.
  int exit_code = 0;
};

/// {"status":"ok"} and these members.
std::string ok_json(const Object& members);

/// A list of entities under its name, how many they are, and whether there are more where that can
/// be known.
template <class Items>
std::string list_json(std::string_view name, const Items& items,
                      std::optional<bool> has_more = std::nullopt) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("status", "ok").key(name).begin_array();
  for (const auto& item : items) write_json(json, item);
  json.end_array().member("count", static_cast<std::int64_t>(items.size()));
  if (has_more) json.member("hasMore", *has_more);
  json.end_object();
  return text;
}

/// How an error looks with --json.
enum class ErrorForm {
  Object,  ///< Of what only reads: {status, error}, indented.
  Line,    ///< Of what changes something: {status, error, code, details?} on one line.
};

/// Prints an answer or an error and returns the exit code. Wrong usage goes to standard error in
/// plain words, whatever the form.
int finish(const Result<Answer>& answer, bool json, ErrorForm form);

/// Prints an error for people on standard error and returns the exit code that belongs to it.
int report_error(const Error& error);

}  // namespace perigee::cli
