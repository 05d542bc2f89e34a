#include "host/hub/names.h"

#include <algorithm>

#include "host/base/text.h"
#include "host/hub/queries.h"

namespace perigee::hub {
namespace {

/// Topics among which the nearest is looked for, and that are named when a title is not enough.
constexpr int kCandidates = 1000;
constexpr std::size_t kNamed = 5;
constexpr std::size_t kShownBytes = 200;

bool looks_like_id(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix) || text.size() == prefix.size()) return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

std::unexpected<Error> not_found(const std::string& what, const std::string& text,
                                 const std::vector<std::string>& names, const char* remedy) {
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  std::string hint = did_you_mean(text, candidates);
  if (hint.empty()) hint = remedy;
  return fail(Code::NotFound, "there is no " + what + " \"" + printable(text, kShownBytes) + "\"",
              std::move(hint));
}

/// A topic by its title within any of the channels that the text may begin with: both may contain
/// slashes.
Result<std::optional<Topic>> find_by_path(store::Connection& db, const std::string& text) {
  for (auto at = text.find('/'); at != std::string::npos; at = text.find('/', at + 1)) {
    const std::string name = text.substr(0, at);
    auto channel = find_channel_by_name(db, name);
    if (channel && !*channel) channel = find_channel(db, name);
    if (!channel) return std::unexpected(channel.error());
    if (!*channel) continue;
    auto topic = find_topic_by_title(db, (*channel)->id, text.substr(at + 1));
    if (!topic || *topic) return topic;
  }
  return std::nullopt;
}

std::vector<std::string> paths_of(const std::vector<TopicName>& names) {
  std::vector<std::string> paths;
  for (const TopicName& name : names) paths.push_back(name.channel + "/" + name.title);
  return paths;
}

std::unexpected<Error> ambiguous(const std::string& title, const std::vector<TopicName>& names) {
  std::string hint = "name one of them:";
  for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i) {
    hint += (i > 0 ? ", " : " ") + names[i].channel + "/" + names[i].title;
  }
  if (names.size() > kNamed) hint += ", …";
  return fail(Code::InvalidInput,
              "several topics have the title \"" + printable(title, kShownBytes) + "\"",
              std::move(hint));
}

Result<std::string> resolve_title(store::Connection& db, const std::string& title) {
  const auto named = list_topics_by_title(db, title, kCandidates);
  if (!named) return std::unexpected(named.error());
  if (named->size() == 1) return named->front().id;
  if (named->size() > 1) return ambiguous(title, *named);
  if (looks_like_id(title, "topic_")) return title;
  const auto all = list_topic_names(db, kCandidates);
  if (!all) return std::unexpected(all.error());
  std::vector<std::string> candidates = paths_of(*all);
  for (const TopicName& name : *all) candidates.push_back(name.title);
  return not_found("topic", title, candidates,
                   "`perigee topic list --channel NAME` lists those of a channel");
}

}  // namespace

Result<std::string> resolve_channel(store::Connection& db, const std::string& text) {
  auto channel = find_channel(db, text);
  if (channel && !*channel) channel = find_channel_by_name(db, text);
  if (!channel) return std::unexpected(channel.error());
  if (*channel) return (*channel)->id;
  if (looks_like_id(text, "ch_")) return text;
  const auto all = list_channels(db);
  if (!all) return std::unexpected(all.error());
  std::vector<std::string> names;
  for (const Channel& one : *all) names.push_back(one.name);
  return not_found("channel", text, names, "`perigee channel list` lists them");
}

Result<std::string> resolve_topic(store::Connection& db, const std::string& text) {
  auto topic = find_topic(db, text);
  if (topic && !*topic) topic = find_by_path(db, text);
  if (!topic) return std::unexpected(topic.error());
  if (*topic) return (*topic)->id;
  return resolve_title(db, text);
}

}  // namespace perigee::hub
