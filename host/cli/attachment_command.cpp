// `perigee attachment`: structured facts attached to a topic.
#include <CLI/CLI.hpp>

#include "host/base/text.h"
#include "host/cli/commands.h"
#include "host/cli/http_client.h"
#include "host/cli/hub_client.h"
#include "host/cli/table.h"
#include "host/hub/names.h"
#include "host/hub/queries.h"

namespace perigee::cli {
namespace {

struct List {
  std::string topic;
  std::string kind;
};

void declare_list(CLI::App& command, List& options) {
  command.add_option("TOPIC,--topic-id,--topic", options.topic, "Id, or CHANNEL/TITLE")->required();
  command.add_option("--kind", options.kind, "Only those of this kind");
}

std::string table_of(const std::vector<hub::Attachment>& attachments) {
  if (attachments.empty()) return "no attachments\n";
  std::vector<std::vector<std::string>> rows;
  for (const hub::Attachment& one : attachments) {
    rows.push_back(
        {one.id, one.kind, one.key.value_or("-"), local_time(one.created_at), one.value_json});
  }
  return format_table({{"ID"},
                       {"KIND", Align::Left, true},
                       {"KEY", Align::Left, true},
                       {"CREATED"},
                       {"VALUE", Align::Left, true}},
                      rows, Terminal::of_output());
}

Result<Answer> list(const Globals& globals, const List& options) {
  auto db = open_for_reading(globals);
  if (!db) return fail(std::move(db));
  const auto topic = hub::resolve_topic(*db, options.topic);
  if (!topic) return std::unexpected(topic.error());
  auto attachments = hub::list_attachments(*db, *topic, options.kind);
  if (!attachments && attachments.error().code == Code::NotFound) {
    attachments = std::vector<hub::Attachment>();
  }
  if (!attachments) return fail(std::move(attachments));
  return Answer{list_json("attachments", *attachments), table_of(*attachments)};
}

struct Add {
  std::string topic;
  std::string kind;
  std::string value;
  std::optional<std::string> key;
  std::optional<std::string> source_message;
  std::optional<std::string> dedupe_key;
};

void declare_add(CLI::App& command, Add& options) {
  command.add_option("--topic-id,--topic", options.topic, "Id, or CHANNEL/TITLE")->required();
  command.add_option("--kind", options.kind, "What it is, such as url")->required();
  command.add_option("--value-json", options.value, "An object of JSON")->required();
  command.add_option("--key", options.key, "Tells those of one kind apart");
  command.add_option("--source-message-id", options.source_message, "Message that it comes from");
  command.add_option("--dedupe-key", options.dedupe_key,
                     "What makes it the same as another (default: the value)");
}

Result<Value> body_of(const Add& options) {
  const auto value = parse_json(options.value);
  if (!value || !value->is_object()) {
    return fail(Code::Usage, "--value-json must be an object of JSON, such as '{\"url\": \"…\"}'");
  }
  Value body;
  body.set("kind", repair_utf8(options.kind));
  body.set("value_json", *value);
  if (options.key) body.set("key", repair_utf8(*options.key));
  if (options.source_message) body.set("source_message_id", *options.source_message);
  if (options.dedupe_key) body.set("dedupe_key", repair_utf8(*options.dedupe_key));
  return body;
}

Result<Answer> add(const Globals& globals, const Add& options) {
  const auto body = body_of(options);
  if (!body) return std::unexpected(body.error());
  auto hub = open_live_hub(globals);
  if (!hub) return fail(std::move(hub));
  const auto topic = hub::resolve_topic(hub->db, options.topic);
  if (!topic) return std::unexpected(topic.error());
  const auto added = hub->client.post("topics/" + url_escape(*topic) + "/attachments", *body);
  if (!added) return std::unexpected(added.error());
  const Value& attachment = member_or_null(*added, "attachment");
  const Value& event = member_or_null(*added, "event_id");
  return Answer{
      ok_json({{"attachment", attachment}, {"event_id", event}, {"deduplicated", event.is_null()}}),
      (event.is_null() ? "there already: " : "added attachment ") +
          string_member(attachment, "id") + "\n"};
}

}  // namespace

void add_attachment_commands(CommandLine& line) {
  CLI::App& group = line.add_group("attachment", "List and add attachments of a topic");
  line.add<List>(group, {"list", "List the attachments of a topic"}, declare_list, list);
  line.add<Add>(group, {"add", "Attach something to a topic", ErrorForm::Line}, declare_add, add);
}

}  // namespace perigee::cli
