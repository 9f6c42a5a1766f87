#pragma once

#include <llama.h>

#include <memory>

#include "engine/sampling.hpp"
#include "engines/llama/schedule/decoder.hpp"

namespace hotpin::engines::llama {

/// llama.cpp's own samplers for one reply, over what `context` has decoded. Null where the
/// likeliest token is wanted each time, which needs none.
std::unique_ptr<Sampler> make_sampler(llama_context& context, const engine::Sampling& sampling);

}  // namespace hotpin::engines::llama
