// `perigee topic`: the topics of a channel.
#include <CLI/CLI.hpp>

#include "host/cli/commands.h"
#include "host/cli/http_client.h"
#include "host/cli/hub_client.h"
#include "host/cli/table.h"
#include "host/hub/names.h"
#include "host/hub/queries.h"

namespace perigee::cli {
namespace {

struct List {
  std::string channel;
  int limit = 50;
  int offset = 0;
};

void declare(CLI::App& command, List& options) {
  command
      .add_option("CHANNEL,--channel-id,--channel", options.channel, "Id or name of the channel")
      ->required();
  command.add_option("--limit", options.limit, "How many at the most (default: 50)")
      ->check(CLI::PositiveNumber);
  command.add_option("--offset", options.offset, "How many to leave out")
      ->check(CLI::NonNegativeNumber);
}

std::string table_of(const hub::Page<hub::Topic>& topics) {
  if (topics.items.empty()) return "no topics\n";
  std::vector<std::vector<std::string>> rows;
  for (const hub::Topic& topic : topics.items) {
    rows.push_back({topic.title, topic.id, local_time(topic.updated_at)});
  }
  std::string text = format_table({{"TOPIC", Align::Left, true}, {"ID"}, {"UPDATED"}}, rows,
                                  Terminal::of_output());
  if (topics.has_more) text += "(there are more: --offset goes on)\n";
  return text;
}

Result<Answer> list(const Globals& globals, const List& options) {
  auto db = open_for_reading(globals);
  if (!db) return fail(std::move(db));
  const auto channel = hub::resolve_channel(*db, options.channel);
  if (!channel) return std::unexpected(channel.error());
  auto topics = hub::list_topics(*db, *channel, options.limit, options.offset);
  if (!topics && topics.error().code == Code::NotFound) topics = hub::Page<hub::Topic>();
  if (!topics) return fail(std::move(topics));
  return Answer{list_json("topics", topics->items, topics->has_more), table_of(*topics)};
}

/// The answer to a change of a topic.
Answer changed(const Value& body, const std::string& what) {
  const Value& topic = member_or_null(body, "topic");
  return Answer{ok_json({{"topic", topic}, {"event_id", member_or_null(body, "event_id")}}),
                what + " " + string_member(topic, "id") + "\n"};
}

struct Create {
  std::string channel;
  std::string title;
};

void declare(CLI::App& command, Create& options) {
  command.add_option("--channel-id,--channel", options.channel, "Id or name of the channel")
      ->required();
  command.add_option("TITLE,--title", options.title, "Title of the new topic")->required();
}

Result<Answer> create(const Globals& globals, const Create& options) {
  auto hub = open_live_hub(globals);
  if (!hub) return fail(std::move(hub));
  const auto channel = hub::resolve_channel(hub->db, options.channel);
  if (!channel) return std::unexpected(channel.error());
  Value body;
  body.set("channel_id", *channel);
  body.set("title", options.title);
  const auto made = hub->client.post("topics", body);
  if (!made) return std::unexpected(made.error());
  return changed(*made, "made topic");
}

struct Rename {
  std::string topic;
  std::string title;
};

void declare(CLI::App& command, Rename& options) {
  command.add_option("TOPIC,--topic-id,--topic", options.topic, "Id, or CHANNEL/TITLE")->required();
  command.add_option("--title", options.title, "The new title")->required();
}

Result<Answer> rename(const Globals& globals, const Rename& options) {
  auto hub = open_live_hub(globals);
  if (!hub) return fail(std::move(hub));
  const auto topic = hub::resolve_topic(hub->db, options.topic);
  if (!topic) return std::unexpected(topic.error());
  Value body;
  body.set("title", options.title);
  const auto renamed = hub->client.patch("topics/" + url_escape(*topic), body);
  if (!renamed) return std::unexpected(renamed.error());
  return changed(*renamed, "renamed topic");
}

}  // namespace

void add_topic_commands(CommandLine& line) {
  CLI::App& group = line.add_group("topic", "List, make and rename topics");
  line.add<List>(group, {"list", "List the topics of a channel"}, declare, list);
  line.add<Create>(group, {"create", "Make a topic", ErrorForm::Line}, declare, create);
  line.add<Rename>(group, {"rename", "Rename a topic", ErrorForm::Line}, declare, rename);
}

}  // namespace perigee::cli
