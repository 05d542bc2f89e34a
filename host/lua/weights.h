// What the work of library functions costs in fuel. One unit of fuel is about one instruction of
// the interpreter, 2.4 ns; a weight is the measured time of the work divided by that, rounded in
// favour of the host. Limits are in host/base/limits.h; these are prices, they bound nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "host/base/limits.h"

namespace perigee::lua::weights {

/// Steps of the matcher that are charged at once: often enough that an expired run stops within
/// microseconds, rarely enough that the call does not show.
inline constexpr std::uint64_t kStepBatch = 1024;
/// Bytes that the matcher passes over in a tight loop for one step (0.6 ns a byte).
inline constexpr std::uint64_t kPassedBytesPerStep = 4;
/// Bytes passed over before the steps are handed on: one batch at the most.
inline constexpr std::size_t kPassedWindow = 4096;
/// Bytes that memchr, memcmp and memcpy handle for one unit (0.03 to 0.08 ns a byte).
inline constexpr std::uint64_t kBlockBytes = 32;
/// Bytes that memchr searches before the steps are handed on: one batch.
inline constexpr std::size_t kBlockWindow = kBlockBytes * kStepBatch;
/// Bytes that memmem searches for one unit (0.05 to 1.3 ns a byte, as the texts repeat themselves).
inline constexpr std::uint64_t kSearchedBytesPerStep = 8;
/// Bytes that memmem searches before the next are charged; a longer needle has a longer window, so
/// that the overlap of two windows doubles the work at most.
inline constexpr std::size_t kSearchWindow = 16 * limits::kKiB;

/// An append to a string under construction costs as much as this many bytes (8 ns).
inline constexpr std::uint64_t kAppendBytes = 3 * kBlockBytes;
/// Bytes that a byte-by-byte loop of the stock library takes for one unit: upper(), reverse(), a
/// string read as a number (0.3 to 0.5 ns a byte).
inline constexpr std::uint64_t kTransformedBytes = 4;
/// One byte through %q, which is looked at twice (1.5 ns).
inline constexpr std::uint64_t kQuotedByte = 1;

/// A call of a function that takes a pattern, with parsing a short one (50 to 150 ns).
inline constexpr std::uint64_t kPatternCall = 40;
/// Bytes of a pattern that is short in that sense.
inline constexpr std::size_t kShortPattern = 56;
/// One byte of pattern being parsed (2 to 4 ns).
inline constexpr std::uint64_t kParsedByte = 2;
/// One capture made into a value (15 ns).
inline constexpr std::uint64_t kCapture = 6;
/// One replacement of gsub (10 ns).
inline constexpr std::uint64_t kSubstitution = 4;
/// A call from the library into plugin code (30 ns).
inline constexpr std::uint64_t kCallback = 12;
/// Any other library function (20 ns).
inline constexpr std::uint64_t kCall = 8;
/// A value passed or returned in a list (3 ns).
inline constexpr std::uint64_t kListed = 1;
/// A call of format, which reads the format twice (80 ns).
inline constexpr std::uint64_t kFormat = 32;
/// A number made into text (60 to 120 ns).
inline constexpr std::uint64_t kNumber = 50;
/// A whole number made into text (20 ns).
inline constexpr std::uint64_t kWholeNumber = 8;
/// The same with a hundred digits or an extreme exponent (1 us).
inline constexpr std::uint64_t kLongNumber = 400;

/// One element moved by insert (1 ns in the array part, some in the hash part).
inline constexpr std::uint64_t kMoved = 1;
/// One comparison of sort in the default order, with its share of the moves (40 ns).
inline constexpr std::uint64_t kCompared = 16;

}  // namespace perigee::lua::weights
