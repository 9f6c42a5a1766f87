#pragma once

#include <string_view>

namespace hotpin::dialog {

/// What somebody asks of the voice's pace.
enum class PaceRequest { none, slower, faster, usual };

/// Whether `words`, all that was said in a turn, ask the voice to speak at another pace and nothing
/// else: "slower, please", "could you speak a bit more slowly?", "that was too fast", "normal speed
/// again"; the same in German, French and Spanish. Any bytes are taken; linear; pure.
PaceRequest pace_request(std::string_view words);

}  // namespace hotpin::dialog
