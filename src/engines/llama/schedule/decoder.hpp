#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "engine/sampling.hpp"
#include "engines/llama/schedule/cache_slots.hpp"
#include "engines/llama/tokens.hpp"

namespace hotpin::engines::llama {

/// One token to decode: where it goes, and whether a next token is wanted behind it.
struct Row {
  int sequence = 0;
  std::size_t position = 0;
  Token token = 0;
  bool wants_next = false;
};

enum class Decoded { done, stopped, cache_full, failed };

/// Asked all the time during a pass, on its threads; true ends it within milliseconds.
using StopPass = std::function<bool()>;

/// Chooses the tokens of one reply otherwise than by what is likeliest; knows what it chose before.
/// Engine thread only; the decoder that made it outlives it.
class Sampler {
 public:
  virtual ~Sampler() = default;
  /// The token behind row `index` of the last decode(), which wanted one.
  virtual Token choose(std::size_t index) = 0;
};

/// The model at work. Engine thread only.
class Decoder : public CacheMemory {
 public:
  /// All rows in one pass. Unless done, none of them is in the cache (failed: some may be).
  virtual Decoded decode(std::span<const Row> rows, const StopPass& stop) = 0;
  /// How long the last decode() took.
  virtual base::Duration took() const = 0;
  /// The likeliest token behind row `index` of the last decode(), which wanted one.
  virtual Token next_token(std::size_t index) = 0;
  /// Null where the likeliest token is wanted each time.
  virtual std::unique_ptr<Sampler> make_sampler(const engine::Sampling& sampling) = 0;
  /// The probability that it is one of `tokens`, which has an entry for each of the vocabulary.
  virtual double share_of(const std::vector<bool>& tokens, std::size_t index) = 0;
};

}  // namespace hotpin::engines::llama
