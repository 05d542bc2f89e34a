// The plugins of a host: what is in the folders, what of it runs, and why the rest does not. A file
// that appears is loaded, one that changed takes over only if it loads, one that is gone ends; a
// bad plugin never concerns the others.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "host/hub/hub.h"
#include "host/plugins/generation.h"
#include "host/plugins/pipeline.h"
#include "host/plugins/progress.h"

namespace perigee::plugins {

struct RegistryOptions {
  std::vector<std::filesystem::path> folders;
  HostConfig config;
};

/// What became of the plugins in a scan.
struct ScanSummary {
  int running = 0;
  int disabled = 0;
  int failed = 0;
};

/// Thread-safe; scans exclude each other.
class Registry {
 public:
  /// Everything must outlive the registry.
  Registry(hub::Hub& hub, Pipeline& pipeline, ContextFactory make_context, const Clock& clock,
           RegistryOptions options);

  /// Compares the folders with what runs and acts on every difference; the first call loads all.
  /// Also passes on what is asked of plugins from outside.
  /// States are stored, so that `perigee plugins` can show them. Errors: FileError when a folder
  /// cannot be read (what runs goes on), or what the store says.
  Result<ScanSummary> scan();

  const std::vector<std::filesystem::path>& folders() const { return options_.folders; }

 private:
  /// What is known of one plugin on disk, by its path.
  struct Known {
    /// The text that was last tried; absent when the next scan must try in any case.
    std::optional<PluginSource> attempted;
    StateRow row;          ///< As it is stored.
    bool serves = false;   ///< A generation of it is in the pipeline.
    bool is_first = true;  ///< Of those with its name, in the order of find_plugins().
  };

  void warn_of_strangers(const std::vector<PluginPath>& found) const;
  Result<void> consider(const PluginPath& path, bool is_first, const std::string& first_path);
  Result<void> attempt(Known& known, const PluginSource& source, const std::string& first_path);
  Result<void> load(Known& known, const PluginSource& source);
  void serve(Known& known, std::unique_ptr<Generation> generation, const Cursor& cursor);
  Result<void> end_missing(const std::vector<PluginPath>& found);
  Result<void> refuse(Known& known, const Error& error);
  Result<void> attend_requests();
  Result<void> store(Known& known, const StateRow& row);

  hub::Hub& hub_;
  Pipeline& pipeline_;
  const ContextFactory make_context_;
  const Clock& clock_;
  const RegistryOptions options_;

  std::mutex mutex_;
  bool scanned_ = false;
  std::map<std::string, Known> known_;  ///< By PluginPath::shown().
};

}  // namespace perigee::plugins
