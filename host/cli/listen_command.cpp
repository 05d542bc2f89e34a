// `perigee listen`: events as they happen, on standard output.
#include <CLI/CLI.hpp>

#include "host/base/text.h"
#include "host/cli/commands.h"
#include "host/cli/event_stream.h"
#include "host/cli/hub_client.h"
#include "host/cli/stop_signals.h"
#include "host/cli/terminal.h"
#include "host/hub/names.h"

namespace perigee::cli {
namespace {

constexpr std::size_t kShownBytes = 2000;

struct Listen {
  std::int64_t since = 0;
  std::vector<std::string> channels;
  std::vector<std::string> topics;
  std::string format;
};

/// What an event is about, in a few words.
std::string gist(std::string_view name, const Value& data) {
  if (name == "message.created") {
    const Value& message = member_or_null(data, "message");
    return string_member(message, "sender") + ": " + string_member(message, "content_raw");
  }
  if (name == "message.edited") return string_member(data, "new_content");
  if (name == "message.deleted") return "by " + string_member(data, "deleted_by");
  if (name == "message.enriched") return "by " + string_member(data, "plugin_name");
  if (name == "channel.created") return string_member(member_or_null(data, "channel"), "name");
  if (name == "topic.created") return string_member(member_or_null(data, "topic"), "title");
  if (name == "topic.renamed") return string_member(data, "new_title");
  if (name == "topic.attachment_added") {
    const Value& attachment = member_or_null(data, "attachment");
    return string_member(attachment, "kind") + " " +
           to_json(member_or_null(attachment, "value_json"));
  }
  return {};
}

std::string line_of(const Value& event, const Terminal& terminal) {
  const std::string name = string_member(event, "name");
  std::string line = local_time(string_member(event, "ts")) + "  " +
                     std::to_string(integer_member(event, "event_id")) + "  " +
                     printable(name, kShownBytes) + "  " +
                     printable(string_member(member_or_null(event, "entity"), "id"), kShownBytes);
  const std::string about = printable(gist(name, member_or_null(event, "data")), kShownBytes);
  if (!about.empty()) line += "  " + about;
  return terminal.width > 0 ? fit(line, terminal.width) : line;
}

/// Names as ids, looked up in the database.
Result<StreamOptions> resolve(const Globals& globals, const Listen& options) {
  StreamOptions stream;
  stream.since = options.since;
  if (options.channels.empty() && options.topics.empty()) return stream;
  auto hub = open_live_hub(globals);
  if (!hub) return fail(std::move(hub));
  for (const std::string& channel : options.channels) {
    auto id = hub::resolve_channel(hub->db, channel);
    if (!id) return fail(std::move(id));
    stream.channel_ids.push_back(std::move(*id));
  }
  for (const std::string& topic : options.topics) {
    auto id = hub::resolve_topic(hub->db, topic);
    if (!id) return fail(std::move(id));
    stream.topic_ids.push_back(std::move(*id));
  }
  return stream;
}

Result<void> listen_until_stopped(const Globals& globals, const Listen& options) {
  const StopSignals signals;
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  auto stream = resolve(globals, options);
  if (!stream) return fail(std::move(stream));
  const Terminal terminal = Terminal::of_output();
  const bool as_text =
      options.format == "text" || (options.format.empty() && terminal.is_terminal && !globals.json);
  EventStream events(
      location->data, std::move(*stream), [&](std::string_view text, const Value& event) {
        const std::string line = as_text ? line_of(event, terminal) : std::string(text);
        std::printf("%s\n", line.c_str());
        std::fflush(stdout);
      });
  return events.run(signals.descriptor());
}

int listen(const Globals& globals, const Listen& options) {
  const auto listened = listen_until_stopped(globals, options);
  if (listened) return 0;
  return finish(std::unexpected(listened.error()), globals.json, ErrorForm::Line);
}

}  // namespace

void add_listen_command(CommandLine& line) {
  auto options = std::make_shared<Listen>();
  CLI::App& command =
      line.add(line.root(), {"listen", "Print events as they happen, until it is stopped"},
               [options](const Globals& globals) { return listen(globals, *options); });
  command.add_option("--since", options->since, "Only events after this one (default: 0, all)")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--channel,--channel-id", options->channels,
                     "Only this channel, by id or name; may be given several times");
  command.add_option("--topic-id,--topic", options->topics,
                     "Only this topic, by id or CHANNEL/TITLE; may be given several times");
  command
      .add_option("--format", options->format,
                  "jsonl: an event per line; text: for people (default at a terminal)")
      ->check(CLI::IsMember({"jsonl", "text"}));
}

}  // namespace perigee::cli
