#pragma once

#include <cstddef>
#include <memory>

#include "engine/pooled_stt.hpp"

namespace hotpin::engines::vosk {

class Model;

/// Samples that libvosk is given at once, 100 ms: always the same, since what it hears depends on
/// where the pieces end.
inline constexpr std::size_t kPieceSamples = 1600;

/// One utterance's recognition with a recogniser of its own; no words where there is no speech.
/// `with_words`: the final hypothesis holds them with their times.
std::unique_ptr<engine::UtteranceWork> make_utterance(std::shared_ptr<Model> model,
                                                      bool with_words);

}  // namespace hotpin::engines::vosk
