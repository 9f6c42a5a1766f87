#include "dialog/endpointer.hpp"

#include <algorithm>

namespace hotpin::dialog {

std::size_t silence_to_end(const SpeechSoFar& so_far, const EndpointerOptions& options) {
  const std::string_view text = so_far.text;
  const bool closed = text.ends_with('.') || text.ends_with('?') || text.ends_with('!');
  const double wanted = (closed ? 350 : 1300) * 16 * options.patience;
  return std::clamp(static_cast<std::size_t>(wanted), options.least_samples, options.most_samples);
}

}  // namespace hotpin::dialog
