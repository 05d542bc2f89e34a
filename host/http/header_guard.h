// The guard in front of the HTTP parser: finds the end of a header section and refuses what the
// parser would take but others read differently, which is how requests are smuggled. It looks at
// bytes and line ends only; the parser does the rest.
#pragma once

#include <cstddef>
#include <string_view>

namespace perigee::http {

/// Bytes of a request line with all its headers.
inline constexpr std::size_t kMaxHeaderBytes = 16 * 1024;
/// Headers of one request.
inline constexpr std::size_t kMaxHeaders = 100;

/// Scans a header section that arrives piece by piece.
class HeaderGuard {
 public:
  enum class Verdict {
    Incomplete,  ///< Go on when there are more bytes.
    Complete,    ///< size() bytes, the empty line included, are a header section.
    Refused,     ///< reason() says why.
  };

  /// `input` begins where the section begins, each time with more bytes than before.
  Verdict scan(std::string_view input);
  std::size_t size() const { return scanned_; }
  std::string_view reason() const { return reason_; }
  /// Forgets everything, for the next section.
  void reset() { *this = {}; }

 private:
  Verdict refuse(std::string_view reason);
  Verdict scan_line(std::string_view line);

  std::size_t scanned_ = 0;  ///< Bytes of complete lines.
  std::size_t lines_ = 0;
  std::string_view reason_;
};

}  // namespace perigee::http
