#include "host/store/sql_policy.h"

#include <sqlite3.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <span>

namespace perigee::store {
namespace {

using namespace std::string_view_literals;

constexpr std::array kHubTables = {"channels"sv,          "topics"sv,     "messages"sv, "events"sv,
                                   "topic_attachments"sv, "enrichments"sv};

/// Functions that reach out of SQL or load code into it, and json_patch, which takes the square of
/// what it is given.
constexpr std::array kForbiddenFunctions = {"load_extension"sv, "fts3_tokenizer"sv, "readfile"sv,
                                            "writefile"sv,      "edit"sv,           "fts5"sv,
                                            "json_patch"sv};

/// Modules whose virtual tables keep to the database that they are made in. fts5vocab does not: it
/// opens the index of any attached database.
constexpr std::array kModules = {"fts5"sv, "rtree"sv};

/// Built-in tables that show pages, statements or settings of the whole connection.
constexpr std::array kForbiddenTables = {"sqlite_dbpage"sv, "dbstat"sv, "sqlite_stmt"sv,
                                         "bytecode"sv, "tables_used"sv};

/// Pragmas that only look at the schema.
constexpr std::array kLookingPragmas = {"table_info"sv,    "table_xinfo"sv,  "index_list"sv,
                                        "index_info"sv,    "index_xinfo"sv,  "foreign_key_list"sv,
                                        "page_count"sv,    "data_version"sv, "foreign_key_check"sv,
                                        "freelist_count"sv};
/// Pragmas that may only be asked; rtree does.
constexpr std::array kAskedPragmas = {"page_size"sv};
/// Pragmas that may also be set where changes are allowed.
constexpr std::array kSettablePragmas = {"user_version"sv, "defer_foreign_keys"sv};

bool same(std::string_view left, std::string_view right) {
  return left.size() == right.size() && strncasecmp(left.data(), right.data(), left.size()) == 0;
}

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view one) { return same(one, name); });
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return same(text.substr(0, prefix.size()), prefix);
}

bool is_schema(const char* schema, std::string_view name) {
  return schema != nullptr && same(schema, name);
}

bool is_own(std::string_view schema) {
  return same(schema, "main") || same(schema, "temp");
}

}  // namespace

std::span<const std::string_view> hub_tables() {
  return kHubTables;
}

bool is_hub_table(std::string_view name) {
  return std::ranges::find(kHubTables, name) != kHubTables.end();
}

SqlPolicy::SqlPolicy(std::vector<std::string> granted, std::vector<std::string> hub_names)
    : granted_(std::move(granted)), hub_names_(std::move(hub_names)) {}

int SqlPolicy::judge(int action, const char* first, const char* second, const char* schema) {
  if (mode_ == Mode::Host) return SQLITE_OK;
  const auto view = [](const char* text) {
    return text != nullptr ? std::string_view(text) : ""sv;
  };
  return allows(action, view(first), view(second), schema) ? SQLITE_OK : SQLITE_DENY;
}

bool SqlPolicy::refuse(std::string reason) {
  if (refusal_.empty()) refusal_ = std::move(reason);
  return false;
}

bool SqlPolicy::allows(int action, std::string_view first, std::string_view second,
                       const char* schema) {
  const std::string_view in = schema != nullptr ? schema : "main"sv;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
      return true;
    case SQLITE_READ:
      return allows_read(first, schema);
    case SQLITE_FUNCTION:
      return !among(kForbiddenFunctions, second) ||
             refuse("the function " + std::string(second) + " is not available to plugins");
    case SQLITE_PRAGMA:
      return allows_pragma(first, !second.empty(), schema);
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_VIEW:
    case SQLITE_CREATE_TEMP_TABLE:
    case SQLITE_CREATE_TEMP_VIEW:
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_VIEW:
    case SQLITE_DROP_TEMP_TABLE:
    case SQLITE_DROP_TEMP_VIEW:
    case SQLITE_ANALYZE:
    case SQLITE_REINDEX:
      return allows_change(first, in);
    case SQLITE_CREATE_INDEX:
    case SQLITE_CREATE_TEMP_INDEX:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_CREATE_TEMP_TRIGGER:
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_TEMP_INDEX:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_DROP_TEMP_TRIGGER:
      return allows_change(first, in) && allows_change(second, in);
    case SQLITE_ALTER_TABLE:  // the one that names the schema first
      return allows_change(second, first);
    case SQLITE_CREATE_VTABLE:
    case SQLITE_DROP_VTABLE:
      if (!among(kModules, second)) {
        return refuse("virtual tables of " + std::string(second) +
                      " are not available to plugins (fts5 and rtree are)");
      }
      return allows_change(first, in);
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
      return refuse("transactions are begun and ended by ctx.db.transaction");
    case SQLITE_ATTACH:  // VACUUM asks for it too
      return refuse("ATTACH and VACUUM are not available to plugins");
    default:
      return refuse("this kind of statement is not available to plugins");
  }
}

bool SqlPolicy::allows_read(std::string_view table, const char* schema) {
  if (starts_with(table, kHostTablePrefix)) {
    return refuse(std::string(table) + " belongs to the host");
  }
  if (among(kForbiddenTables, table) || starts_with(table, "pragma_")) {
    return refuse(std::string(table) + " is not available to plugins");
  }
  // Without a schema and a column, as in count(*) of an unqualified table, the engine does not say
  // where it found the table. A name that the hub does not have is the plugin's own.
  if (schema == nullptr ? !among(hub_names_, table) : is_own(schema)) return true;
  if (schema != nullptr && !is_schema(schema, kHubSchema)) {
    return refuse("there is no schema " + std::string(schema) + " for plugins");
  }
  if (among(granted_, table)) return true;
  return refuse("hub." + std::string(table) +
                " may not be read: the plugin's hub_tables do not list it" +
                (schema == nullptr ? " (write main." + std::string(table) + " for your own)" : ""));
}

bool SqlPolicy::allows_change(std::string_view table, std::string_view schema) {
  if (mode_ == Mode::Read) return refuse("query only reads; use ctx.db.execute to change rows");
  if (!is_own(schema)) return refuse("the tables of the hub can only be read");
  if (starts_with(table, kHostTablePrefix)) {
    return refuse("names that begin with " + std::string(kHostTablePrefix) + " are the host's");
  }
  return true;
}

bool SqlPolicy::allows_pragma(std::string_view name, bool has_argument, const char* schema) {
  if (schema != nullptr && !is_own(schema)) return refuse("PRAGMA is for the plugin's own schema");
  if (among(kLookingPragmas, name) || (!has_argument && among(kAskedPragmas, name))) return true;
  if (!among(kSettablePragmas, name)) {
    return refuse("PRAGMA " + std::string(name) + " is not available to plugins");
  }
  if (!has_argument || mode_ == Mode::Write) return true;
  return refuse("query only reads; use ctx.db.execute to set a pragma");
}

}  // namespace perigee::store
