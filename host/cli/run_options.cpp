#include "host/cli/run_options.h"

#include <charconv>

namespace perigee::cli {

namespace fs = std::filesystem;

Result<ListenAddress> parse_listen(const std::string& text) {
  ListenAddress address;
  std::string_view host = text;
  std::string_view port;
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.rfind(':');
  if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
    host = std::string_view(text).substr(0, colon);
    port = std::string_view(text).substr(colon + 1);
    int number = -1;
    const auto parsed = std::from_chars(port.data(), port.data() + port.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != port.data() + port.size() || number < 0 ||
        number > 65535) {
      return fail(Code::Usage, "\"" + text + "\" is not an address",
                  "write HOST:PORT with a port from 0 (any free one) to 65535");
    }
    address.port = number;
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!host.empty()) address.host = host;
  return address;
}

std::vector<fs::path> plugin_folders(const RunOptions& options, const Location& location) {
  std::error_code ignored;
  const fs::path usual = location.workspace / "lua-plugins";
  if (!options.plugin_folders.empty()) return options.plugin_folders;
  return fs::is_directory(usual, ignored) ? std::vector{usual} : std::vector<fs::path>();
}

Result<HostOptions> resolve(const RunOptions& options, const Location& location,
                            const Clock& clock) {
  HostOptions resolved;
  std::error_code ignored;
  resolved.data = location.data;
  resolved.plugin_folders = plugin_folders(options, location);
  std::optional<fs::path> config = options.config;
  const fs::path usual = location.workspace / "perigee.lua";
  if (!config && fs::exists(usual, ignored)) config = usual;
  if (config) {
    auto read = plugins::read_host_config(*config, clock);
    if (!read) return fail(std::move(read));
    resolved.config = std::move(*read);
  }
  return resolved;
}

}  // namespace perigee::cli
