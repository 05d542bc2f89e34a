#include "host/tasks/keyword.h"

namespace perigee::tasks {

std::string quoted_words(std::string_view text) {
  static constexpr std::string_view kSpace = " \t\r\n\v\f";
  std::string expression;
  for (std::size_t begin = text.find_first_not_of(kSpace); begin != std::string_view::npos;) {
    const std::size_t end = text.find_first_of(kSpace, begin);
    if (!expression.empty()) expression += ' ';
    expression += '"';
    for (const char c : text.substr(begin, end - begin)) {
      if (c == '"') expression += '"';
      if (c != '\0') expression += c;
    }
    expression += '"';
    begin = end == std::string_view::npos ? end : text.find_first_not_of(kSpace, end);
  }
  return expression;
}

}  // namespace perigee::tasks
