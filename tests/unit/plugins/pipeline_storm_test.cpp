// Everything at once: clients that post, edit back and forth, move and delete, plugins that are
// reloaded and taken away, a pipeline that ends and starts again. Then every text must be marked
// once.
#include <random>

#include "tests/support/pipeline_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;

/// A client that does one thing after another, of which some are refused. Runs on its own thread.
class Client {
 public:
  Client(PipelineFixture& hub, unsigned seed, int actions) : hub_(hub), random_(seed) {
    thread_ = std::thread([this, actions] {
      for (int i = 0; i < actions; ++i) act();
    });
  }
  void join() { thread_.join(); }

 private:
  std::string text() { return std::string(1, static_cast<char>('A' + random_() % 2)); }
  const std::string& some_message() { return messages_[random_() % messages_.size()]; }

  void act() {
    const auto dice = random_() % 10;
    if (messages_.empty() || dice < 4) {
      auto posted = hub_.ask(&hub::Hub::post_message,
                             {.topic_id = hub_.plans.id, .sender = "ada", .content_raw = text()});
      if (posted) messages_.push_back(posted->message.id);
    } else if (dice < 7) {
      static_cast<void>(
          hub_.ask(&hub::Hub::edit_message,
                   {.message_id = some_message(), .content_raw = text(), .expected_version = {}}));
    } else if (dice < 9) {
      const hub::Topic& to = random_() % 2 == 0 ? hub_.plans : hub_.other;
      static_cast<void>(hub_.ask(&hub::Hub::move_messages, {.message_id = some_message(),
                                                            .to_topic_id = to.id,
                                                            .mode = hub::MoveMode::Later,
                                                            .expected_version = {}}));
    } else if (random_() % 3 == 0) {
      static_cast<void>(
          hub_.ask(&hub::Hub::delete_message,
                   {.message_id = some_message(), .actor = "eve", .expected_version = {}}));
    }
  }

  PipelineFixture& hub_;
  std::mt19937 random_;
  std::vector<std::string> messages_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("in a storm of changes, reloads and restarts every text is marked once") {
  const Words plugins = {"codes", "names", "refs"};
  PipelineFixture hub(2);
  for (const std::string& name : plugins) hub.add(name, text_marker());
  std::list<Client> clients;
  for (unsigned seed = 1; seed <= 3; ++seed) clients.emplace_back(hub, seed, 200);
  std::mt19937 random(7);
  for (int turn = 0; turn < 30; ++turn) {
    const std::string& name = plugins[random() % plugins.size()];
    switch (random() % 4) {
      case 0:
        hub.pipeline->replace(name, hub.generation(name, text_marker()));
        break;
      case 1:
        hub.pipeline->remove(name);
        hub.add(name, text_marker());
        break;
      case 2:
        hub.add(name, text_marker());
        break;
      default:
        hub.restart();
        for (const std::string& each : plugins) hub.add(each, text_marker());
    }
  }
  for (Client& client : clients) client.join();
  CHECK(hub.caught_up());

  const std::string wrong =
      "SELECT m.id || ' ' || p.plugin FROM messages m, plugin_cursors p"
      " WHERE m.deleted_at IS NULL AND (SELECT group_concat(kind) FROM enrichments e"
      "   WHERE e.message_id = m.id AND e.plugin = p.plugin) IS NOT m.content_raw";
  CHECK(hub.column(wrong).empty());
  const std::string announced_too_often =
      "SELECT e.entity_id || (e.data_json ->> 'plugin_name') AS what FROM events e"
      " WHERE name = 'message.enriched' GROUP BY what HAVING count(*) >"
      "  (SELECT count(*) FROM events c WHERE c.entity_id = e.entity_id"
      "    AND c.name IN ('message.created', 'message.edited'))";
  CHECK(hub.column(announced_too_often).empty());
  CHECK(hub.count("plugin_failures") == 0);
  CHECK(hub.count("plugin_cursors") == 3);
  CHECK(hub.count("messages") > 100);
}
