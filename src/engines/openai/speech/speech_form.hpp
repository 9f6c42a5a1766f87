#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/tts.hpp"
#include "engines/openai/service/learned.hpp"
#include "engines/openai/speech/speech_refusal.hpp"

namespace hotpin::engines::openai {

/// How a voice service wants to be asked: as OpenAI's is, less what this one was found to refuse.
/// Owned by the engine; what is learnt all workers share. Used on the client's thread.
class SpeechForm {
 public:
  /// `service` names it for the memory, as for LearnedFlags.
  SpeechForm(base::SharedPage& shared, const std::string& service, std::string model,
             std::string voice);

  std::string body(std::string_view text, const engine::VoiceChoice& voice) const;
  /// Of a request's text, in characters; nullopt: no limit is known.
  std::optional<std::size_t> longest() const;
  bool asks_for_samples() const { return flags_.has(kSamples); }
  /// Changes with what is learnt: a request of another version may be taken.
  std::uint64_t version() const { return flags_.get(); }

  /// What the refusal tells, if another form helps.
  void learn(const SpeechRefusal& refusal);
  /// The sound came in a form that is not read, though WAV was asked for.
  void learn_of_other_sound();

 private:
  enum Bit : unsigned { kSamples, kNoFormat, kNoSpeed, kNoVoice };

  LearnedFlags flags_;
  LearnedLimit characters_;
  const std::string model_;
  const std::string voice_;
};

}  // namespace hotpin::engines::openai
