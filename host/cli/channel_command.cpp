// `perigee channel`: the channels of a hub.
#include <CLI/CLI.hpp>

#include "host/cli/commands.h"
#include "host/cli/hub_client.h"
#include "host/cli/table.h"
#include "host/hub/queries.h"

namespace perigee::cli {
namespace {

Result<Answer> list(const Globals& globals) {
  auto db = open_for_reading(globals);
  if (!db) return fail(std::move(db));
  const auto channels = hub::list_channels(*db);
  if (!channels) return std::unexpected(channels.error());
  std::vector<std::vector<std::string>> rows;
  for (const hub::Channel& channel : *channels) {
    rows.push_back({channel.name, channel.id, local_time(channel.created_at),
                    channel.description.value_or("")});
  }
  const std::string text = rows.empty() ? "no channels; `perigee channel create NAME` makes one\n"
                                        : format_table({{"CHANNEL", Align::Left, true},
                                                        {"ID"},
                                                        {"CREATED"},
                                                        {"DESCRIPTION", Align::Left, true}},
                                                       rows, Terminal::of_output());
  return Answer{list_json("channels", *channels), text};
}

struct Create {
  std::string name;
  std::optional<std::string> description;
};

void declare(CLI::App& command, Create& options) {
  command.add_option("NAME,--name", options.name, "Name of the new channel")->required();
  command.add_option("--description", options.description, "What it is for");
}

Result<Answer> create(const Globals& globals, const Create& options) {
  const auto hub = open_live_hub(globals);
  if (!hub) return std::unexpected(hub.error());
  Value body;
  body.set("name", options.name);
  if (options.description) body.set("description", *options.description);
  const auto made = hub->client.post("channels", body);
  if (!made) return std::unexpected(made.error());
  const Value& channel = member_or_null(*made, "channel");
  return Answer{ok_json({{"channel", channel}, {"event_id", member_or_null(*made, "event_id")}}),
                "made channel " + string_member(channel, "id") + "\n"};
}

}  // namespace

void add_channel_commands(CommandLine& line) {
  CLI::App& group = line.add_group("channel", "List and make channels");
  line.add(group, {"list", "List the channels"}, list);
  line.add(group, {"create", "Make a channel", ErrorForm::Line}, declare, create);
}

}  // namespace perigee::cli
