#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "engine/context.hpp"
#include "engine/llm.hpp"
#include "engine/phonemizer.hpp"
#include "engine/stt.hpp"
#include "engine/tts.hpp"
#include "engine/turn_judge.hpp"
#include "engine/vad.hpp"

namespace hotpin::app {

/// The engines that the settings choose. Thread-safe once they are made, as they are.
class Engines {
 public:
  /// Once, before anything else; `context` lacks what they need of one another. Seconds; the error
  /// is one line. What was made before it stays, since the pools may be at work for it.
  base::Status make(engine::Context context);
  /// Runs each of them once. `shared_prefix`: what every conversation begins with.
  base::Status warm_up(const std::vector<engine::ChatMessage>& shared_prefix);

  engine::Stt& stt() const { return *stt_; }
  engine::Llm& llm() const { return *llm_; }
  engine::Tts& tts() const { return *tts_; }
  /// Null: none is asked.
  engine::TurnJudge* turn_judge() const { return turn_judge_.get(); }

 private:
  base::Status make_voice(const engine::Context& context);
  base::Status make_turn_judge(const engine::Context& context);

  std::unique_ptr<engine::Phonemizer> phonemizer_;
  std::unique_ptr<engine::Vad> vad_;
  std::unique_ptr<engine::Stt> stt_;
  std::unique_ptr<engine::Llm> llm_;
  std::unique_ptr<engine::Tts> tts_;
  std::unique_ptr<engine::TurnJudge> turn_judge_;  // null: none
};

}  // namespace hotpin::app
