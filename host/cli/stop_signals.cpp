#include "host/cli/stop_signals.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace perigee::cli {

StopSignals::StopSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
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

}  // namespace perigee::cli
