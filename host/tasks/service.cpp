#include "host/tasks/service.h"

namespace perigee::tasks {

Result<std::unique_ptr<Service>> Service::open(hub::Hub& hub, const Clock& clock,
                                               const std::filesystem::path& database) {
  auto reader = store::Connection::open(database, store::OpenMode::ReadOnly);
  if (!reader) return fail(std::move(reader));
  return std::unique_ptr<Service>(new Service(hub, clock, std::move(*reader)));
}

Result<std::string> Service::call(const Caller& caller, std::string_view name,
                                  const Value& arguments) {
  auto operation = parse_operation(caller, clock_, name, arguments);
  if (!operation) return fail(std::move(operation));
  if (const auto* change = std::get_if<Change>(&*operation)) {
    return hub_.run([change](hub::Write& write) { return (*change)(write); });
  }
  const std::lock_guard lock(mutex_);
  return std::get<Look>(*operation)(reader_);
}

}  // namespace perigee::tasks
