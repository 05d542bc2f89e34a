#include "host/cli/message_changes.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>

#include "host/base/text.h"
#include "host/cli/http_client.h"
#include "host/cli/hub_client.h"
#include "host/hub/names.h"
#include "host/hub/requests.h"

namespace perigee::cli {
namespace {

// --- What several have in common -----------------------------------------------------------------

/// Text of a message: an argument, or all of standard input without its last line end.
struct Content {
  std::optional<std::string> argument;
  bool from_stdin = false;
};

void declare(CLI::App& command, Content& content) {
  CLI::Option* argument = command.add_option("--content", content.argument, "The text");
  command.add_flag("--stdin", content.from_stdin, "Read the text from standard input")
      ->excludes(argument);
}

Result<std::string> read(const Content& content) {
  if (content.argument) return repair_utf8(*content.argument);
  if (!content.from_stdin) {
    return fail(Code::Usage, "a message needs a text", "--content TEXT, or --stdin to read one");
  }
  std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  if (text.ends_with('\n')) text.pop_back();
  return repair_utf8(text);
}

/// A message, and the version that it must have.
struct Target {
  std::string id;
  std::optional<std::int64_t> version;
};

void declare(CLI::App& command, Target& target) {
  command.add_option("MESSAGE,--message-id", target.id, "Id of the message")->required();
  command.add_option("--expected-version", target.version,
                     "Change nothing if the message has another version");
}

/// Sends an operation on a message.
Result<Value> patch(const HubClient& client, const Target& target, Value body) {
  if (target.version) body.set("expected_version", *target.version);
  return client.patch("messages/" + url_escape(target.id), body);
}

// --- send ----------------------------------------------------------------------------------------

struct Send {
  std::string topic;
  std::string sender;
  Content content;
};

void declare_send(CLI::App& command, Send& options) {
  command.add_option("--topic-id,--topic", options.topic, "Id, or CHANNEL/TITLE")->required();
  command.add_option("--sender", options.sender, "Who sends it")->required();
  declare(command, options.content);
}

Result<Answer> send(const Globals& globals, const Send& options) {
  const auto text = read(options.content);
  if (!text) return std::unexpected(text.error());
  auto hub = open_live_hub(globals);
  if (!hub) return fail(std::move(hub));
  const auto topic = hub::resolve_topic(hub->db, options.topic);
  if (!topic) return std::unexpected(topic.error());
  Value body;
  body.set("topic_id", *topic);
  body.set("sender", repair_utf8(options.sender));
  body.set("content_raw", *text);
  const auto sent = hub->client.post("messages", body);
  if (!sent) return std::unexpected(sent.error());
  const std::string id = string_member(member_or_null(*sent, "message"), "id");
  return Answer{ok_json({{"message_id", id}, {"event_id", member_or_null(*sent, "event_id")}}),
                "sent message " + id + "\n"};
}

// --- edit ----------------------------------------------------------------------------------------

struct Edit {
  Target target;
  Content content;
};

void declare_edit(CLI::App& command, Edit& options) {
  declare(command, options.target);
  declare(command, options.content);
}

Result<Answer> edit(const Globals& globals, const Edit& options) {
  const auto text = read(options.content);
  if (!text) return std::unexpected(text.error());
  auto hub = open_live_hub(globals);
  if (!hub) return fail(std::move(hub));
  Value body;
  body.set("op", "edit");
  body.set("content_raw", *text);
  const auto edited = patch(hub->client, options.target, std::move(body));
  if (!edited) return std::unexpected(edited.error());
  const Value& message = member_or_null(*edited, "message");
  return Answer{ok_json({{"message", message}, {"event_id", member_or_null(*edited, "event_id")}}),
                "message " + string_member(message, "id") + " has version " +
                    std::to_string(integer_member(message, "version")) + " now\n"};
}

// --- delete --------------------------------------------------------------------------------------

struct Delete {
  Target target;
  std::string actor;
};

void declare_delete(CLI::App& command, Delete& options) {
  declare(command, options.target);
  command.add_option("--actor", options.actor, "Who deletes it")->required();
}

Result<Answer> remove(const Globals& globals, const Delete& options) {
  auto hub = open_live_hub(globals);
  if (!hub) return fail(std::move(hub));
  Value body;
  body.set("op", "delete");
  body.set("actor", repair_utf8(options.actor));
  const auto deleted = patch(hub->client, options.target, std::move(body));
  if (!deleted) return std::unexpected(deleted.error());
  const Value& event = member_or_null(*deleted, "event_id");
  return Answer{ok_json({{"deleted", true}, {"event_id", event}}),
                "message " + options.target.id +
                    (event.is_null() ? " was deleted already\n" : " is deleted\n")};
}

// --- retopic -------------------------------------------------------------------------------------

struct Retopic {
  Target target;
  std::string topic;
  std::string mode;
  bool force = false;
};

void declare_retopic(CLI::App& command, Retopic& options) {
  declare(command, options.target);
  command.add_option("--to-topic-id,--to-topic", options.topic, "Id, or CHANNEL/TITLE")->required();
  command
      .add_option("--mode", options.mode,
                  "one: the message; later: also those after it; all: everything in its topic")
      ->required();
  command.add_flag("--force", options.force, "Really move everything");
}

Result<void> check(const Retopic& options) {
  const auto mode = hub::parse_move_mode(options.mode);
  if (!mode) {
    return fail(Code::Usage, "there is no mode \"" + options.mode + "\"",
                "--mode is one, later or all");
  }
  if (*mode != hub::MoveMode::All || options.force) return {};
  return fail(Code::InvalidInput, "mode all moves every message of the topic",
              "say --force if that is meant");
}

Result<Answer> retopic(const Globals& globals, const Retopic& options) {
  if (auto allowed = check(options); !allowed) return fail(std::move(allowed));
  auto hub = open_live_hub(globals);
  if (!hub) return fail(std::move(hub));
  const auto topic = hub::resolve_topic(hub->db, options.topic);
  if (!topic) return std::unexpected(topic.error());
  Value body;
  body.set("op", "move_topic");
  body.set("to_topic_id", *topic);
  body.set("mode", options.mode);
  const auto moved = patch(hub->client, options.target, std::move(body));
  if (!moved) return std::unexpected(moved.error());
  const Value& count = member_or_null(*moved, "affected_count");
  return Answer{
      ok_json({{"affected_count", count}, {"event_ids", member_or_null(*moved, "event_ids")}}),
      "moved " + to_json(count) + (count == Value(1) ? " message\n" : " messages\n")};
}

}  // namespace

void add_message_changes(CommandLine& line, CLI::App& group) {
  line.add<Send>(group, {"send", "Send a message", ErrorForm::Line}, declare_send, send);
  line.add<Edit>(group, {"edit", "Change the text of a message", ErrorForm::Line}, declare_edit,
                 edit);
  line.add<Delete>(group, {"delete", "Delete a message", ErrorForm::Line}, declare_delete, remove);
  line.add<Retopic>(group, {"retopic", "Move messages to another topic", ErrorForm::Line},
                    declare_retopic, retopic);
}

}  // namespace perigee::cli
