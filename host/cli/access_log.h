// One line of JSON per answered request on a descriptor (hub-data §7.5): never a query, a token or
// content. A reader that does not keep up loses lines; it never holds the hub up.
#pragma once

#include <functional>
#include <string>

#include "host/base/clock.h"
#include "host/http/options.h"

namespace perigee::cli {

/// Belongs to the loop's thread.
class AccessLog {
 public:
  AccessLog(int descriptor, const Clock& clock) : descriptor_(descriptor), clock_(clock) {}

  /// What the front calls; the log must outlive it.
  std::function<void(const http::AccessRecord&)> sink(std::string instance_id);

  /// From now on refused requests are told from those that storage refuses.
  void set_stopping() { stopping_ = true; }

  /// A line about the hub itself.
  void note(std::string_view what, const std::string& instance_id);

 private:
  void write_request(const http::AccessRecord& record, const std::string& instance_id);
  void write_line(const std::string& line) const;

  int descriptor_;
  const Clock& clock_;
  bool stopping_ = false;
};

}  // namespace perigee::cli
