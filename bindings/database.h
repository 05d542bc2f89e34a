// What the functions of ctx.db and ctx.state share: the plugin's database, and buffers that live as
// long as the state, so that no C++ object is on the stack where Lua may raise.
#pragma once

#include <lua.hpp>
#include <map>
#include <memory>
#include <optional>

#include "host/base/error.h"
#include "host/store/plugin_database.h"
#include "host/store/plugin_state.h"

namespace perigee::bindings {

struct Context;

/// Rows of a cursor that are read but not yet handed out.
struct CursorPiece {
  store::RowSet rows;
  std::size_t next = 0;
  bool last = false;  ///< Nothing comes behind these rows.
};

struct Database {
  std::shared_ptr<store::PluginDatabase> store;
  std::optional<store::PluginState> state;  ///< Set with the grant of ctx.state.
  store::SqlParameters parameters;          ///< Of the call that is being made.
  store::RowSet rows;                       ///< Of the call that was made.
  Error error;                              ///< Why it failed.
  std::map<int, CursorPiece> pieces;
  Value value;       ///< Of ctx.state, on its way in or out.
  std::string text;  ///< The same as JSON.
  std::vector<std::string> keys;
};

/// Pays for statements out of the budget of the run.
class RunGuard final : public store::WorkGuard {
 public:
  explicit RunGuard(lua_State* state) : state_(state) {}
  bool work(std::uint64_t steps) override;

 private:
  lua_State* state_;
};

/// Calls the store under the budget of the run. Lua must not raise inside.
template <class Body>
bool with_guard(lua_State* state, Body body) {
  RunGuard guard(state);
  return body(guard);
}

/// Keeps the error of a call of the store; whether there was none.
template <class T>
bool keep_error(Database& db, Result<T>& outcome) {
  if (outcome) return true;
  db.error = std::move(outcome.error());
  return false;
}

/// What a failed call comes to, for a host function to return: the end of a run that is over, nil
/// and an error for what a plugin can meet on a good day, and a raised error for everything else.
int answer_failure(lua_State* state, Database& db);
/// The same where there is no result to put an error beside: the error itself is raised.
int raise_failure(lua_State* state, Database& db);

/// Undoes what a run left open.
void end_run(Database& db);

/// Reads the parameters of a statement from the arguments behind the SQL text: by position, or a
/// table of names. Raises for what cannot be bound.
void read_parameters(lua_State* state, Database& db);

/// Pushes a row as a table by column name; the rows' names must be on the stack from `names` on.
void push_row(lua_State* state, const store::RowSet& rows, std::size_t row, int names);
/// Pushes the column names, once for all rows; returns the index of the first.
int push_names(lua_State* state, const store::RowSet& rows);
/// Pushes one value: whole numbers that a Lua number cannot hold become strings of their digits.
void push_cell(lua_State* state, const store::RowSet& rows, const store::Cell& cell);

/// ctx.db.blob: marks a string as bytes.
int mark_blob(lua_State* state, Context& context);

}  // namespace perigee::bindings
