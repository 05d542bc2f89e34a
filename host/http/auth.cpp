#include "host/http/auth.h"

#include "host/base/text.h"

namespace perigee::http {
namespace {

/// What follows "Bearer" and at least one blank; empty when the header has another form.
std::string_view bearer_token(std::string_view value) {
  constexpr std::string_view kScheme = "bearer";
  if (!equals_lower(value.substr(0, kScheme.size()), kScheme)) return {};
  value.remove_prefix(kScheme.size());
  if (!value.starts_with(' ') && !value.starts_with('\t')) return {};
  return trim_blanks(value);
}

}  // namespace

Auth::Auth(const std::optional<std::string>& token) {
  if (token && !is_blank(*token)) expected_ = sha256(*token);
}

bool Auth::accepts(std::string_view token) const {
  return expected_ && equal_digests(sha256(token), *expected_);
}

Result<void> Auth::check(const Request& request) const {
  const std::string_view token = bearer_token(request.header("authorization").value_or(""));
  if (token.empty()) return fail(Code::MissingAuth, "Unauthorized");
  if (!accepts(token)) return fail(Code::InvalidAuth, "Unauthorized");
  return {};
}

}  // namespace perigee::http
