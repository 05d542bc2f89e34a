// ctx.db: the plugin's own SQL database.
#include <lua.hpp>

#include "bindings/database.h"
#include "bindings/namespace.h"
#include "host/lua/native.h"

namespace perigee::bindings {
namespace {

/// Rows that a loop over `each` reads at once.
constexpr std::size_t kPieceRows = 64;

Database& database(Context& context) {
  return *context.database;
}

std::string_view sql_at_front(lua_State* state) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(state, 1, &size);
  lua::charge(state, limits::kSqlCallFuel + size);
  return {text, size};
}

bool run_query(lua_State* state, std::string_view sql, Database& db) {
  return with_guard(state, [&](store::WorkGuard& guard) {
    auto done = db.store->query(sql, db.parameters, db.rows, guard);
    return keep_error(db, done);
  });
}

/// Charges for handing out what was read.
void charge_rows(lua_State* state, const store::RowSet& rows) {
  lua::charge(state, rows.cells.size() * limits::kSqlCellFuel + rows.bytes.size() / 32);
}

int push_rows(lua_State* state, const store::RowSet& rows) {
  charge_rows(state, rows);
  const int count = static_cast<int>(rows.rows());
  lua_createtable(state, count, 0);
  const int list = lua_gettop(state);
  lua::mark_array(state);
  const int names = push_names(state, rows);
  for (int row = 0; row < count; ++row) {
    push_row(state, rows, static_cast<std::size_t>(row), names);
    lua_rawseti(state, list, row + 1);
  }
  lua_settop(state, list);
  return 1;
}

int query(lua_State* state, Context& context) {
  Database& db = database(context);
  const std::string_view sql = sql_at_front(state);
  read_parameters(state, db);
  if (!run_query(state, sql, db)) return answer_failure(state, db);
  return push_rows(state, db.rows);
}

int row(lua_State* state, Context& context) {
  Database& db = database(context);
  const std::string_view sql = sql_at_front(state);
  read_parameters(state, db);
  if (!run_query(state, sql, db)) return answer_failure(state, db);
  charge_rows(state, db.rows);
  if (db.rows.rows() == 0) return 0;
  push_row(state, db.rows, 0, push_names(state, db.rows));
  return 1;
}

int value(lua_State* state, Context& context) {
  Database& db = database(context);
  const std::string_view sql = sql_at_front(state);
  read_parameters(state, db);
  if (!run_query(state, sql, db)) return answer_failure(state, db);
  charge_rows(state, db.rows);
  if (db.rows.rows() == 0) return 0;
  push_cell(state, db.rows, db.rows.at(0, 0));
  return 1;
}

bool run_execute(lua_State* state, std::string_view sql, Database& db, store::Changes& changes) {
  return with_guard(state, [&](store::WorkGuard& guard) {
    auto done = db.store->execute(sql, db.parameters, db.rows, guard);
    if (done) changes = *done;
    return keep_error(db, done);
  });
}

int execute(lua_State* state, Context& context) {
  Database& db = database(context);
  const std::string_view sql = sql_at_front(state);
  read_parameters(state, db);
  store::Changes changes;
  if (!run_execute(state, sql, db, changes)) return answer_failure(state, db);
  lua_createtable(state, 0, 3);
  const int result = lua_gettop(state);
  lua_pushnumber(state, static_cast<double>(changes.changes));
  lua_setfield(state, result, "changes");
  lua_pushnumber(state, static_cast<double>(changes.last_id));
  lua_setfield(state, result, "last_id");
  if (!db.rows.columns.empty()) {
    push_rows(state, db.rows);
    lua_setfield(state, result, "rows");
  }
  return 1;
}

// --- each ----------------------------------------------------------------------------------------

bool run_open(lua_State* state, std::string_view sql, Database& db, int& cursor) {
  return with_guard(state, [&](store::WorkGuard& guard) {
    auto opened = db.store->open_cursor(sql, db.parameters, guard);
    if (opened) cursor = *opened;
    return keep_error(db, opened);
  });
}

bool run_fetch(lua_State* state, int cursor, Database& db, CursorPiece& piece) {
  return with_guard(state, [&](store::WorkGuard& guard) {
    auto more = db.store->fetch(cursor, kPieceRows, piece.rows, guard);
    piece.next = 0;
    piece.last = more && !*more;
    return keep_error(db, more);
  });
}

/// next_row(cursor): the next row of a cursor, nil behind the last.
int next_row(lua_State* state, Context& context) {
  Database& db = database(context);
  const int cursor = static_cast<int>(luaL_checkinteger(state, 1));
  const auto found = db.pieces.find(cursor);
  if (found == db.pieces.end()) return 0;
  CursorPiece& piece = found->second;
  if (piece.next == piece.rows.rows() && !piece.last && !run_fetch(state, cursor, db, piece)) {
    db.pieces.erase(found);
    return raise_failure(state, db);
  }
  if (piece.next == piece.rows.rows()) {
    db.pieces.erase(found);
    return 0;
  }
  lua::charge(state, piece.rows.columns.size() * limits::kSqlCellFuel);
  push_row(state, piece.rows, piece.next, push_names(state, piece.rows));
  ++piece.next;
  return 1;
}

/// open_cursor(sql, …): its number, for `each`.
int open_cursor(lua_State* state, Context& context) {
  Database& db = database(context);
  const std::string_view sql = sql_at_front(state);
  read_parameters(state, db);
  int cursor = 0;
  if (!run_open(state, sql, db, cursor)) return raise_failure(state, db);
  db.pieces[cursor] = {};
  lua_pushinteger(state, cursor);
  return 1;
}

// --- transaction ---------------------------------------------------------------------------------

bool run_begin(lua_State* state, Database& db) {
  return with_guard(state, [&](store::WorkGuard& guard) {
    auto begun = db.store->begin(guard);
    return keep_error(db, begun);
  });
}

bool run_commit(lua_State* state, Database& db) {
  return with_guard(state, [&](store::WorkGuard& guard) {
    auto done = db.store->commit(guard);
    if (!done) db.store->rollback();
    return keep_error(db, done);
  });
}

int begin(lua_State* state, Context& context) {
  Database& db = database(context);
  lua::charge(state, limits::kSqlCallFuel);
  if (!run_begin(state, db)) return raise_failure(state, db);
  return 0;
}

int commit(lua_State* state, Context& context) {
  Database& db = database(context);
  if (db.store->depth() == 0) {
    lua::scratch_text(state) = "the transaction was ended by an error before its function returned";
    return kRaise;
  }
  if (!run_commit(state, db)) return answer_failure(state, db);
  lua_pushboolean(state, 1);
  return 1;
}

int rollback(lua_State*, Context& context) {
  database(context).store->rollback();
  return 0;
}

/// isolated(fn, …): calls it from C, across which no coroutine can yield: a transaction that waits
/// for somebody to resume it would keep all others waiting.
int isolated(lua_State* state, Context&) {
  luaL_checktype(state, 1, LUA_TFUNCTION);
  lua::check_c_stack(state);
  lua_call(state, lua_gettop(state) - 1, LUA_MULTRET);
  lua::check_alive(state);
  return lua_gettop(state);
}

constexpr std::string_view kSugar = R"lua(
local host, pcall, error, type = ...
local begin, commit, rollback = host.begin, host.commit, host.rollback
local isolated, open_cursor, next_row = host.isolated, host.open_cursor, host.next_row
local sugar = {}

local function finish(ok, ...)
  if not ok then
    rollback()
    error((...), 0)
  end
  local done, err = commit()
  if not done then return nil, err end
  return ...
end

function sugar.transaction(fn, ...)
  if type(fn) ~= "function" then
    error("bad argument #1 to 'transaction' (function expected, got " .. type(fn) .. ")", 2)
  end
  begin()
  return finish(pcall(isolated, fn, ...))
end

function sugar.each(sql, ...)
  return next_row, open_cursor(sql, ...)
end

return sugar
)lua";

constexpr Function kFunctions[] = {
    {"query", "fun(sql: string, ...: any): table[]",
     "All rows of a statement that reads, as tables by column name; NULL is absent.", query},
    {"row", "fun(sql: string, ...: any): table?",
     "The first row of a statement that reads, or nil.", row},
    {"value", "fun(sql: string, ...: any): any",
     "The first column of the first row of a statement that reads, or nil.", value},
    {"execute",
     "fun(sql: string, ...: any): { changes: integer, last_id: integer, rows?: table[] }?, table?",
     "Runs a statement that changes something; a broken constraint returns nil and an error.",
     execute},
    {"blob", "fun(bytes: string): table", "Marks a string to be bound as bytes instead of text.",
     mark_blob},
    {"each", "fun(sql: string, ...: any): fun(): table?",
     "Iterates over the rows of a statement that reads, without holding them all.", nullptr},
    {"transaction", "fun(fn: fun(...: any): ...: any, ...: any): ...: any",
     "Runs a function whose changes happen all or, when it raises, not at all; it may nest.",
     nullptr},
};

constexpr Function kInner[] = {
    {"begin", "fun()", "Opens a transaction.", begin},
    {"commit", "fun(): true?, table?", "Ends the innermost one.", commit},
    {"rollback", "fun()", "Undoes the innermost one.", rollback},
    {"isolated", "fun(fn: function, ...: any): ...: any", "Calls a function that cannot yield.",
     isolated},
    {"open_cursor", "fun(sql: string, ...: any): integer", "Starts to read.", open_cursor},
    {"next_row", "fun(state: any, cursor: integer): table?", "Reads on.", next_row},
};

}  // namespace

const Namespace kDb = {.name = "db",
                       .doc = "The plugin's own SQL database.",
                       .functions = kFunctions,
                       .constants = {},
                       .inner = kInner,
                       .sugar = kSugar};

}  // namespace perigee::bindings
