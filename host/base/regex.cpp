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
/// A set does not say how large it is; most bytes make a few instructions.
constexpr std::uint64_t kSetWorkPerByte = 8;

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

std::size_t Regex::longest_text() const {
  return std::min(limits::kHelperTextBytes, limits::kRegexSteps / instructions());
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
    std::string why;
    auto checked = check_pattern(patterns[i]);
    if (checked && compiled->set.Add(patterns[i], &why) < 0) checked = refuse(patterns[i], why);
    if (checked) continue;
    checked.error().message = "number " + std::to_string(i + 1) + ": " + checked.error().message;
    return fail(std::move(checked));
  }
  if (!compiled->set.Compile()) {
    return fail(Code::InvalidInput, "the set needs more memory than it may have",
                "use fewer or smaller expressions");
  }
  return std::unique_ptr<RegexSet>(new RegexSet(std::move(compiled)));
}

Result<std::vector<int>> RegexSet::matches(std::string_view text) const {
  std::vector<int> found;
  re2::RE2::Set::ErrorInfo info{};
  compiled_->set.Match({text.data(), text.size()}, &found, &info);
  if (info.kind == re2::RE2::Set::kOutOfMemory) {
    return fail(Code::InvalidInput, "the set needs more memory for this text than it may have",
                "use fewer or smaller expressions");
  }
  std::ranges::sort(found);
  for (int& number : found) ++number;
  return found;
}

RegexCache::Entry* RegexCache::find(std::string_view key) {
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  if (found == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  return &entries_.front();
}

void RegexCache::add(Entry entry) {
  int weight = entry.weight;
  for (const Entry& other : entries_) weight += other.weight;
  while (weight > limits::kRegexes && !entries_.empty()) {
    weight -= entries_.back().weight;
    entries_.pop_back();
  }
  entries_.push_front(std::move(entry));
}

Result<const Regex*> RegexCache::get(std::string_view pattern) {
  const std::string key = "1" + std::string(pattern);
  Entry* entry = find(key);
  if (entry == nullptr) {
    work_ += kFailedWork + pattern.size();
    auto compiled = Regex::compile(pattern);
    if (!compiled) return fail(std::move(compiled));
    work_ += 2 * (*compiled)->instructions();  // it is there forwards and backwards
    add({key, std::move(*compiled)});
    entry = &entries_.front();
  }
  return std::get<std::unique_ptr<Regex>>(entry->compiled).get();
}

Result<const RegexSet*> RegexCache::get_set(std::span<const std::string> patterns) {
  constexpr int kSetWeight = static_cast<int>(limits::kRegexSetMemory / limits::kRegexMemory);
  std::string key = "n";
  for (const std::string& pattern : patterns) {
    key += std::to_string(pattern.size()) + ":" + pattern;
  }
  Entry* entry = find(key);
  if (entry == nullptr) {
    work_ += kFailedWork + key.size() * kSetWorkPerByte;
    auto compiled = RegexSet::compile(patterns);
    if (!compiled) return fail(std::move(compiled));
    add({key, std::move(*compiled), kSetWeight});
    entry = &entries_.front();
  }
  return std::get<std::unique_ptr<RegexSet>>(entry->compiled).get();
}

std::string escape_regex(std::string_view text) {
  return re2::RE2::QuoteMeta({text.data(), text.size()});
}

}  // namespace perigee
