#include "host/http/header_guard.h"

#include <algorithm>

namespace perigee::http {
namespace {

/// Whether something else than a line feed follows the first carriage return.
bool has_inner_return(std::string_view line) {
  const std::size_t at = line.find('\r');
  return at != std::string_view::npos && at + 1 < line.size() && line[at + 1] != '\n';
}

}  // namespace

HeaderGuard::Verdict HeaderGuard::refuse(std::string_view reason) {
  reason_ = reason;
  return Verdict::Refused;
}

/// Judges one line without its LF. Complete for the empty line that ends the section.
HeaderGuard::Verdict HeaderGuard::scan_line(std::string_view line) {
  if (!line.ends_with('\r')) return refuse("line feed without carriage return");
  line.remove_suffix(1);
  if (line.find('\0') != std::string_view::npos) return refuse("NUL in the header section");
  if (lines_ > 0 && (line.starts_with(' ') || line.starts_with('\t'))) {
    return refuse("folded header line");
  }
  if (line.empty()) return Verdict::Complete;
  if (++lines_ > kMaxHeaders + 1) return refuse("too many headers");
  return Verdict::Incomplete;
}

HeaderGuard::Verdict HeaderGuard::scan(std::string_view input) {
  for (;;) {
    const std::string_view rest = input.substr(scanned_);
    const std::size_t end = rest.find('\n');
    const std::size_t line_bytes = end == std::string_view::npos ? rest.size() : end + 1;
    // In the order of the bytes, so that the reason is the same in whatever pieces they arrive.
    if (has_inner_return(rest.substr(0, std::min(line_bytes, kMaxHeaderBytes - scanned_)))) {
      return refuse("carriage return inside a line");
    }
    if (scanned_ + line_bytes > kMaxHeaderBytes) return refuse("header section too large");
    if (end == std::string_view::npos) return Verdict::Incomplete;
    const Verdict verdict = scan_line(rest.substr(0, end));
    if (verdict == Verdict::Refused) return verdict;
    scanned_ += line_bytes;
    if (verdict == Verdict::Complete) return verdict;
  }
}

}  // namespace perigee::http
