#include "host/store/sql_functions.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/limits.h"
#include "host/store/sql_pattern.h"

namespace perigee::store {
namespace {

/// Bytes that are searched or copied for one step (0.05 to 1.3 ns a byte).
constexpr std::size_t kBytesPerStep = 64;
/// Characters that trim may be told to take away, in bytes.
constexpr std::size_t kTrimmedBytes = 4096;

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

bool pays(sqlite3_context* context, std::uint64_t steps) {
  const auto& budget = *static_cast<SqlFunctionBudget*>(sqlite3_user_data(context));
  if (budget.pay(budget.engine, steps)) return true;
  sqlite3_result_error_code(context, SQLITE_INTERRUPT);
  return false;
}

bool is_null(sqlite3_value* value) {
  return sqlite3_value_type(value) == SQLITE_NULL;
}

bool is_blob(sqlite3_value* value) {
  return sqlite3_value_type(value) == SQLITE_BLOB;
}

std::string_view bytes_of(sqlite3_value* value) {
  const void* data = sqlite3_value_blob(value);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::string_view text_of(sqlite3_value* value) {
  const unsigned char* text = sqlite3_value_text(value);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

/// Where the part begins, npos when it is nowhere; never the product of the two lengths.
std::size_t search(std::string_view text, std::string_view part, std::size_t from = 0) {
  const void* found = memmem(text.data() + from, text.size() - from, part.data(), part.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// instr(text, part): the position in characters, of blobs in bytes.
void instr(sqlite3_context* context, int, sqlite3_value** values) {
  if (is_null(values[0]) || is_null(values[1])) return;
  const bool bytes = is_blob(values[0]) && is_blob(values[1]);
  const std::string_view text = bytes ? bytes_of(values[0]) : text_of(values[0]);
  const std::string_view part = bytes ? bytes_of(values[1]) : text_of(values[1]);
  if (!pays(context, 1 + (text.size() + part.size()) / kBytesPerStep)) return;
  std::size_t at = 0;
  if (!bytes && !part.empty() && is_continuation(part[0])) {
    if (!text.starts_with(part)) at = std::string_view::npos;  // matches begin with a character
  } else if (!part.empty()) {
    at = search(text, part);
  }
  if (at == std::string_view::npos) {
    sqlite3_result_int64(context, 0);
    return;
  }
  if (!bytes && at > 0) {
    const auto passed = text.substr(1, at);
    at -= static_cast<std::size_t>(std::ranges::count_if(passed, is_continuation));
  }
  sqlite3_result_int64(context, static_cast<sqlite3_int64>(at) + 1);
}

/// replace(text, part, by)
void replace(sqlite3_context* context, int, sqlite3_value** values) {
  if (is_null(values[0]) || is_null(values[1]) || is_null(values[2])) return;
  const std::string_view text = text_of(values[0]);
  const std::string_view part = text_of(values[1]);
  if (part.empty() || part[0] == '\0') {
    sqlite3_result_value(context, values[0]);
    return;
  }
  const std::string_view by = text_of(values[2]);
  if (!pays(context, 1 + (text.size() + part.size()) / kBytesPerStep)) return;
  std::string result;
  std::size_t from = 0;
  for (std::size_t at = search(text, part); at != std::string_view::npos;
       at = search(text, part, from)) {
    result.append(text, from, at - from).append(by);
    from = at + part.size();
    if (result.size() > limits::kSqlValueBytes) {
      sqlite3_result_error_toobig(context);
      return;
    }
  }
  result.append(text, from);
  if (!pays(context, result.size() / kBytesPerStep)) return;
  sqlite3_result_text64(context, result.data(), result.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// The character that begins at `at`.
std::string_view character(std::string_view text, std::size_t at) {
  std::size_t size = 1;
  if (static_cast<unsigned char>(text[at]) >= 0xC0) {
    while (at + size < text.size() && is_continuation(text[at + size])) ++size;
  }
  return text.substr(at, size);
}

/// The character that ends the text.
std::string_view last_character(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && is_continuation(text[at])) --at;
  return text.substr(at);
}

enum Side : unsigned { kLeft = 1, kRight = 2 };

/// trim(text, characters), ltrim, rtrim
template <unsigned sides>
void trim(sqlite3_context* context, int, sqlite3_value** values) {
  if (is_null(values[0]) || is_null(values[1])) return;
  std::string_view text = text_of(values[0]);
  const std::string_view set = text_of(values[1]);
  if (set.size() > kTrimmedBytes) {
    sqlite3_result_error(context, "too many characters to trim", -1);
    return;
  }
  if (!pays(context, 1 + (text.size() + set.size()) / 4)) return;
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < set.size(); at += characters.back().size()) {
    characters.push_back(character(set, at));
  }
  std::ranges::sort(characters);
  const auto listed = [&](std::string_view one) {
    return std::ranges::binary_search(characters, one);
  };
  while ((sides & kLeft) != 0 && !text.empty() && listed(character(text, 0))) {
    text.remove_prefix(character(text, 0).size());
  }
  while ((sides & kRight) != 0 && !text.empty() && listed(last_character(text))) {
    text.remove_suffix(last_character(text).size());
  }
  sqlite3_result_text64(context, text.data() != nullptr ? text.data() : "", text.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Up to the first zero byte, where the stock functions stop.
std::string_view c_text_of(sqlite3_value* value) {
  const std::string_view text = text_of(value);
  return text.substr(0, text.find('\0'));
}

void match(sqlite3_context* context, SqlPattern pattern, std::string_view text) {
  const auto pay = [&](std::uint64_t steps) {
    return pays(context, steps);
  };
  if (pattern.text.size() > static_cast<std::size_t>(limits::kSqlPatternBytes)) {
    sqlite3_result_error(context, "LIKE or GLOB pattern too complex", -1);
    return;
  }
  const auto matched = pattern.matches(text, pay);
  if (matched) sqlite3_result_int(context, *matched ? 1 : 0);
}

/// Bytes are like nothing, as SQLite is built here.
bool refuses_blobs(sqlite3_context* context, sqlite3_value** values) {
  if (!is_blob(values[0]) && !is_blob(values[1])) return false;
  sqlite3_result_int(context, 0);
  return true;
}

/// like(pattern, text), like(pattern, text, escape)
void like(sqlite3_context* context, int count, sqlite3_value** values) {
  if (refuses_blobs(context, values)) return;
  SqlPattern pattern;
  if (count == 3) {
    if (is_null(values[2])) return;
    const std::string_view escape = c_text_of(values[2]);
    if (escape.empty() || character(escape, 0).size() != escape.size()) {
      sqlite3_result_error(context, "ESCAPE expression must be a single character", -1);
      return;
    }
    pattern.escape = escape;
  }
  if (is_null(values[0]) || is_null(values[1])) return;
  pattern.text = c_text_of(values[0]);
  match(context, pattern, c_text_of(values[1]));
}

/// glob(pattern, text)
void glob(sqlite3_context* context, int, sqlite3_value** values) {
  if (refuses_blobs(context, values)) return;
  if (is_null(values[0]) || is_null(values[1])) return;
  match(context, {.text = c_text_of(values[0]), .is_glob = true}, c_text_of(values[1]));
}

struct Entry {
  const char* name;
  int arguments;
  void (*function)(sqlite3_context*, int, sqlite3_value**);
};

constexpr Entry kEntries[] = {
    {"instr", 2, instr},       {"replace", 3, replace},    {"trim", 2, trim<kLeft | kRight>},
    {"ltrim", 2, trim<kLeft>}, {"rtrim", 2, trim<kRight>}, {"like", 2, like},
    {"like", 3, like},         {"glob", 2, glob},
};

}  // namespace

int add_bounded_functions(sqlite3* db, SqlFunctionBudget& budget) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  for (const Entry& entry : kEntries) {
    const int code = sqlite3_create_function_v2(db, entry.name, entry.arguments, kFlags, &budget,
                                                entry.function, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace perigee::store
