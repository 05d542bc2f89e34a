// A request whose head was read. Everything in it refers to the bytes of the head, which live until
// the request is answered.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/http/query.h"

namespace perigee::http {

struct Header {
  std::string_view name;
  std::string_view value;  ///< Without spaces around it.
};

struct Request {
  std::string_view method;
  std::string_view path;       ///< Normalised, percent-encoding kept.
  Query query;                 ///< What follows the first '?'.
  std::string_view authority;  ///< Of a target in absolute form, else empty.
  std::vector<Header> headers;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool http_1_1 = true;
  bool keep_alive = true;
  /// Raw values of the placeholders of the route's pattern, in order.
  std::array<std::string_view, 2> parameters;

  /// The first header of that name (lower case), compared without case.
  std::optional<std::string_view> header(std::string_view lower_name) const;
  /// How many headers have that name.
  std::size_t header_count(std::string_view lower_name) const;
  /// Path and query string.
  std::string target() const { return std::string(path).append("?").append(query.raw()); }
  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

/// Whether two texts are equal apart from the case of ASCII letters; the second is lower case.
bool equals_lower(std::string_view text, std::string_view lower);

/// Whether a comma-separated header value has that token (lower case).
bool has_token(std::string_view value, std::string_view lower_token);

/// A text without spaces and tabs around it.
std::string_view trim_blanks(std::string_view text);

}  // namespace perigee::http
