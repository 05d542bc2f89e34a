// A whole host in one object: data directory, store, hub, plugins. Built from the bottom up and
// taken down in the opposite order; the fronts (HTTP, standard input) are put on top of it.
#pragma once

#include <memory>

#include "host/base/clock.h"
#include "host/hub/hub.h"
#include "host/hub/search_indexer.h"
#include "host/plugins/event_feed.h"
#include "host/plugins/pipeline.h"
#include "host/plugins/registry.h"
#include "host/store/data_directory.h"
#include "host/store/writer.h"
#include "host/tasks/service.h"

namespace perigee::cli {

struct HostOptions {
  store::DataPaths data;
  std::vector<std::filesystem::path> plugin_folders;
  plugins::HostConfig config;
};

class Host {
 public:
  /// Takes the lock, opens the database, applies migrations. `listener` gets every batch of
  /// committed events on the writer thread; it may be empty.
  /// Errors: LockHeld, SchemaError, and what the store says.
  static Result<std::unique_ptr<Host>> start(HostOptions options, const Clock& clock,
                                             hub::EventLog::Listener listener = {});
  /// Stops as stop() does.
  ~Host();

  /// Loads the plugins and starts to run them; once. Errors: what the folders say.
  Result<void> load_plugins();

  /// Plugins finish what they run, then everything that was submitted is committed. Idempotent.
  void stop();

  const HostOptions& options() const { return options_; }
  hub::Hub& hub() { return *hub_; }
  plugins::Pipeline& pipeline() { return *pipeline_; }
  plugins::Registry& registry() { return *registry_; }
  plugins::EventFeed& feed() { return *feed_; }

 private:
  Host(HostOptions options, const Clock& clock, store::DataLock lock);
  Result<void> open_store(hub::EventLog::Listener listener);

  const HostOptions options_;
  const Clock& clock_;
  store::DataLock lock_;
  hub::EventLog events_;
  hub::WriteServices services_;
  hub::SearchIndexer indexer_{events_};
  std::unique_ptr<plugins::EventFeed> feed_;
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<hub::Hub> hub_;
  std::unique_ptr<tasks::Service> tasks_;
  std::unique_ptr<plugins::Pipeline> pipeline_;
  std::unique_ptr<plugins::Registry> registry_;
  const std::string start_stamp_;  ///< Of copies that are made while the host starts.
  std::atomic<bool> starting_ = false;
  /// What a commit nudges; null until there is a pipeline and once it stopped.
  std::atomic<plugins::Pipeline*> nudged_ = nullptr;
};

}  // namespace perigee::cli
