// Which SQL a plugin may run in its own database: the rules behind SQLite's authorizer. The engine
// asks for every table, function and pragma that a statement touches, however the statement spells
// it, so nothing here parses SQL (plugin-db-namespaces §8.2, §8.3).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace perigee::store {

/// Schema name under which the hub's tables are attached.
inline constexpr const char* kHubSchema = "hub";
/// Tables of the host in a plugin's database have this prefix; no plugin sees or makes one.
inline constexpr std::string_view kHostTablePrefix = "_perigee_";

/// Hub tables that a manifest may ask for with `hub_tables`.
std::span<const std::string_view> hub_tables();
bool is_hub_table(std::string_view name);

/// Judges the parts of statements. Belongs to one connection.
class SqlPolicy {
 public:
  enum class Mode {
    Host,   ///< Statements of the host: everything.
    Read,   ///< Nothing changes.
    Write,  ///< The plugin's own tables change.
  };

  /// `granted`: tables of the hub that may be read; `hub_names`: every table that the hub has.
  SqlPolicy(std::vector<std::string> granted, std::vector<std::string> hub_names);

  /// Must be set before a statement is prepared and before each of its steps, since the engine
  /// prepares anew by itself when the schema has changed.
  void set_mode(Mode mode) {
    mode_ = mode;
    refusal_.clear();
  }
  Mode mode() const { return mode_; }
  /// Why a part was refused since set_mode(); empty when none was.
  const std::string& refusal() const { return refusal_; }

  /// Answers the engine: SQLITE_OK or SQLITE_DENY. Names may be null.
  int judge(int action, const char* first, const char* second, const char* schema);

 private:
  bool allows(int action, std::string_view first, std::string_view second, const char* schema);
  bool allows_read(std::string_view table, const char* schema);
  bool allows_change(std::string_view table, std::string_view schema);
  bool allows_pragma(std::string_view name, bool has_argument, const char* schema);
  bool refuse(std::string reason);

  const std::vector<std::string> granted_;
  const std::vector<std::string> hub_names_;
  Mode mode_ = Mode::Host;
  std::string refusal_;
};

}  // namespace perigee::store
