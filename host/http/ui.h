// The web UI under /ui (hub-protocol §7): a directory with its build, read once at start, and the
// data with which a page finds its hub. The host ships no UI of its own.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "host/http/options.h"
#include "host/http/response.h"

namespace perigee::http {

class Ui {
 public:
  /// Refers to the options, whose port may be filled in later.
  explicit Ui(const ServerOptions& options) : options_(options) {}

  /// Reads options.ui_directory; without one there are no pages. Errors: FileError, naming the
  /// directory or a file in it.
  Result<void> load();

  /// The answer to GET of a path that begins with /ui.
  Response get(std::string_view path) const;

 private:
  Response bootstrap() const;
  Response file(const std::string& name, std::string_view cache_control) const;

  const ServerOptions& options_;
  std::map<std::string, std::string> files_;  ///< By path relative to the directory.
};

}  // namespace perigee::http
