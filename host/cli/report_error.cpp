#include <cstdio>

#include "host/cli/command.h"

namespace perigee::cli {

int report_error(const Error& error) {
  std::fprintf(stderr, "perigee: %s\n", error.describe().c_str());
  return error.code == Code::LockHeld ? kExitLockHeld : kExitFailure;
}

}  // namespace perigee::cli
