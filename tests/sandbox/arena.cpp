#include "tests/sandbox/arena.h"

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <thread>

#include "bindings/context.h"
#include "host/base/json.h"
#include "host/plugins/generation.h"
#include "tests/sandbox/estate.h"

namespace perigee::sandbox {
namespace {

using Milliseconds = std::chrono::milliseconds;
using plugins::Generation;
using plugins::Hook;

/// How far past its deadline a run may end.
constexpr Milliseconds kGrace{50};
/// A cold cache or a page fault may cost as much; an overshoot of the sandbox comes every time.
constexpr int kAttempts = 3;
/// Of the thread that attacks. The least that the host's threads have is many times that.
constexpr std::size_t kStackBytes = 256 * limits::kKiB;

/// The processor time of the calling thread: what a thread does not get on a busy machine is not
/// held against it. No attack can wait; what the host waits for is bounded by the test's time
/// limit.
class ThreadClock final : public Clock {
 public:
  WallTime now() const override { return SystemClock().now(); }
  SteadyTime steady_now() const override {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return SteadyTime(std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec));
  }
};

const ThreadClock kClock;

/// Runs a body on a thread of that stack.
void on_small_stack(const std::function<void()>& body) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t thread;
  const auto start = [](void* self) -> void* {
    (*static_cast<const std::function<void()>*>(self))();
    return nullptr;
  };
  const int failed =
      pthread_create(&thread, &attributes, start, const_cast<std::function<void()>*>(&body));
  pthread_attr_destroy(&attributes);
  PERIGEE_CHECK(failed == 0, "a thread can be started");
  pthread_join(thread, nullptr);
}

/// Makes the ctx of a plugin; with an estate one may be granted a database there.
plugins::ContextFactory contexts(const Estate* estate) {
  return [estate](lua::State& state, const plugins::ContextRequest& request) -> Result<lua::Ref> {
    bindings::ContextOptions options;
    options.plugin = request.plugin;
    options.config = request.config;
    options.declared = request.declared;
    options.clock = &kClock;
    options.log_sink = [](log::Level, std::string_view) {
    };
    if (estate != nullptr) {
      auto database = estate->open(request);
      if (!database) return fail(std::move(database));
      options.database = std::move(*database);
      options.grants = request.grants;
    }
    return bindings::make_context(state, std::move(options));
  };
}

using Loaded = Result<std::unique_ptr<Generation>>;

Loaded load(const plugins::PluginSource& source, const plugins::LimitSettings& limits,
            const Estate* estate = nullptr) {
  plugins::PluginSettings settings;
  settings.limits = limits;
  return Generation::load(
      std::make_shared<const plugins::Blueprint>(plugins::Blueprint{source, settings}),
      contexts(estate), kClock);
}

Value message() {
  return Object{{"id", "msg_1"},
                {"content", "see PROJ-1 at https://a.example/b, mail a@b.example"},
                {"sender", "somebody"}};
}

/// A plugin that minds its own business.
class Bystander {
 public:
  Bystander() : generation_(load(source(), {}).value()) {}

  bool run() {
    const auto result = generation_->run(Hook::Enrich, message());
    return result && result->is_array() && result->as_array().size() == 1;
  }

 private:
  static plugins::PluginSource source() {
    return {.path = {.name = "bystander", .entry = "bystander.lua", .folder = {}},
            .text =
                "return { enrich = function(ctx, message) local found = {} "
                "for first, key, last in message.content:gmatch('()(%u+%-%d+)()') do "
                "found[#found + 1] = { kind = 'issue', span = { first, last - 1 }, "
                "data = { key = key } } end return found end }",
            .modules = {}};
  }

  std::unique_ptr<Generation> generation_;
};

/// Runs a bystander on a thread of its own until it is told to stop.
class Beside {
 public:
  Beside()
      : thread_([this] {
          while (!stop_) ++(bystander_.run() ? runs_ : failures_);
          seconds_ = std::chrono::duration<double>(kClock.steady_now().time_since_epoch()).count();
        }) {}
  ~Beside() { stop(); }

  void stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  /// Once stopped: the machine may have had something else to do, so its own time is what counts.
  double runs_per_second() const { return static_cast<double>(runs_) / seconds_; }
  std::int64_t failures() const { return failures_; }

 private:
  Bystander bystander_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::int64_t> runs_ = 0;
  std::atomic<std::int64_t> failures_ = 0;
  double seconds_ = 0;
  std::thread thread_;
};

/// How one attempt went.
struct Outcome {
  Result<Value> result;
  Milliseconds took{0};
  Milliseconds limit{0};
  bool loaded = false;
  bool dead = false;
  Result<Value> next = Value();
};

Milliseconds since(SteadyTime start) {
  return std::chrono::duration_cast<Milliseconds>(kClock.steady_now() - start);
}

Outcome attempt(const plugins::PluginSource& source, const Attack& attack, const Estate* estate) {
  Outcome outcome;
  SteadyTime start = kClock.steady_now();
  Loaded loaded = load(source, attack.limits, estate);
  outcome.took = since(start);
  outcome.limit = limits::kLoadWall;
  if (!loaded) {
    outcome.result = fail(std::move(loaded));
    return outcome;
  }
  outcome.loaded = true;
  Generation* generation = loaded->get();
  start = kClock.steady_now();
  outcome.result = generation->run(Hook::Enrich, message());
  outcome.took = since(start);
  outcome.limit = *attack.limits.wall;
  outcome.dead = generation->dead();
  if (outcome.dead) {
    loaded->reset();  // one state of a plugin at a time, as in the host
    loaded = load(source, attack.limits, estate);
  }
  if (!loaded) {
    outcome.next = fail(std::move(loaded));
  } else if ((*loaded)->manifest().has(Hook::Extract)) {
    outcome.next = (*loaded)->run(Hook::Extract, message());
  }
  return outcome;
}

/// What must be thrown away, by how the run ended.
bool must_die(const Result<Value>& result) {
  return !result &&
         (result.error().code == Code::Timeout || result.error().code == Code::MemoryExceeded);
}

std::string name_of(const Result<Value>& result) {
  return result ? "OK" : std::string(code_name(result.error().code));
}

std::string text_of(const Result<Value>& result) {
  return result ? to_json(*result) : result.error().describe();
}

Complaints judge(const Attack& attack, const Outcome& outcome) {
  Complaints complaints;
  const std::string code = name_of(outcome.result);
  const std::string text = text_of(outcome.result);
  if (std::ranges::find(attack.codes, code) == attack.codes.end()) {
    complaints.push_back("it ended with " + code + ": " + text);
  }
  if (text.contains(kSecret)) complaints.push_back("it got hold of a secret: " + text);
  if (!text.contains(attack.text)) complaints.push_back("the text is: " + text);
  if (outcome.loaded && outcome.dead != must_die(outcome.result)) {
    complaints.emplace_back(outcome.dead ? "the state was thrown away" : "the state was kept");
  }
  if (!outcome.result && outcome.result.error().where.file.empty()) {
    complaints.push_back("the error does not say where: " + text);
  }
  if (!outcome.next) complaints.push_back("the next run: " + outcome.next.error().describe());
  if (outcome.took > outcome.limit + kGrace) {
    complaints.push_back("it took " + std::to_string(outcome.took.count()) + " ms, the limit is " +
                         std::to_string(outcome.limit.count()));
  }
  return complaints;
}

}  // namespace

Complaints carry_out(const Attack& attack, const std::filesystem::path& room) {
  auto source = make_plugin(attack, room);
  if (!source) {
    Outcome refused;
    refused.result = fail(std::move(source));
    refused.result.error().where.file = attack.file.string();
    refused.limit = limits::kLoadWall;
    return judge(attack, refused);
  }
  Complaints complaints;
  for (int i = 0; i < kAttempts; ++i) {
    Beside beside;
    std::optional<Estate> estate;
    if (!attack.grants.empty()) estate.emplace(room / ("data" + std::to_string(i)), kClock);
    on_small_stack(
        [&] { complaints = judge(attack, attempt(*source, attack, estate ? &*estate : nullptr)); });
    beside.stop();
    if (estate) std::ranges::copy(estate->complaints(source->path.name), back_inserter(complaints));
    if (beside.failures() > 0) complaints.emplace_back("a bystander's runs failed");
    if (complaints.empty()) break;
  }
  return complaints;
}

Throughput measure_bystander(const Attack& attack, const std::filesystem::path& room,
                             Milliseconds period) {
  const auto source = make_plugin(attack, room);
  PERIGEE_CHECK(source.has_value(), "the attack is a plugin");
  Throughput measured;
  {
    Beside beside;
    std::this_thread::sleep_for(period);
    beside.stop();
    measured.alone = beside.runs_per_second();
  }
  Beside beside;
  on_small_stack([&] {
    const SteadyTime end = kClock.steady_now() + period;
    while (kClock.steady_now() < end) attempt(*source, attack, nullptr);
  });
  beside.stop();
  measured.beside = beside.runs_per_second();
  return measured;
}

}  // namespace perigee::sandbox
