// The threads of the pipeline: who runs when others hang, and how all of it ends.
#include "tests/support/pipeline_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

using Words = std::vector<std::string>;

const std::string kEndless = enricher("ctx.log.info(message.content) while true do end");

}  // namespace

TEST_CASE("a plugin that hangs keeps nobody else waiting") {
  PipelineFixture hub(2);
  hub.add("slow", enricher("ctx.log.info('wait')"));
  hub.add("refs", teller());
  hub.post(hub.plans, "one");
  REQUIRE(hub.log.await("[slow] wait"));
  CHECK(hub.log.await("[refs] one"));
  hub.post(hub.plans, "two");
  CHECK(hub.log.await("[refs] two"));
  CHECK_FALSE(hub.status("slow").caught_up);
  hub.log.let_go();
  CHECK(hub.caught_up());
}

TEST_CASE("when every worker hangs another one is started, and ends when it is not needed") {
  PipelineFixture hub;
  for (const char* name : {"slow-a", "slow-b", "slow-c"}) {
    hub.add(name, enricher("ctx.log.info('wait')"));
  }
  hub.post(hub.plans, "one");
  for (const char* name : {"slow-a", "slow-b", "slow-c"}) {
    REQUIRE(eventually([&] {
      hub.clock.advance(limits::kWorkerStall);
      return std::ranges::count(hub.log.lines(), "[" + std::string(name) + "] wait") == 1;
    }));
  }
  hub.add("refs", teller());
  hub.post(hub.plans, "two");
  REQUIRE(eventually([&] {
    hub.clock.advance(limits::kWorkerStall);
    return std::ranges::count(hub.log.lines(), "[refs] two") == 1;
  }));
  CHECK(hub.pipeline->workers() == 4);
  hub.log.let_go();
  CHECK(hub.caught_up());
  CHECK(eventually([&] { return hub.pipeline->workers() == 1; }));
}

TEST_CASE("a worker that only just began is no reason for another one") {
  PipelineFixture hub;
  hub.add("slow", enricher("ctx.log.info('wait')"));
  hub.post(hub.plans, "one");
  REQUIRE(hub.log.await("[slow] wait"));
  hub.add("refs", teller());
  hub.post(hub.plans, "two");
  hub.clock.advance(limits::kPipelineSlice + limits::kWorkerStall);
  // Long enough for the supervisor to look around several times.
  CHECK_FALSE(hub.log.await("[refs] two", 1, 5 * limits::kWorkerStall));
  CHECK(hub.pipeline->workers() == 1);
  hub.clock.advance(1ms);
  CHECK(hub.log.await("[refs] two"));
}

TEST_CASE("there are never more workers than the limit") {
  PipelineFixture hub;
  const auto plugin = [](std::size_t i) {
    return "slow-" + std::to_string(i);
  };
  for (std::size_t i = 0; i <= limits::kWorkersMax; ++i) {
    hub.add(plugin(i), enricher("ctx.log.info('wait')"));
  }
  hub.post(hub.plans, "one");
  const auto hanging = [&hub] {
    hub.clock.advance(limits::kWorkerStall);
    return hub.log.lines().size();
  };
  CHECK(eventually([&] { return hanging() == limits::kWorkersMax; }));
  CHECK(hub.pipeline->workers() == limits::kWorkersMax);
  hub.log.let_go();
  CHECK(hub.caught_up());
  CHECK(hub.log.lines().size() == limits::kWorkersMax + 1);
}

TEST_CASE("a plugin that was taken away while it hangs keeps nobody waiting either") {
  PipelineFixture hub;
  hub.add("slow", enricher("ctx.log.info('wait')"));
  hub.post(hub.plans, "one");
  REQUIRE(hub.log.await("[slow] wait"));
  hub.pipeline->remove("slow");
  hub.add("refs", teller());
  hub.post(hub.plans, "two");
  CHECK(eventually([&] {
    hub.clock.advance(limits::kWorkerStall);
    return std::ranges::count(hub.log.lines(), "[refs] two") == 1;
  }));
}

TEST_CASE("stopping interrupts what runs, and it runs again with the next start") {
  PipelineFixture hub(2);
  hub.settings.limits.fuel = UINT64_MAX;
  hub.add("refs", kEndless);
  hub.add("codes", marker("codes"));
  hub.post(hub.plans, "hello");
  REQUIRE(hub.log.await("[refs] hello"));
  hub.pipeline->stop();
  CHECK(hub.count("plugin_failures") == 0);
  CHECK_FALSE(hub.status("refs").caught_up);

  hub.restart();
  hub.add("refs", teller());
  CHECK(hub.caught_up());
  CHECK(hub.log.lines() == Words{"[refs] hello", "[refs] hello"});
  CHECK(hub.count("enrichments WHERE plugin = 'refs'") == 1);
}

TEST_CASE("stopping also interrupts a plugin that was taken away") {
  PipelineFixture hub;
  hub.settings.limits.fuel = UINT64_MAX;
  hub.add("refs", kEndless);
  hub.post(hub.plans, "hello");
  REQUIRE(hub.log.await("[refs] hello"));
  hub.pipeline->remove("refs");
  hub.pipeline->stop();
  CHECK(hub.pipeline->workers() == 0);
}

TEST_CASE("a stop in the middle of a run loses nothing and doubles nothing") {
  PipelineFixture hub;
  hub.add("refs", teller());
  const auto message = hub.post(hub.plans, "wait");
  REQUIRE(hub.log.await("[refs] wait"));
  std::thread stopper([&hub] { hub.pipeline->stop(); });
  hub.log.let_go();
  stopper.join();
  CHECK(hub.count("plugin_failures") == 0);
  hub.restart();
  hub.add("refs", teller());
  CHECK(hub.caught_up());
  CHECK(hub.marks(message) == Words{"mark"});
  CHECK(hub.announced() == 1);
}

TEST_CASE("a pipeline that has stopped does nothing, whatever is asked of it") {
  PipelineFixture hub;
  hub.add("refs", teller());
  CHECK(hub.caught_up());
  hub.pipeline->stop();
  hub.pipeline->stop();
  hub.post(hub.plans, "hello");
  hub.pipeline->attend("refs");
  hub.pipeline->replace("refs", hub.generation("refs", teller()));
  hub.add("codes", teller());
  hub.pipeline->wait_for_room(0);
  bool asked = false;
  hub.pipeline->wait_until_caught_up([&] { return std::exchange(asked, true); });
  CHECK(hub.log.lines().empty());
}
