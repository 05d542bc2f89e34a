// What the functions of ctx.db share: the plugin's database, and buffers that live as long as the
// state, so that no C++ object is on the stack where Lua may raise.
#pragma once

#include <lua.hpp>
#include <map>
#include <memory>

#include "host/base/error.h"
#include "host/store/plugin_database.h"

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
  store::SqlParameters parameters;  ///< Of the call that is being made.
  store::RowSet rows;               ///< Of the call that was made.
  Error error;                      ///< Why it failed.
  std::map<int, CursorPiece> pieces;
};

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
