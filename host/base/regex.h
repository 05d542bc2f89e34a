// Regular expressions whose running time and memory are bounded: RE2, which says beforehand how
// long a search may take at the worst, and a cache of compiled ones. It never backtracks and never
// throws.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "host/base/error.h"
#include "host/base/limits.h"

namespace re2 {
class RE2;
}  // namespace re2

namespace perigee {

/// A part of a text: the bytes from `first` up to, not including, `end`.
struct TextSpan {
  std::size_t first = 0;
  std::size_t end = 0;
  bool matched = false;  ///< False for a group that took no part.
};

/// Groups that a match reports, the whole match included.
inline constexpr std::size_t kRegexGroups = 33;

/// One compiled expression. Thread-safe once compiled.
class Regex {
 public:
  /// Errors: InvalidInput with what is wrong with the expression.
  static Result<std::unique_ptr<Regex>> compile(std::string_view pattern);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  /// Capturing groups, without the whole match; at most kRegexGroups - 1.
  std::size_t groups() const { return names_.size(); }
  /// Whether one of them has a name.
  bool named() const { return named_; }
  /// The name of a group, counted from 0; empty when it has none.
  const std::string& name(std::size_t group) const { return names_[group]; }

  /// How large it is once compiled.
  std::size_t instructions() const;
  /// What a search of so many bytes takes at the worst, since it cannot be stopped; usual ones take
  /// a hundredth of it. Filling in groups may need RE2's slowest engine.
  std::chrono::nanoseconds slowest_search(std::size_t bytes, bool with_groups) const;

  /// Finds the first match at or after `from`; the text before it counts as context for ^ and \b.
  /// Fills as many spans as there is room for, the whole match first.
  bool find(std::string_view text, std::size_t from, std::span<TextSpan> spans) const;

 private:
  explicit Regex(std::unique_ptr<re2::RE2> compiled);

  std::unique_ptr<re2::RE2> compiled_;
  std::vector<std::string> names_;
  bool named_ = false;
};

/// Several expressions that a text is compared with at once. Thread-safe once compiled.
class RegexSet {
 public:
  /// Null when the set is too large, so that its expressions must be searched for one by one.
  /// Errors: InvalidInput naming the expression by its number, counted from 1.
  static Result<std::unique_ptr<RegexSet>> compile(std::span<const std::string> patterns);
  ~RegexSet();
  RegexSet(const RegexSet&) = delete;
  RegexSet& operator=(const RegexSet&) = delete;

  /// How large its expressions are together.
  std::size_t instructions() const;
  /// As Regex::slowest_search().
  std::chrono::nanoseconds slowest_search(std::size_t bytes) const;

  /// Leaves the numbers of the expressions that match somewhere, counted from 1, ascending. False
  /// when the set needs more memory for this text than it may have.
  bool find(std::string_view text, std::vector<int>& numbers) const;

 private:
  struct Compiled;
  explicit RegexSet(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

/// The expressions that were used last, so that a pattern is compiled once and not in each call.
/// Not thread-safe.
class RegexCache {
 public:
  /// The result is valid until the next call. Errors as Regex::compile.
  Result<const Regex*> get(std::string_view pattern);
  /// The same for sets; null for one that is too large.
  Result<const RegexSet*> get_set(std::span<const std::string> patterns);

  /// What was compiled since the last call, in instructions, for charging it.
  std::uint64_t take_work() { return std::exchange(work_, 0); }

  /// The most memory that what is held may take; the least recently used goes first.
  void set_capacity(std::size_t bytes) { capacity_ = bytes; }
  /// What it may take now.
  std::size_t bytes() const { return bytes_; }
  /// Drops everything.
  void clear();

 private:
  struct Entry {
    std::string key;
    std::variant<std::unique_ptr<Regex>, std::unique_ptr<RegexSet>> compiled;
    std::size_t bytes = 0;
  };

  Entry* find(std::string_view key);
  Entry& add(Entry entry);
  void drop_last();

  std::list<Entry> entries_;  ///< The one that was used last comes first.
  std::size_t capacity_ = limits::kRegexes * limits::kRegexMemory;
  std::size_t bytes_ = 0;
  std::uint64_t work_ = 0;
};

/// The text as an expression that matches it and nothing else.
std::string escape_regex(std::string_view text);

}  // namespace perigee
