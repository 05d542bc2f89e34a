// Searching: what is found, in which order, page by page, and what of a message is shown.
#include "host/hub/search.h"

#include "host/hub/search_index.h"
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

class Searched : public HubFixture {
 public:
  /// Takes every message into the index.
  void index() {
    while (must(run([](Write& write) { return index_messages(write.db); })) > 0) {
    }
  }
  SearchPage page(SearchQuery query) { return must(search_messages(reader(), query)); }
  /// Texts of what is found.
  std::vector<std::string> texts(SearchQuery query) {
    std::vector<std::string> all;
    for (const SearchHit& hit : page(std::move(query)).hits) {
      all.push_back(hit.message.content_raw);
    }
    return all;
  }
  std::vector<std::string> found(const std::string& text) { return texts({.text = text}); }
  Snippet snippet(const std::string& text) {
    const auto hits = page({.text = text}).hits;
    REQUIRE(hits.size() == 1);
    return hits.front().snippet;
  }

  Channel general = channel("general");
  Topic first = topic(general, "first");
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("all words have to occur, whatever their case and accents") {
  Searched hub;
  hub.post(hub.first, "The build of Café failed");
  hub.post(hub.first, "the build passed");
  hub.index();
  CHECK(hub.found("BUILD cafe") == Texts{"The build of Café failed"});
  CHECK(hub.found("build").size() == 2);
  CHECK(hub.found("build nothing").empty());
  CHECK(hub.found("buil").empty());
  CHECK(hub.found("buil*").size() == 2);
  CHECK(hub.found("\"build passed\"") == Texts{"the build passed"});
  CHECK(hub.found("\"passed build\"").empty());
  CHECK(hub.found("\"the build pa\"*") == Texts{"the build passed"});
}

TEST_CASE("words without letters or digits are passed over") {
  Searched hub;
  hub.post(hub.first, "ship it 😀");
  hub.index();
  CHECK(hub.found("ship 😀 -- it").size() == 1);
  CHECK(hub.found("😀").empty());
  CHECK(hub.found("-- \"!!\"*").empty());
}

TEST_CASE("no text is an error of the database") {
  Searched hub;
  hub.post(hub.first, "some words to find");
  hub.index();
  const std::string odd = "\"*'()^:-+{}[]\\,.;&|<>=%_@#\n\r\t\x7f";
  for (const char a : odd) {
    for (const char b : odd) {
      for (const std::string middle : {"", "words", " OR ", "NEAR(", "\xF0\x9F\x98\x80"}) {
        const std::string text = std::string(1, a) + middle + b;
        const auto found = search_messages(hub.reader(), {.text = text});
        CAPTURE(text);
        CHECK((found || found.error().code == Code::InvalidInput));
      }
    }
  }
}

TEST_CASE("the better match comes first, and of equal ones the newer") {
  Searched hub;
  hub.post(hub.first, "needle in a very long text about something else entirely, to be sure");
  hub.post(hub.first, "needle one");
  hub.post(hub.first, "needle two");
  hub.index();
  CHECK(hub.found("needle") ==
        Texts{"needle two", "needle one",
              "needle in a very long text about something else entirely, to be sure"});
  const auto hits = hub.page({.text = "needle"}).hits;
  CHECK(hits[0].score == hits[1].score);
  CHECK(hits[1].score > hits[2].score);
}

TEST_CASE("a search may be kept to a topic or a channel") {
  Searched hub;
  const auto second = hub.topic(hub.general, "second");
  const auto elsewhere = hub.topic(hub.channel("other"), "first");
  hub.post(hub.first, "word one");
  hub.post(second, "word two");
  const auto moved = hub.post(elsewhere, "word three");
  hub.index();
  CHECK(hub.texts({.text = "word", .topic_id = second.id}) == Texts{"word two"});
  CHECK(hub.texts({.text = "word", .channel_id = hub.general.id}) == Texts{"word two", "word one"});
  CHECK(hub.texts({.text = "word", .channel_id = elsewhere.channel_id, .topic_id = second.id})
            .empty());
  CHECK(hub.texts({.text = "word", .topic_id = "nowhere"}).empty());
  hub.move(hub.post(second, "word four"), hub.first);
  hub.index();
  CHECK(hub.texts({.text = "four", .topic_id = hub.first.id}) == Texts{"word four"});
}

TEST_CASE("pages follow one another without gap or repetition") {
  Searched hub;
  for (int i = 0; i < 23; ++i) {
    hub.post(hub.first, "word " + std::to_string(i) + std::string(i % 3, ' ') +
                            (i % 3 == 0 ? " and more" : ""));
  }
  hub.index();
  const Texts all = hub.texts({.text = "word", .limit = 100});
  REQUIRE(all.size() == 23);
  Texts collected;
  SearchQuery query{.text = "word", .limit = 5};
  for (bool more = true; more;) {
    const SearchPage page = hub.page(query);
    for (const SearchHit& hit : page.hits) collected.push_back(hit.message.content_raw);
    more = page.has_more;
    query.before = page.hits.back().message.id;
  }
  CHECK(collected == all);
  CHECK(hub.page({.text = "word", .limit = 23}).has_more == false);
  CHECK(hub.page({.text = "word", .limit = 0}).has_more);
}

TEST_CASE("a page after a message that is not found says so") {
  Searched hub;
  const auto other = hub.post(hub.first, "something else");
  hub.post(hub.first, "word");
  hub.index();
  for (const std::string& before : {other.id, std::string("msg_nobody")}) {
    const auto page = search_messages(hub.reader(), {.text = "word", .before = before});
    REQUIRE_FALSE(page);
    CHECK(page.error().code == Code::InvalidInput);
    CHECK_THAT(page.error().message, Catch::StartsWith("before "));
  }
}

TEST_CASE("edits and tombstones leave the index at once") {
  Searched hub;
  const auto edited = hub.post(hub.first, "an old secret");
  const auto removed = hub.post(hub.first, "another secret");
  hub.index();
  hub.edit(edited, "a new text");
  hub.remove(removed);
  CHECK(hub.found("secret").empty());
  CHECK(hub.found("new") == Texts{"a new text"});
  CHECK(hub.found("deleted").empty());
}

TEST_CASE("messages that are not indexed yet are counted") {
  Searched hub;
  hub.post(hub.first, "word one");
  hub.index();
  hub.post(hub.first, "word two");
  const SearchPage page = hub.page({.text = "word"});
  CHECK(page.hits.size() == 1);
  CHECK(page.unindexed == 1);
  hub.index();
  CHECK(hub.page({.text = "word"}).unindexed == 0);
}

TEST_CASE("a snippet marks what was searched for, in UTF-16 units") {
  Searched hub;
  hub.post(hub.first, "😀 the Café opens, the café closes");
  hub.index();
  const Snippet snippet = hub.snippet("cafe");
  CHECK(snippet.text == "😀 the Café opens, the café closes");
  CHECK(snippet.highlights == std::vector<TextSpan>{{7, 11}, {23, 27}});
}

TEST_CASE("a snippet of a long message is the part that fits") {
  Searched hub;
  std::string text;
  for (int i = 0; i < 500; ++i) text += "filler ";
  hub.post(hub.first, text + "the needle is here " + text);
  hub.index();
  const Snippet snippet = hub.snippet("needle");
  CHECK(snippet.text.starts_with("…"));
  CHECK(snippet.text.ends_with("…"));
  CHECK(snippet.text.size() < 300);
  REQUIRE(snippet.highlights.size() == 1);
  // The text is ASCII but for the dots in front: three bytes, one unit.
  const TextSpan span = snippet.highlights.front();
  CHECK(snippet.text.substr(static_cast<std::size_t>(span.start) + 2, 6) == "needle");
  CHECK(span.end - span.start == 6);
}

TEST_CASE("those who read the file get the newest first") {
  Searched hub;
  for (int i = 0; i < 60; ++i) {
    hub.clock.advance(std::chrono::milliseconds(10));
    hub.post(hub.first, i == 0 ? "word" : "word and more " + std::to_string(i));
  }
  hub.index();
  const auto found = must(search_newest(hub.reader(), "word"));
  CHECK(found.size() == 50);
  CHECK(found.front().content_raw == "word and more 59");
  CHECK(must(search_newest(hub.reader(), "word", 100)).back().content_raw == "word");
  CHECK(search_newest(hub.reader(), " ").error().code == Code::InvalidInput);
}

TEST_CASE("a database without an index says what makes one") {
  auto db = must(store::Connection::open_memory());
  CHECK(search_messages(db, {.text = "x"}).error().code == Code::SchemaError);
  CHECK(search_newest(db, "x").error().code == Code::SchemaError);
}
