#include "host/http/bind.h"

#include <algorithm>
#include <array>
#include <utility>

#include "host/http/request.h"

namespace perigee::http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kLoopback = {{
    {"127.0.0.1", "127.0.0.1"},
    {"localhost", "127.0.0.1"},
    {"::1", "::1"},
    {"[::1]", "::1"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kWildcard = {{
    {"0.0.0.0", "0.0.0.0"},
    {"::", "::"},
    {"[::]", "::"},
}};

template <std::size_t N>
std::string_view look_up(const std::array<std::pair<std::string_view, std::string_view>, N>& table,
                         std::string_view host) {
  const auto found = std::ranges::find_if(
      table, [&](const auto& entry) { return equals_lower(trim_blanks(host), entry.first); });
  return found == table.end() ? std::string_view() : found->second;
}

}  // namespace

bool is_wildcard(std::string_view host) {
  return !look_up(kWildcard, host).empty();
}

Result<std::string> bind_address(std::string_view host, bool allow_network) {
  if (const auto address = look_up(kLoopback, host); !address.empty()) return std::string(address);
  const auto address = look_up(kWildcard, host);
  if (address.empty()) {
    return fail(Code::InvalidConfig, "Invalid bind host \"" + std::string(host) + "\"",
                "use 127.0.0.1, localhost or ::1");
  }
  if (!allow_network) {
    return fail(Code::InvalidConfig,
                "Refusing to bind to \"" + std::string(host) +
                    "\": everybody on the network could reach the hub",
                "use 127.0.0.1, or allow the network explicitly");
  }
  return std::string(address);
}

}  // namespace perigee::http
