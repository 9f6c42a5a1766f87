#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "engine/context.hpp"
#include "engine/llm.hpp"

namespace hotpin::app {

/// The language model called `name`, with what stands beside it: one that answers when a service
/// does not, and a small one that tells where sentences end. Seconds; the error is one line.
base::Result<std::unique_ptr<engine::Llm>> make_language_model(const base::Settings& settings,
                                                               const std::string& name,
                                                               const engine::Context& context);

}  // namespace hotpin::app
