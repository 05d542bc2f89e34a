#include "host/loop/loop.h"

#include <uv.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <mutex>
#include <thread>
#include <vector>

#include "host/loop/uv_error.h"

namespace perigee::loop {

std::unexpected<Error> uv_failure(Code code, const std::string& what, int status) {
  return fail(code, what + ": " + uv_strerror(status));
}

namespace {

/// One lock around a vector, and one wake-up for all tasks of a turn.
class UvMailbox final : public Mailbox {
 public:
  explicit UvMailbox(uv_async_t& wake) : wake_(&wake) {}

  void post(Task task) override {
    const std::lock_guard lock(mutex_);
    if (wake_ == nullptr) return;
    tasks_.push_back(std::move(task));
    // Under the lock, because close() must not come between the check and the signal.
    if (tasks_.size() == 1) uv_async_send(wake_);
  }

  void run_all() {
    {
      const std::lock_guard lock(mutex_);
      running_.swap(tasks_);
    }
    for (Task& task : running_) task();
    running_.clear();
  }

  void close() {
    std::vector<Task> dropped;
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
    dropped.swap(tasks_);
  }

 private:
  std::mutex mutex_;
  uv_async_t* wake_;
  std::vector<Task> tasks_;
  std::vector<Task> running_;  ///< Loop thread only; keeps its room from turn to turn.
};

}  // namespace

struct Loop::Internals {
  static constexpr int kRounds = 4;

  uv_loop_t loop;
  uv_async_t wake;
  uv_check_t after_poll;     // the end of a turn
  uv_prepare_t before_poll;  // timers run before the poll: their output must not wait for it
  std::shared_ptr<UvMailbox> mailbox;
  std::vector<TurnEnd*> turn_ends;
  std::vector<TurnEnd*> running_turn_ends;
  std::atomic<std::thread::id> thread = std::this_thread::get_id();
  bool stopped = false;

  /// The work of one TurnEnd may ask for another's; a few rounds settle that, and what is left
  /// after them waits for the next turn.
  void end_turn() {
    for (int round = 0; round < kRounds && !turn_ends.empty(); ++round) {
      running_turn_ends.swap(turn_ends);
      // By index: the work may destroy a TurnEnd, whose place is then null.
      for (std::size_t i = 0; i < running_turn_ends.size(); ++i) {
        TurnEnd* turn_end = running_turn_ends[i];
        if (turn_end == nullptr) continue;
        turn_end->requested_ = false;
        turn_end->work_();
      }
      running_turn_ends.clear();
    }
    if (!turn_ends.empty()) uv_async_send(&wake);
  }

  void forget(TurnEnd& turn_end) {
    std::ranges::replace(turn_ends, &turn_end, nullptr);
    std::ranges::replace(running_turn_ends, &turn_end, nullptr);
  }
};

Loop::Loop() : internals_(std::make_unique<Internals>()) {}

Result<std::unique_ptr<Loop>> Loop::create() {
  std::signal(SIGPIPE, SIG_IGN);
  std::unique_ptr<Loop> made(new Loop);
  Internals& in = *made->internals_;
  if (const int status = uv_loop_init(&in.loop); status != 0) {
    made->internals_.reset();
    return uv_failure(Code::StartupFailed, "cannot make an event loop", status);
  }
  in.loop.data = &in;
  const int status = uv_async_init(&in.loop, &in.wake, [](uv_async_t* wake) {
    static_cast<Internals*>(wake->loop->data)->mailbox->run_all();
  });
  if (status != 0) {
    uv_loop_close(&in.loop);
    made->internals_.reset();
    return uv_failure(Code::StartupFailed, "cannot make the mailbox of an event loop", status);
  }
  in.mailbox = std::make_shared<UvMailbox>(in.wake);
  made->mailbox_ = in.mailbox;
  uv_check_init(&in.loop, &in.after_poll);
  uv_check_start(&in.after_poll,
                 [](uv_check_t* check) { static_cast<Internals*>(check->loop->data)->end_turn(); });
  uv_prepare_init(&in.loop, &in.before_poll);
  uv_prepare_start(&in.before_poll, [](uv_prepare_t* prepare) {
    static_cast<Internals*>(prepare->loop->data)->end_turn();
  });
  return made;
}

Loop::~Loop() {
  if (!internals_) return;
  Internals& in = *internals_;
  in.mailbox->close();
  uv_close(reinterpret_cast<uv_handle_t*>(&in.wake), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&in.after_poll), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&in.before_poll), nullptr);
  // Handles that were closed a moment ago are freed by the turns that follow.
  for (int turn = 0; turn < 8 && uv_loop_alive(&in.loop) != 0; ++turn) {
    uv_run(&in.loop, UV_RUN_NOWAIT);
  }
  const int status = uv_loop_close(&in.loop);
  PERIGEE_CHECK(status == 0, "something that lives on the loop was not destroyed before it");
}

void Loop::run() {
  internals_->thread = std::this_thread::get_id();
  internals_->stopped = false;
  while (!internals_->stopped) uv_run(&internals_->loop, UV_RUN_ONCE);
}

void Loop::stop() {
  post([this] { internals_->stopped = true; });
}

bool Loop::is_current_thread() const {
  return internals_->thread == std::this_thread::get_id();
}

uv_loop_s* Loop::handle() {
  return &internals_->loop;
}

TurnEnd::TurnEnd(Loop& loop, std::function<void()> work) : loop_(loop), work_(std::move(work)) {}

TurnEnd::~TurnEnd() {
  loop_.internals().forget(*this);
}

void TurnEnd::request() {
  if (requested_) return;
  requested_ = true;
  loop_.internals().turn_ends.push_back(this);
}

}  // namespace perigee::loop
