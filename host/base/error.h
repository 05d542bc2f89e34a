// Errors that a reader can act on. Expected failures travel as Result<T>; nothing here throws.
// Mistakes of the programmer abort through PERIGEE_CHECK with the operands that were wrong.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "host/base/value.h"

namespace perigee {

/// Stable, documented reason of an error; see error_codes.def.
enum class Code {
#define PERIGEE_ERROR(name, wire, doc) name,
#include "host/base/error_codes.def"
#undef PERIGEE_ERROR
};

/// The code as it goes over the wire and into logs, such as "INVALID_INPUT".
std::string_view code_name(Code code);

/// The code of a name that came over the wire; absent when it is none of ours.
std::optional<Code> find_code(std::string_view name);

/// One sentence on what the code means, for the generated documentation.
std::string_view code_doc(Code code);

/// Where an error happened, as far as it is known; empty members are not shown.
struct Where {
  std::string plugin;
  std::string hook;
  std::string file;
  int line = 0;
};

/// What went wrong, in words for the person who can mend it.
struct Error {
  Code code = Code::Internal;
  std::string message;    ///< A sentence that names the thing, without a final period.
  std::string hint = {};  ///< What to do about it; may be empty.
  Where where = {};
  Value details = {};  ///< Machine-readable extras (an object), or null.

  /// "where: message (hint)" on one line, for logs and terminals.
  std::string describe() const;
};

template <class T>
using Result = std::expected<T, Error>;

/// Shorthand for returning a failure: `return fail(Code::NotFound, "Topic not found")`.
inline std::unexpected<Error> fail(Code code, std::string message, std::string hint = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(hint)});
}

/// Passes the error of one result on as the error of another.
template <class T>
std::unexpected<Error> fail(Result<T>&& failed) {
  return std::unexpected(std::move(failed).error());
}

[[noreturn]] void check_failed(const char* condition, const char* file, int line,
                               std::string_view message);

}  // namespace perigee

/// Aborts when the programmer's assumption does not hold; stays on in release builds.
#define PERIGEE_CHECK(condition, message) \
  ((condition) ? (void)0 : ::perigee::check_failed(#condition, __FILE__, __LINE__, (message)))
