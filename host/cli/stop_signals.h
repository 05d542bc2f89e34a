// SIGINT and SIGTERM as a readable descriptor, for the parts of the host that wait with poll().
#pragma once

#include "host/base/error.h"

namespace perigee::cli {

/// From now on both signals end the process at once, as they do by default: for the time when it
/// stops already. What was acknowledged is stored in any case.
void die_by_signal();

/// Blocks both signals for this thread and those it starts afterwards, so build it first.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Readable once a signal came.
  int descriptor() const { return descriptor_; }
  /// Whether a signal came.
  bool raised() const;
  /// Forgets the ones that came; further ones end the process, see die_by_signal().
  void release() const;

 private:
  int descriptor_;
};

}  // namespace perigee::cli
