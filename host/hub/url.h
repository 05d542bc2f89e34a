// URLs in messages: which stretches of a text are links, and what parses as an http(s) URL. A small
// parser of ours, because the rules are those of WHATWG (lenient where RFC 3986 is not) and no
// packaged C++ library implements them. It only accepts or refuses; nothing is normalised.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace perigee::hub {

/// What is wrong with a text as an http or https URL.
enum class UrlVerdict { Ok, Malformed, OtherScheme };

/// Whether the text parses as a WHATWG URL, and whether its scheme is http or https.
UrlVerdict classify_url(std::string_view text);

/// The URLs of a text in order of appearance, each once, as written (plugin-pipeline §9).
std::vector<std::string> extract_urls(std::string_view text);

}  // namespace perigee::hub
