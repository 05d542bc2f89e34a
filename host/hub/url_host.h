// The host part of a URL, by the rules of WHATWG: what is an address, what is a name, what is
// neither. Internal to url.cpp; accepts or refuses, and produces no normalised form.
//
// Names outside ASCII are not put through IDNA, whose tables would outweigh the parser: a name is
// taken unless it holds white space, a control, a direction mark or a code point that URLs forbid.
// So a few hosts pass that a browser refuses (unassigned letters, mixed directions), which is
// harmless where URLs are only stored as written.
#pragma once

#include <string_view>

namespace perigee::hub {

/// Whether `host` can stand in a URL of http, https, ws, wss, ftp or file: an IPv6 address in
/// brackets, an IPv4 address in any of its spellings, or a name; percent escapes are undone first.
bool is_special_host(std::string_view host);

/// Whether `host` can stand in a URL of any other scheme, where it means nothing to us.
bool is_opaque_host(std::string_view host);

/// Whether the text between the brackets is an IPv6 address.
bool is_ipv6(std::string_view text);

/// Whether a name ends in a number, and so is an IPv4 address or nothing.
bool ends_in_number(std::string_view name);

/// Whether the text is an IPv4 address: up to four numbers, decimal, octal (0…) or hex (0x…), the
/// last of which fills the bytes that are left.
bool is_ipv4(std::string_view text);

/// Whether the part of a label after "xn--" is the punycode of a name with a letter outside ASCII.
bool is_punycode(std::string_view text);

/// Whether a code point outside ASCII may be part of a name.
bool is_name_code_point(char32_t code_point);

}  // namespace perigee::hub
