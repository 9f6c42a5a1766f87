#pragma once

#include <cstddef>
#include <string_view>

namespace hotpin::dialog {

/// Bytes at `at` that only point to a source or a note, in any of the forms that models write:
/// "[1]", "[2][3]", "[1, 2]", "[1–3]", "[^1]", "【4:0†source】", "[1](http://…)", "(source: [3])",
/// "known¹". 0 if there are none: an interval ("[0, 1]"), a list or an index is no citation. Looks
/// ahead a bounded way; pure; any thread.
std::size_t citation_at(std::string_view text, std::size_t at);

/// The marks at the front of a line that begin a note or an entry of a list of sources: "[^1]: ",
/// "[2] "; the whole line where it holds nothing but an address.
std::size_t source_mark_of(std::string_view line);

/// `token` without the citations at its end: "known.[1]" is "known.".
std::string_view without_citations(std::string_view token);

/// Whether `text` ends behind the beginning of what may be a citation: "[citation".
bool ends_in_brackets(std::string_view text);

}  // namespace hotpin::dialog
