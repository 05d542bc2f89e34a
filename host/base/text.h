// Text rules shared by everything that checks or measures strings: UTF-8 validity, UTF-16 lengths,
// what counts as blank, and guesses at what somebody meant to type.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace perigee {

/// Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms).
bool is_valid_utf8(std::string_view bytes);

/// The same bytes with every ill-formed sequence replaced by one U+FFFD, as decoders of the web do:
/// a sequence that is cut short counts once.
std::string repair_utf8(std::string_view bytes);

/// Length in UTF-16 code units, the unit of every limit of the hub protocol (§1.1).
/// The text must be valid UTF-8.
std::size_t utf16_length(std::string_view text);

/// Whether a byte offset of valid UTF-8 lies between two code points (0 and size() do).
bool is_utf8_boundary(std::string_view text, std::size_t offset);

/// Whether nothing is left after trimming as JavaScript does (§1.1): U+200B is not trimmed.
bool is_blank(std::string_view text);

/// A code point of JavaScript's white space, which is also where a URL ends (plugin-pipeline §9).
bool is_js_space(char32_t code_point);

/// Reads the code point at `offset` and moves past it. The text must be valid UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& offset);

/// The candidate nearest to what was typed, or empty when none is near enough to be meant.
std::string_view nearest(std::string_view typed, std::span<const std::string_view> candidates);

/// `did you mean "x"?`, or empty; made for Error::hint.
std::string did_you_mean(std::string_view typed, std::span<const std::string_view> candidates);

/// A copy for logs and terminals: control bytes escaped, cut at `limit` bytes with "…".
std::string printable(std::string_view text, std::size_t limit);

}  // namespace perigee
