// What people type into a search, as an expression of the index's own language. Every text is one:
// nothing that is typed reaches that language but as quoted words.
#pragma once

#include <string>
#include <string_view>

#include "host/base/error.h"

namespace perigee::hub {

/// Words are separated by white space and all have to occur. "Words in quotes" have to follow one
/// another, as have the parts of a word with punctuation (foo-bar). A word or phrase with * behind
/// it stands for everything that begins so. A quote that is not closed reaches to the end.
/// Errors: InvalidInput, naming q, when there is no word, or too much of them.
Result<std::string> search_expression(std::string_view text);

}  // namespace perigee::hub
