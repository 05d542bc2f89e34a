#include "host/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <cwchar>

#include "host/base/text.h"

namespace perigee::cli {
namespace {

/// Columns of one character, whatever the locale of the user is.
std::size_t width_of(char32_t code_point) {
  static const locale_t kUnicode = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (kUnicode == nullptr) return 1;
  const locale_t previous = ::uselocale(kUnicode);
  const int width = ::wcwidth(static_cast<wchar_t>(code_point));
  ::uselocale(previous);
  return width < 0 ? 1 : static_cast<std::size_t>(width);
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

Terminal Terminal::of_output() {
  Terminal terminal;
  terminal.is_terminal = ::isatty(STDOUT_FILENO) == 1;
  if (!terminal.is_terminal) return terminal;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) terminal.width = size.ws_col;
  const char* kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view(kind) == "dumb";
  terminal.colour = !dumb && !is_set("NO_COLOR");
  return terminal;
}

std::string Terminal::strong(std::string_view text) const {
  return colour ? "\x1b[1m" + std::string(text) + "\x1b[0m" : std::string(text);
}

std::string Terminal::faint(std::string_view text) const {
  return colour ? "\x1b[2m" + std::string(text) + "\x1b[0m" : std::string(text);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += width_of(next_code_point(text, at));
  return width;
}

std::string fit(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t cut = 0;  // the end of what still leaves room for the mark
  for (std::size_t at = 0; at < text.size();) {
    used += width_of(next_code_point(text, at));
    if (used > width) return std::string(text.substr(0, cut)) + "…";
    if (used < width) cut = at;
  }
  return std::string(text);
}

std::string local_time(const std::string& stored) {
  std::tm utc{};
  const char* rest = ::strptime(stored.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  if (rest == nullptr) return stored;
  const std::time_t time = ::timegm(&utc);
  std::tm local{};
  ::localtime_r(&time, &local);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
  return {text, size};
}

}  // namespace perigee::cli
