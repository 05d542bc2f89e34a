#include <algorithm>

#include "host/base/json.h"

namespace perigee {
namespace {

/// Length of the string token at the front, with its quotes.
std::size_t string_size(std::string_view json) {
  std::size_t at = 1;
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return at + 1;
}

void append_line(std::string& out, std::size_t depth) {
  out += '\n';
  out.append(2 * depth, ' ');
}

}  // namespace

std::string indent_json(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  while (!json.empty()) {
    const char c = json.front();
    std::size_t taken = 1;
    if (c == '"') {
      taken = string_size(json);
      out += json.substr(0, taken);
    } else if (json.starts_with("{}") || json.starts_with("[]")) {
      taken = 2;
      out += json.substr(0, taken);
    } else if (c == '{' || c == '[') {
      out += c;
      append_line(out, ++depth);
    } else if (c == '}' || c == ']') {
      append_line(out, --depth);
      out += c;
    } else if (c == ',') {
      out += c;
      append_line(out, depth);
    } else {
      out += c;
      if (c == ':') out += ' ';
    }
    json.remove_prefix(std::min(taken, json.size()));
  }
  return out;
}

}  // namespace perigee
