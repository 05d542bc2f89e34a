#include "host/loop/loop.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <thread>
#include <vector>

#include "host/loop/signal.h"
#include "host/loop/timer.h"

using namespace perigee;
using namespace std::chrono_literals;

TEST_CASE("tasks run in the order in which they were posted") {
  auto loop = loop::Loop::create();
  REQUIRE(loop);
  std::vector<int> order;
  for (int i = 0; i < 5; ++i) (*loop)->post([&order, i] { order.push_back(i); });
  (*loop)->stop();
  (*loop)->run();
  CHECK(order == std::vector{0, 1, 2, 3, 4});
}

TEST_CASE("tasks posted by other threads all arrive, each thread's in order") {
  auto loop = *loop::Loop::create();
  constexpr int kThreads = 4;
  constexpr int kEach = 2000;
  std::vector<int> next(kThreads);
  int left = kThreads * kEach;
  bool in_order = true;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        loop->post([&, t, i] {
          in_order = in_order && next[static_cast<std::size_t>(t)]++ == i;
          if (--left == 0) loop->stop();
        });
      }
    });
  }
  loop->run();
  for (std::thread& thread : threads) thread.join();
  CHECK(left == 0);
  CHECK(in_order);
}

TEST_CASE("everything that was posted before a turn runs in that turn, and its end comes once") {
  auto loop = *loop::Loop::create();
  std::vector<std::string> seen;
  loop::TurnEnd flush(*loop, [&] { seen.push_back("flush"); });
  for (int i = 0; i < 3; ++i) {
    loop->post([&] {
      seen.push_back("task");
      flush.request();
    });
  }
  loop->stop();
  loop->run();
  CHECK(seen == std::vector<std::string>{"task", "task", "task", "flush"});
}

TEST_CASE("work at the end of a turn may ask for other work at the end of the same turn") {
  auto loop = *loop::Loop::create();
  std::vector<int> seen;
  loop::TurnEnd second(*loop, [&] { seen.push_back(2); });
  loop::TurnEnd first(*loop, [&] {
    seen.push_back(1);
    second.request();
  });
  loop->post([&] { first.request(); });
  loop->stop();
  loop->run();
  CHECK(seen == std::vector{1, 2});
}

TEST_CASE("the end of a turn that is destroyed before it comes does not come") {
  auto loop = *loop::Loop::create();
  int ends = 0;
  auto doomed = std::make_unique<loop::TurnEnd>(*loop, [&] { ++ends; });
  loop->post([&] {
    doomed->request();
    doomed.reset();
  });
  loop->stop();
  loop->run();
  CHECK(ends == 0);
}

TEST_CASE("output made by a timer is flushed before the loop sleeps again") {
  auto loop = *loop::Loop::create();
  loop::TurnEnd flush(*loop, [&] { loop->stop(); });
  loop::Timer timer(*loop, [&] { flush.request(); });
  timer.once(1ms);
  loop->run();  // would sleep for ever if the flush waited for a socket
  SUCCEED();
}

TEST_CASE("a mailbox outlives its loop and then drops what it gets") {
  auto loop = *loop::Loop::create();
  const auto mailbox = loop->mailbox();
  loop.reset();
  bool ran = false;
  mailbox->post([&] { ran = true; });
  CHECK_FALSE(ran);
}

TEST_CASE("tasks that never ran are destroyed with the loop") {
  auto loop = *loop::Loop::create();
  auto held = std::make_shared<int>(1);
  loop->post([held] {});
  CHECK(held.use_count() == 2);
  loop.reset();
  CHECK(held.use_count() == 1);
}

TEST_CASE("a loop knows its thread") {
  auto loop = *loop::Loop::create();
  CHECK(loop->is_current_thread());
  bool elsewhere = true;
  std::thread([&] { elsewhere = loop->is_current_thread(); }).join();
  CHECK_FALSE(elsewhere);
}

TEST_CASE("a repeating timer repeats until it is stopped, a timer that fires once does not") {
  auto loop = *loop::Loop::create();
  int once = 0;
  int many = 0;
  loop::Timer single(*loop, [&] { ++once; });
  loop::Timer repeated(*loop, [&] {
    if (++many == 3) loop->stop();
  });
  single.once(0ms);
  repeated.every(1ms);
  loop->run();
  CHECK(once == 1);
  CHECK(many == 3);
}

TEST_CASE("a timer may destroy itself") {
  auto loop = *loop::Loop::create();
  std::unique_ptr<loop::Timer> timer;
  timer = std::make_unique<loop::Timer>(*loop, [&] {
    timer.reset();
    loop->stop();
  });
  timer->once(0ms);
  loop->run();
  CHECK(timer == nullptr);
}

TEST_CASE("a signal arrives on the loop") {
  auto loop = *loop::Loop::create();
  int received = 0;
  auto signal = loop::Signal::watch(*loop, SIGUSR1, [&] {
    ++received;
    loop->stop();
  });
  REQUIRE(signal);
  loop->post([] { std::raise(SIGUSR1); });
  loop->run();
  CHECK(received == 1);
}

TEST_CASE("a signal that nobody can catch is refused with its number") {
  auto loop = *loop::Loop::create();
  const auto signal = loop::Signal::watch(*loop, SIGKILL, [] {});
  REQUIRE_FALSE(signal);
  CHECK(signal.error().message.find("signal 9") != std::string::npos);
}
