#pragma once

#include <memory>

#include "engine/llm.hpp"
#include "engine/stt.hpp"
#include "engine/tts.hpp"
#include "engine/turn_judge.hpp"

namespace hotpin::engine {

/// The same engines with a barrier in front: what a call throws is counted, and is the terminal
/// error ("stt_failed", "llm_failed", "tts_failed") of that utterance, reply or phrase, so that its
/// turn ends with the apology. A favour (prepare, judge_end, peek, forget, a turn's judgement) is
/// dropped, and so is a judgement that is no probability. What an engine throws on its own threads
/// is its own affair: base::guarded.
std::unique_ptr<Stt> guarded(std::unique_ptr<Stt> engine);
std::unique_ptr<Llm> guarded(std::unique_ptr<Llm> engine);
std::unique_ptr<Tts> guarded(std::unique_ptr<Tts> engine);
std::unique_ptr<TurnJudge> guarded(std::unique_ptr<TurnJudge> engine);

}  // namespace hotpin::engine
