#include "host/hub/search_text.h"

#include <algorithm>

#include "host/base/limits.h"
#include "host/base/text.h"

namespace perigee::hub {
namespace {

/// White space, and what would end the expression or show in nothing.
bool is_separator(char32_t c) {
  return c < 0x20 || is_js_space(c);
}

/// A word or phrase as it was typed.
struct Term {
  std::string_view text;
  bool is_prefix = false;
};

/// Takes terms off the front of a text.
class Terms {
 public:
  explicit Terms(std::string_view text) : text_(text) {}

  bool next(Term& term) {
    skip_separators();
    if (at_ == text_.size()) return false;
    term.text = text_[at_] == '"' ? take_phrase() : take_word();
    term.is_prefix = at_ < text_.size() && text_[at_] == '*';
    while (at_ < text_.size() && text_[at_] == '*') ++at_;
    return true;
  }

 private:
  void skip_separators() {
    while (at_ < text_.size()) {
      std::size_t after = at_;
      if (!is_separator(next_code_point(text_, after))) return;
      at_ = after;
    }
  }

  std::string_view take_phrase() {
    const std::size_t begin = ++at_;
    const std::size_t end = std::min(text_.find('"', begin), text_.size());
    at_ = std::min(end + 1, text_.size());
    return text_.substr(begin, end - begin);
  }

  /// Up to white space, a quote, or the stars at its end.
  std::string_view take_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      std::size_t after = at_;
      if (is_separator(next_code_point(text_, after))) break;
      at_ = after;
    }
    std::string_view word = text_.substr(begin, at_ - begin);
    while (word.ends_with('*')) word.remove_suffix(1);
    at_ = begin + word.size();
    return word;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::ranges::transform(text, std::back_inserter(out), [](char c) { return c == '\0' ? ' ' : c; });
  out += '"';
}

}  // namespace

Result<std::string> search_expression(std::string_view text) {
  if (utf16_length(text) > limits::kSearchUnits) {
    return fail(Code::InvalidInput, "q must not be longer than " +
                                        std::to_string(limits::kSearchUnits) + " characters");
  }
  std::string expression;
  std::size_t count = 0;
  Terms terms(text);
  for (Term term; terms.next(term);) {
    if (is_blank(term.text)) continue;
    if (++count > limits::kSearchTerms) {
      return fail(Code::InvalidInput, "q must not have more than " +
                                          std::to_string(limits::kSearchTerms) +
                                          " words and phrases");
    }
    if (!expression.empty()) expression += ' ';
    append_quoted(expression, term.text);
    if (term.is_prefix) expression += " *";
  }
  if (expression.empty()) return fail(Code::InvalidInput, "q must have a word to search for");
  return expression;
}

}  // namespace perigee::hub
