// `perigee msg tail|page`: reading messages; the rest of `msg` is in message_changes.cpp.
#include <CLI/CLI.hpp>

#include "host/cli/commands.h"
#include "host/cli/message_changes.h"
#include "host/cli/message_view.h"
#include "host/hub/names.h"
#include "host/hub/queries.h"

namespace perigee::cli {
namespace {

struct Read {
  std::string topic;
  std::string before_id;
  std::string after_id;
  int limit = 50;
};

void declare_tail(CLI::App& command, Read& options) {
  command.add_option("TOPIC,--topic-id,--topic", options.topic, "Id, or CHANNEL/TITLE")->required();
  command.add_option("--limit", options.limit, "How many at the most (default: 50)")
      ->check(CLI::PositiveNumber);
}

void declare_page(CLI::App& command, Read& options) {
  declare_tail(command, options);
  command.add_option("--before-id", options.before_id, "Only older ones than this message");
  command.add_option("--after-id", options.after_id, "Only newer ones than this message");
}

Result<hub::Page<hub::Message>> read(const Globals& globals, const Read& options) {
  auto db = open_for_reading(globals);
  if (!db) return fail(std::move(db));
  const auto topic = hub::resolve_topic(*db, options.topic);
  if (!topic) return std::unexpected(topic.error());
  return hub::list_messages(*db, {.topic_id = *topic,
                                  .channel_id = {},
                                  .before_id = options.before_id,
                                  .after_id = options.after_id,
                                  .limit = options.limit});
}

Result<Answer> tail(const Globals& globals, const Read& options) {
  const auto page = read(globals, options);
  if (!page) return std::unexpected(page.error());
  return Answer{list_json("messages", page->items),
                format_messages(page->items, Terminal::of_output())};
}

Result<Answer> page(const Globals& globals, const Read& options) {
  const auto page = read(globals, options);
  if (!page) return std::unexpected(page.error());
  std::string text = format_messages(page->items, Terminal::of_output());
  if (page->has_more) text += "(there are more: --before-id or --after-id goes on)\n";
  return Answer{list_json("messages", page->items, page->has_more), std::move(text)};
}

}  // namespace

void add_message_commands(CommandLine& line) {
  CLI::App& group = line.add_group("msg", "Read, send, edit, delete and move messages");
  line.add<Read>(group, {"tail", "Show the newest messages of a topic"}, declare_tail, tail);
  line.add<Read>(group, {"page", "Show messages before or after one"}, declare_page, page);
  add_message_changes(line, group);
}

}  // namespace perigee::cli
