#include "host/base/regex.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>

#include "host/base/limits.h"
#include "host/base/text.h"

namespace perigee {
namespace {

constexpr std::size_t kShownPatternBytes = 60;
/// What compiling takes at least, in instructions; one that grows too large fails after as much.
constexpr std::uint64_t kFailedWork = 500;
/// The longest that one byte of text takes for one instruction of the expression: where the
/// automaton needs a new state for every byte, where groups are looked for without it, and in a
/// set, whose states are larger (10, 23 and 32 ns measured).
constexpr std::chrono::nanoseconds kAutomatonStep{12};
constexpr std::chrono::nanoseconds kGroupsStep{24};
constexpr std::chrono::nanoseconds kSetStep{32};

re2::RE2::Options options(std::size_t memory) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(memory));
  return options;
}

std::unexpected<Error> refuse(std::string_view pattern, std::string_view why) {
  return fail(Code::InvalidInput,
              "\"" + printable(pattern, kShownPatternBytes) +
                  "\" is not a regular expression: " + printable(why, limits::kErrorBytes),
              "the syntax is that of RE2: no look-around and no back references");
}

Result<void> check_pattern(std::string_view pattern) {
  if (pattern.size() <= limits::kRegexBytes) return {};
  return refuse(pattern, "it is longer than " + std::to_string(limits::kRegexBytes) + " bytes");
}

}  // namespace

Regex::Regex(std::unique_ptr<re2::RE2> compiled) : compiled_(std::move(compiled)) {
  names_.resize(static_cast<std::size_t>(compiled_->NumberOfCapturingGroups()));
  for (const auto& [group, name] : compiled_->CapturingGroupNames()) {
    names_[static_cast<std::size_t>(group) - 1] = name;
    named_ = true;
  }
}

Regex::~Regex() = default;

Result<std::unique_ptr<Regex>> Regex::compile(std::string_view pattern) {
  if (auto checked = check_pattern(pattern); !checked) return fail(std::move(checked));
  auto compiled = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()),
                                             options(limits::kRegexMemory));
  if (!compiled->ok()) return refuse(pattern, compiled->error());
  if (compiled->NumberOfCapturingGroups() >= static_cast<int>(kRegexGroups)) {
    return refuse(pattern, "it has more than " + std::to_string(kRegexGroups - 1) + " groups");
  }
  return std::unique_ptr<Regex>(new Regex(std::move(compiled)));
}

std::size_t Regex::instructions() const {
  return static_cast<std::size_t>(std::max(1, compiled_->ProgramSize()));
}

std::chrono::nanoseconds Regex::slowest_search(std::size_t bytes, bool with_groups) const {
  const auto steps = static_cast<std::int64_t>(bytes * instructions());
  return (with_groups && groups() > 0 ? kGroupsStep : kAutomatonStep) * steps;
}

bool Regex::find(std::string_view text, std::size_t from, std::span<TextSpan> spans) const {
  std::array<re2::StringPiece, kRegexGroups> found;
  const std::size_t wanted = std::min({spans.size(), groups() + 1, found.size()});
  if (!compiled_->Match({text.data(), text.size()}, from, text.size(), re2::RE2::UNANCHORED,
                        found.data(), static_cast<int>(wanted))) {
    return false;
  }
  for (std::size_t i = 0; i < wanted; ++i) {
    spans[i].matched = found[i].data() != nullptr;
    if (!spans[i].matched) continue;
    spans[i].first = static_cast<std::size_t>(found[i].data() - text.data());
    spans[i].end = spans[i].first + found[i].size();
  }
  return true;
}

struct RegexSet::Compiled {
  re2::RE2::Set set{options(limits::kRegexSetMemory), re2::RE2::UNANCHORED};
  std::size_t instructions = 0;
};

RegexSet::RegexSet(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
RegexSet::~RegexSet() = default;

Result<std::unique_ptr<RegexSet>> RegexSet::compile(std::span<const std::string> patterns) {
  if (patterns.size() > limits::kRegexSetItems) {
    return fail(Code::InvalidInput, "a set of " + std::to_string(patterns.size()) +
                                        " expressions, the limit is " +
                                        std::to_string(limits::kRegexSetItems));
  }
  auto compiled = std::make_unique<Compiled>();
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    // RE2 does not say how large a set is, so that each is compiled by itself as well.
    const auto alone = Regex::compile(patterns[i]);
    if (!alone) {
      return fail(Code::InvalidInput,
                  "number " + std::to_string(i + 1) + ": " + alone.error().message,
                  alone.error().hint);
    }
    compiled->instructions += (*alone)->instructions();
    if (compiled->instructions > limits::kRegexSetInstructions) return nullptr;
    compiled->set.Add(patterns[i], nullptr);
  }
  if (!compiled->set.Compile()) return nullptr;
  return std::unique_ptr<RegexSet>(new RegexSet(std::move(compiled)));
}

std::size_t RegexSet::instructions() const {
  return compiled_->instructions;
}

std::chrono::nanoseconds RegexSet::slowest_search(std::size_t bytes) const {
  return kSetStep * static_cast<std::int64_t>(bytes * instructions());
}

bool RegexSet::find(std::string_view text, std::vector<int>& numbers) const {
  re2::RE2::Set::ErrorInfo info{};
  compiled_->set.Match({text.data(), text.size()}, &numbers, &info);
  if (info.kind == re2::RE2::Set::kOutOfMemory) return false;
  std::ranges::sort(numbers);
  for (int& number : numbers) ++number;
  return true;
}

RegexCache::Entry* RegexCache::find(std::string_view key) {
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  if (found == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  return &entries_.front();
}

RegexCache::Entry& RegexCache::add(Entry entry) {
  while (!entries_.empty() &&
         (entries_.size() >= limits::kRegexes || bytes_ + entry.bytes > capacity_)) {
    drop_last();
  }
  bytes_ += entry.bytes;
  return entries_.emplace_front(std::move(entry));
}

void RegexCache::drop_last() {
  bytes_ -= entries_.back().bytes;
  entries_.pop_back();
}

void RegexCache::clear() {
  while (!entries_.empty()) drop_last();
}

Result<const Regex*> RegexCache::get(std::string_view pattern) {
  const std::string key = "1" + std::string(pattern);
  Entry* entry = find(key);
  if (entry == nullptr) {
    work_ += kFailedWork + pattern.size();
    auto compiled = Regex::compile(pattern);
    if (!compiled) return fail(std::move(compiled));
    work_ += 2 * (*compiled)->instructions();  // it is there forwards and backwards
    entry = &add({key, std::move(*compiled), limits::kRegexMemory + 2 * key.size()});
  }
  return std::get<std::unique_ptr<Regex>>(entry->compiled).get();
}

Result<const RegexSet*> RegexCache::get_set(std::span<const std::string> patterns) {
  if (capacity_ < limits::kRegexSetMemory && patterns.size() <= limits::kRegexSetItems) {
    return nullptr;
  }
  std::string key = "n";
  for (const std::string& pattern : patterns) {
    key += std::to_string(pattern.size()) + ":" + pattern;
  }
  Entry* entry = find(key);
  if (entry == nullptr) {
    auto compiled = RegexSet::compile(patterns);
    const bool whole = compiled && *compiled;
    work_ += kFailedWork + key.size() +
             2 * (whole ? (*compiled)->instructions() : limits::kRegexSetInstructions);
    if (!compiled) return fail(std::move(compiled));
    // One that is too large is remembered as such.
    const std::size_t bytes = 2 * key.size() + (whole ? limits::kRegexSetMemory : 0);
    entry = &add({std::move(key), std::move(*compiled), bytes});
  }
  return std::get<std::unique_ptr<RegexSet>>(entry->compiled).get();
}

std::string escape_regex(std::string_view text) {
  return re2::RE2::QuoteMeta({text.data(), text.size()});
}

}  // namespace perigee
