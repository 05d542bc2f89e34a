#include "host/cli/stop_signals.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace perigee::cli {

namespace {

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

void die_by_signal() {
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  const sigset_t set = stop_set();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

StopSignals::StopSignals() {
  const sigset_t set = stop_set();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  descriptor_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  PERIGEE_CHECK(descriptor_ >= 0, "signalfd failed");
}

StopSignals::~StopSignals() {
  ::close(descriptor_);
}

bool StopSignals::raised() const {
  pollfd fd{descriptor_, POLLIN, 0};
  return ::poll(&fd, 1, 0) > 0;
}

void StopSignals::release() const {
  signalfd_siginfo received{};
  while (::read(descriptor_, &received, sizeof received) > 0) {
  }
  die_by_signal();
}

}  // namespace perigee::cli
