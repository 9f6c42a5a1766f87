#include "dialog/text_normalizer.hpp"

#include "base/utf8.hpp"
#include "dialog/plain_text.hpp"

namespace hotpin::dialog {

std::string normalize(std::string_view text) { return plain_text(base::to_valid_utf8(text)); }

}  // namespace hotpin::dialog
