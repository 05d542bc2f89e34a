#include "host/http/server.h"

#include "host/http/server_core.h"

namespace perigee::http {

Result<std::unique_ptr<HttpServer>> HttpServer::start(loop::Loop& loop, hub::Hub& hub,
                                                      store::Connection reader,
                                                      store::ReadPool& pool, const Clock& clock,
                                                      ServerOptions options) {
  auto core = std::make_unique<Core>(loop, hub, std::move(reader), pool, clock, std::move(options));
  if (auto listening = core->listen(); !listening) return fail(std::move(listening));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(core)));
}

HttpServer::HttpServer(std::unique_ptr<Core> core) : core_(std::move(core)) {}
HttpServer::~HttpServer() = default;

int HttpServer::port() const {
  return core_->port();
}
void HttpServer::publish(const hub::CommittedEvents& events) {
  core_->publish(events);
}
void HttpServer::stop(std::function<void()> done) {
  core_->stop(std::move(done));
}
std::size_t HttpServer::subscribers() const {
  return core_->subscribers();
}
SteadyTime HttpServer::last_activity() const {
  return core_->last_activity();
}

}  // namespace perigee::http
