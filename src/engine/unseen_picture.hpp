#pragma once

#include "engine/llm.hpp"

namespace hotpin::engine {

/// What the user is told where a picture goes to a model that cannot see: nobody may think that it
/// was looked at.
inline constexpr const char* kUnseenPicture =
    "I got your picture, but the model I run on cannot see.";

/// The request for such a model. It finds that it has said so, as an exchange before the question:
/// every service and every template knows that form, and small models keep to what they have said.
LlmRequest without_picture(LlmRequest request);

}  // namespace hotpin::engine
