#include "host/cli/run_stdin.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "host/base/json.h"
#include "host/base/log.h"
#include "host/cli/overview.h"
#include "host/cli/stdin_front.h"
#include "host/cli/stop_signals.h"
#include "host/cli/table.h"

namespace perigee::cli {
namespace {

double seconds_since(SteadyTime start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// One line on the terminal that is written over and over.
class ProgressLine {
 public:
  ProgressLine(Host& host, SteadyTime start)
      : host_(host), start_(start), shown_(::isatty(STDERR_FILENO) == 1) {}
  ~ProgressLine() {
    if (drawn_) std::fputs("\r\x1b[K", stderr);
  }

  void draw(const StdinSummary& summary) {
    if (!shown_) return;
    drawn_ = true;
    const std::int64_t newest = host_.feed().newest();
    std::int64_t behind = 0;
    for (const auto& lane : host_.pipeline().status()) {
      behind = std::max(behind, newest - lane.position);
    }
    const double rate =
        static_cast<double>(summary.posted) / std::max(0.001, seconds_since(start_));
    const std::string text =
        fmt::format("\r\x1b[K{} messages, {:.0f}/s, plugins at most {} events behind",
                    grouped(summary.posted), rate, grouped(behind));
    std::fputs(text.c_str(), stderr);
  }

 private:
  Host& host_;
  SteadyTime start_;
  bool shown_;
  bool drawn_ = false;
};

/// What this run added, in the form of the overview.
std::vector<plugins::Overview> this_run(Host& host) {
  auto db = store::Connection::open(host.options().data.database(), store::OpenMode::ReadOnly);
  auto all = db ? plugins::read_overview(*db)
                : Result<std::vector<plugins::Overview>>(std::unexpected(db.error()));
  if (!all) {
    log::error("{}", log::describe(all.error()));
    return {};
  }
  for (plugins::Overview& one : *all) {
    one.stats = {};
    for (const auto& lane : host.pipeline().status()) {
      if (lane.plugin != one.state.plugin) continue;
      one.stats = lane.stats;
      if (lane.paused) {
        one.state.state = "paused";
        one.state.reason = "failed " + std::to_string(limits::kBreakerFailures) +
                           " times in a row; what it has not seen waits for the next run";
      }
    }
  }
  return *all;
}

void print_json(const StdinSummary& summary, double seconds,
                const std::vector<plugins::Overview>& plugins) {
  std::string text;
  JsonWriter(text)
      .begin_object()
      .member("lines", summary.lines)
      .member("posted", summary.posted)
      .member("refused", summary.refused)
      .member("interrupted", summary.interrupted)
      .key("seconds")
      .number(seconds)
      .key("messages_per_second")
      .number(static_cast<double>(summary.posted) / std::max(0.001, seconds))
      .key("plugins")
      .raw(overview_json(plugins))
      .end_object();
  std::printf("%s\n", text.c_str());
}

void print_text(const StdinSummary& summary, double seconds,
                const std::vector<plugins::Overview>& plugins) {
  const std::string text = fmt::format(
      "{}{} of {} lines posted in {:.1f} s, {:.0f} messages/s; {} refused\n{}",
      summary.interrupted ? "interrupted: " : "", grouped(summary.posted), grouped(summary.lines),
      seconds, static_cast<double>(summary.posted) / std::max(0.001, seconds),
      grouped(summary.refused), plugins.empty() ? "" : "\n" + format_overview(plugins));
  std::fputs(text.c_str(), stdout);
}

}  // namespace

int run_stdin(Host& host, const StopSignals& signals, bool json) {
  const SteadyTime start = std::chrono::steady_clock::now();
  StdinSummary summary;
  {
    ProgressLine progress(host, start);
    StdinFront front(host, [&](const StdinSummary& so_far) { progress.draw(so_far); });
    summary = front.run(STDIN_FILENO, signals.descriptor());
    host.pipeline().wait_until_caught_up([&] {
      progress.draw(summary);
      return signals.raised();
    });
  }
  const double seconds = seconds_since(start);
  signals.release();
  host.stop();
  const auto plugins = this_run(host);
  if (json) {
    print_json(summary, seconds, plugins);
  } else {
    print_text(summary, seconds, plugins);
  }
  return summary.refused > 0 ? 1 : 0;
}

}  // namespace perigee::cli
