#include "host/base/error.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace perigee {
namespace {

struct CodeEntry {
  std::string_view name;
  std::string_view doc;
};

constexpr std::array kCodes = {
#define PERIGEE_ERROR(name, wire, doc) CodeEntry{wire, doc},
#include "host/base/error_codes.def"
#undef PERIGEE_ERROR
};

}  // namespace

std::string_view code_name(Code code) {
  return kCodes.at(static_cast<std::size_t>(code)).name;
}
std::optional<Code> find_code(std::string_view name) {
  for (std::size_t i = 0; i < kCodes.size(); ++i) {
    if (kCodes[i].name == name) return static_cast<Code>(i);
  }
  return std::nullopt;
}
std::string_view code_doc(Code code) {
  return kCodes.at(static_cast<std::size_t>(code)).doc;
}

std::string Error::describe() const {
  std::string text;
  const auto add = [&text](std::string_view part) {
    if (part.empty()) return;
    if (!text.empty()) text += ": ";
    text += part;
  };
  std::string actor = where.plugin;
  if (!where.hook.empty()) actor += (actor.empty() ? "" : ".") + where.hook;
  add(actor);
  if (!where.file.empty()) {
    // A raised Lua error carries its position in the text already.
    std::string position = where.file;
    if (where.line > 0) position += ":" + std::to_string(where.line);
    if (message.find(position) == std::string::npos) add(position);
  }
  add(message);
  if (!hint.empty()) text += " (" + hint + ")";
  return text;
}

void check_failed(const char* condition, const char* file, int line, std::string_view message) {
  std::fprintf(stderr, "perigee: %s:%d: check failed: %s: %.*s\n", file, line, condition,
               static_cast<int>(message.size()), message.data());
  std::abort();
}

}  // namespace perigee
