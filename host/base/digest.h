// Hashes, and comparing secrets without telling how far they agree.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace perigee {

using Digest = std::array<unsigned char, 32>;

/// SHA-256.
Digest sha256(std::string_view text);

/// SHA-256 of a text that comes in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view piece);
  /// The digest of everything that was added; call it once.
  Digest finish();

 private:
  void* context_;
};

/// The HMAC of a text under a key, with SHA-256 (RFC 2104).
Digest hmac_sha256(std::string_view key, std::string_view text);

/// A digest in lower-case hexadecimal digits.
std::string to_hex(const Digest& digest);

/// Whether two digests are equal, in a time that does not depend on them.
bool equal_digests(const Digest& a, const Digest& b);

/// Base64 with padding.
std::string base64(std::string_view bytes);

/// SHA-1 in hexadecimal, as git names things; it no longer withstands forgers.
std::string sha1_hex(std::string_view text);

/// Base64 of SHA-1, which the WebSocket handshake asks for (RFC 6455 §4.2.2).
std::string sha1_base64(std::string_view text);

}  // namespace perigee
