#pragma once

namespace hotpin::engine {

/// The whole answer to words that came with a picture, where the model cannot see. The model is not
/// asked: told that it cannot see, a small one describes what it has not seen all the same.
inline constexpr const char* kUnseenPicture =
    "I got your picture, but the model I run on cannot see. Please tell me in words.";

}  // namespace hotpin::engine
