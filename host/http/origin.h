// Which hosts and origins the hub answers to. A page in a browser can make any name resolve to this
// machine (DNS rebinding) and can send requests across origins; both are told by the headers that a
// browser always sends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.h"
#include "host/http/request.h"

namespace perigee::http {

/// Host and port of "localhost:8080", "[::1]:8080" or a name alone; the brackets stay.
struct Authority {
  std::string_view host;
  std::string_view port;
};
Authority split_authority(std::string_view authority);

class OriginGuard {
 public:
  /// `bind_host` as it was configured. When it is a wildcard, numeric addresses are accepted too:
  /// no page reached by name can pretend to have one.
  OriginGuard(std::string_view bind_host, std::vector<std::string> more_hosts = {});

  /// Refuses requests for other hosts, and state changes or upgrades from pages of other hosts.
  /// Errors: InvalidInput, naming the header.
  Result<void> check(const Request& request, bool checks_origin) const;

 private:
  bool allows(std::string_view host) const;

  std::vector<std::string> hosts_;
  bool numeric_ = false;
};

}  // namespace perigee::http
