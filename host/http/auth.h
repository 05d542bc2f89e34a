// The bearer token of the hub (hub-protocol §2.4). Only its hash is kept, and no token, expected or
// sent, ever appears in an error.
#pragma once

#include <optional>
#include <string>

#include "host/base/digest.h"
#include "host/base/error.h"
#include "host/http/request.h"

namespace perigee::http {

class Auth {
 public:
  /// Without a token nobody is let in.
  explicit Auth(const std::optional<std::string>& token);

  /// Whether the hub has a token at all.
  bool is_configured() const { return expected_.has_value(); }

  /// Checks the Authorization header. Errors: MissingAuth, InvalidAuth.
  Result<void> check(const Request& request) const;
  /// Whether this is the token, in a time that does not depend on it.
  bool accepts(std::string_view token) const;

 private:
  std::optional<Digest> expected_;
};

}  // namespace perigee::http
