// The index fits the messages at every moment: after a crash in the middle, after changes of every
// kind in every order, on a database that had messages before it had an index.
#include "host/hub/search_index.h"

#include <thread>

#include "tests/fuzz/dice.h"
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

constexpr IndexStep kOne{.messages = 1};

class Indexed : public HubFixture {
 public:
  std::int64_t step(IndexStep step = {}) {
    return must(run([step](Write& write) { return index_messages(write.db, step); }));
  }
  void index() {
    while (step() > 0) {
    }
  }
  /// Whether the index is sound, and holds what the messages say. Only when all are indexed.
  bool fits() {
    return must(run([](Write& write) -> Result<bool> { return check(write.db); }));
  }
  /// Ids of the messages with a word, as other programs ask for them.
  std::vector<std::string> with(const std::string& word) {
    return column(
        "SELECT m.id FROM messages m JOIN messages_fts f ON m.rowid = f.rowid"
        " WHERE messages_fts MATCH '" +
        word + "' ORDER BY m.id");
  }
  std::string progress() { return value("SELECT indexed_through FROM search_progress"); }
  /// What the start of a host after this one makes of the index: whether it is emptied, and whether
  /// it fits once it is filled again.
  struct Restarted {
    bool emptied;
    bool fits;
  };
  Restarted restart() {
    stop();
    auto db = must(store::Connection::open(database(), store::OpenMode::ReadWrite));
    must(open_search_index(db));
    const bool emptied = progress() == "0";
    while (must(index_messages(db)) > 0) {
    }
    return {emptied, check(db)};
  }

  Topic first = topic(channel("general"), "first");

 private:
  static bool check(store::Connection& db) {
    return db.execute("INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)")
        .has_value();
  }
};

using Ids = std::vector<std::string>;

/// One random change of a random message.
class Workload {
 public:
  Workload(Indexed& hub, std::uint64_t seed)
      : hub_(hub),
        dice_(seed),
        other_(hub.topic(hub.channel("c" + std::to_string(seed)), "t")),
        second_(hub.topic(
            {.id = other_.channel_id, .name = {}, .description = {}, .created_at = {}}, "second")) {
  }

  void step() {
    switch (messages_.empty() ? 0 : dice_.roll(8)) {
      case 0:
      case 1:
      case 2:
        messages_.push_back(hub_.post(other_, words()));
        break;
      case 3:
      case 4:
        hub_.edit(any(), words());
        break;
      case 5:
        hub_.remove(any());
        break;
      case 6:
        hub_.move(any(), dice_.one_in(2) ? second_ : other_);
        break;
      default:
        hub_.step({.messages = static_cast<int>(1 + dice_.roll(6))});
    }
  }

 private:
  const Message& any() {
    return messages_[dice_.roll(static_cast<std::uint32_t>(messages_.size()))];
  }
  std::string words() {
    std::string text = "w";
    for (std::uint32_t i = dice_.roll(6); i > 0; --i) text += " w" + std::to_string(dice_.roll(9));
    return text;
  }

  Indexed& hub_;
  Dice dice_;
  Topic other_;
  Topic second_;
  std::vector<Message> messages_;
};

}  // namespace

TEST_CASE("other programs find messages by joining the index") {
  Indexed hub;
  const auto message = hub.post(hub.first, "find me here");
  hub.post(hub.first, "not this");
  CHECK(hub.with("find").empty());
  hub.index();
  CHECK(hub.with("find AND here") == Ids{message.id});
  CHECK(hub.fits());
}

TEST_CASE("a step is bounded by messages and by bytes, and takes one at least") {
  Indexed hub;
  for (int i = 0; i < 5; ++i) hub.post(hub.first, std::string(100, 'x') + std::to_string(i));
  CHECK(hub.step({.messages = 2}) == 3);
  CHECK(hub.step({.messages = 10, .bytes = 102}) == 1);
  CHECK(hub.step({.messages = 10, .bytes = 1}) == 0);
  CHECK(hub.step() == 0);
  CHECK(hub.fits());
}

TEST_CASE("a step that is abandoned in the middle leaves nothing behind") {
  Indexed hub;
  const auto message = hub.post(hub.first, "first word");
  hub.post(hub.first, "second word");
  hub.step(kOne);
  const auto abandoned = hub.run([](Write& write) -> Result<void> {
    const auto left = index_messages(write.db);
    REQUIRE(left);
    CHECK(*left == 0);
    return fail(Code::Internal, "the process ends here");
  });
  REQUIRE_FALSE(abandoned);
  CHECK(hub.progress() == "1");
  CHECK(hub.with("word") == Ids{message.id});
  hub.edit(message, "changed");
  hub.index();
  CHECK(hub.with("first").empty());
  CHECK(hub.fits());
}

TEST_CASE("a step that cannot be written is undone with its border") {
  Indexed hub;
  hub.post(hub.first, "word");
  hub.sql(
      "CREATE TRIGGER broken BEFORE UPDATE ON search_progress"
      " BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END");
  CHECK_FALSE(hub.run([](Write& write) { return index_messages(write.db); }));
  hub.sql("DROP TRIGGER broken");
  CHECK(hub.progress() == "0");
  CHECK(hub.with("word").empty());
  hub.index();
  CHECK(hub.fits());
}

TEST_CASE("changes on both sides of the border leave the index sound") {
  Indexed hub;
  const auto inside = hub.post(hub.first, "inside");
  hub.step();
  const auto outside = hub.post(hub.first, "outside");
  hub.edit(inside, "inside changed");
  hub.edit(outside, "outside changed");
  CHECK(hub.with("changed") == Ids{inside.id});
  hub.remove(inside);
  hub.remove(outside);
  hub.index();
  CHECK(hub.with("inside OR outside OR changed").empty());
  CHECK(hub.fits());
}

TEST_CASE("an edit that is undone leaves the index as it was") {
  Indexed hub;
  const auto message = hub.post(hub.first, "before");
  hub.index();
  hub.refuse_events("message.edited");
  CHECK_FALSE(hub.ask(&Hub::edit_message,
                      {.message_id = message.id, .content_raw = "after", .expected_version = {}}));
  hub.accept_events();
  CHECK(hub.with("before") == Ids{message.id});
  CHECK(hub.with("after").empty());
  CHECK(hub.fits());
}

TEST_CASE("after any changes in any order the index is what a new one would be") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Indexed hub;
    Workload workload(hub, seed);
    for (int i = 0; i < 400; ++i) workload.step();
    hub.index();
    CAPTURE(seed);
    CHECK(hub.fits());
    for (int word = 0; word < 9; ++word) {
      const std::string name = "w" + std::to_string(word);
      CHECK(hub.with(name) == hub.column("SELECT id FROM messages WHERE ' ' || content_raw || ' '"
                                         " LIKE '% " +
                                         name + " %' ORDER BY id"));
    }
  }
}

TEST_CASE("the check of the index finds what is wrong with one") {
  Indexed hub;
  hub.post(hub.first, "word");
  hub.index();
  REQUIRE(hub.fits());
  hub.sql(
      "INSERT INTO messages_fts (messages_fts, rowid, content_raw) VALUES ('delete', 1, 'word')");
  CHECK_FALSE(hub.fits());
}

TEST_CASE("row numbers that were given anew empty the index, which is filled again") {
  Indexed hub;
  const auto message = hub.post(hub.first, "word");
  hub.index();
  hub.sql("UPDATE messages SET rowid = 7");
  const auto restarted = hub.restart();
  CHECK(restarted.emptied);
  CHECK(restarted.fits);
  CHECK(hub.with("word") == Ids{message.id});
}

TEST_CASE("a trigger of another program is removed with what it brought in") {
  Indexed hub;
  hub.post(hub.first, "one");
  hub.index();
  hub.sql(
      "CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages BEGIN"
      " INSERT INTO messages_fts (rowid, content_raw) VALUES (new.rowid, new.content_raw); END");
  hub.post(hub.first, "two");
  const auto restarted = hub.restart();
  CHECK(restarted.emptied);
  CHECK(restarted.fits);
  CHECK(hub.with("one OR two").size() == 2);
  CHECK(hub.column("SELECT name FROM sqlite_schema WHERE name = 'messages_fts_insert'").empty());
}

TEST_CASE("an index that fits is left alone at the start, and so is the part that is missing") {
  Indexed hub;
  hub.post(hub.first, "word");
  hub.index();
  hub.post(hub.first, "word");
  const auto restarted = hub.restart();
  CHECK_FALSE(restarted.emptied);
  CHECK(restarted.fits);
}

TEST_CASE("the indexer takes in what was there and what comes") {
  Indexed hub;
  const auto await = [&hub](const std::string& word) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (hub.with(word).empty() && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
    return !hub.with(word).empty();
  };
  hub.post(hub.first, "before");
  hub.indexer.start(*hub.hub);
  CHECK(await("before"));
  hub.post(hub.first, "afterwards");
  CHECK(await("afterwards"));
  hub.indexer.stop();
  hub.indexer.stop();
  CHECK(hub.fits());
}
