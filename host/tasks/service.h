// Operations on tasks for callers that wait for the answer: plugins on their workers. Changes go
// through the writer; looks use a connection of the service's own, one at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "host/hub/hub.h"
#include "host/tasks/operations.h"

namespace perigee::tasks {

class Service {
 public:
  /// `hub` and `clock` must outlive the service. Errors: those of opening the database.
  static Result<std::unique_ptr<Service>> open(hub::Hub& hub, const Clock& clock,
                                               const std::filesystem::path& database);

  /// Runs an operation and returns the JSON of its answer, or its error. What was changed is
  /// durable, and seen by every later look. Never call it from the writer thread or a loop.
  Result<std::string> call(const Caller& caller, std::string_view operation,
                           const Value& arguments);

 private:
  Service(hub::Hub& hub, const Clock& clock, store::Connection reader)
      : hub_(hub), clock_(clock), reader_(std::move(reader)) {}

  hub::Hub& hub_;
  const Clock& clock_;
  std::mutex mutex_;
  store::Connection reader_;
};

}  // namespace perigee::tasks
