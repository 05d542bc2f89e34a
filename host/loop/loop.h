// The event loop: one thread on which every socket, timer and file watch lives. Other threads hand
// it work through its mailbox. It never blocks on a disk or a lock that is held for long, and it
// never runs code of plugins. This folder is the only place that sees uv.h.
#pragma once

#include <functional>
#include <memory>

#include "host/base/error.h"

struct uv_loop_s;

namespace perigee::loop {

/// A piece of work that runs once.
using Task = std::move_only_function<void()>;

/// Where other threads leave work for a loop. It may outlive the loop; what is posted then is
/// dropped. Thread-safe.
class Mailbox {
 public:
  virtual ~Mailbox() = default;
  /// Queues a task for the loop's next turn. Never waits for the loop.
  virtual void post(Task task) = 0;
};

/// One turn of the loop runs the timers that are due, then whatever the sockets and the mailbox
/// have, then the work asked for with TurnEnd. All members belong to the loop's thread unless they
/// say otherwise. Everything that lives on a loop is destroyed before it.
class Loop {
 public:
  /// Also makes the process ignore SIGPIPE: a broken connection is an error of its write.
  /// Errors: StartupFailed when the system has no descriptors left.
  static Result<std::unique_ptr<Loop>> create();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs turns on the calling thread until stop().
  void run();
  /// Ends run() after the present turn. Any thread.
  void stop();

  /// Runs a task in the next turn; all tasks that were posted since the last turn run in one. Any
  /// thread.
  void post(Task task) { mailbox_->post(std::move(task)); }
  /// The mailbox by itself, for holders that may outlive the loop.
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

  /// Whether the caller is on the thread that runs the loop (the one that made it, until run()).
  bool is_current_thread() const;

  struct Internals;  ///< For this folder.
  Internals& internals() { return *internals_; }
  uv_loop_s* handle();

 private:
  Loop();

  std::unique_ptr<Internals> internals_;
  std::shared_ptr<Mailbox> mailbox_;
};

/// Work that is done once at the end of each turn for which it was requested, however often: the
/// place where the output of a turn is flushed.
class TurnEnd {
 public:
  TurnEnd(Loop& loop, std::function<void()> work);
  ~TurnEnd();
  TurnEnd(const TurnEnd&) = delete;
  TurnEnd& operator=(const TurnEnd&) = delete;

  /// Asks for the work at the end of this turn.
  void request();

 private:
  friend class Loop;
  friend struct Loop::Internals;
  Loop& loop_;
  std::function<void()> work_;
  bool requested_ = false;
};

}  // namespace perigee::loop
