#include "engines/openai/speech/speech_form.hpp"

#include <boost/json.hpp>
#include <utility>

#include "base/utf8.hpp"

namespace hotpin::engines::openai {

SpeechForm::SpeechForm(base::SharedPage& shared, const std::string& service, std::string model,
                       std::string voice)
    : flags_(shared, service, "speech.form"),
      characters_(shared, service, "speech.chars"),
      model_(std::move(model)),
      voice_(std::move(voice)) {}

std::string SpeechForm::body(std::string_view text, const engine::VoiceChoice& voice) const {
  boost::json::object body{{"input", base::to_valid_utf8(text)}};
  if (!model_.empty()) body["model"] = model_;
  if (!flags_.has(kNoVoice)) body["voice"] = voice_;
  if (!flags_.has(kNoFormat)) body["response_format"] = flags_.has(kSamples) ? "pcm" : "wav";
  const bool has_rate = voice.words_per_minute || voice.pace != 1;
  if (has_rate && !flags_.has(kNoSpeed)) {
    body["speed"] = static_cast<double>(engine::rate_of(voice)) / engine::kUsualWordsPerMinute;
  }
  return boost::json::serialize(body);
}

std::optional<std::size_t> SpeechForm::longest() const {
  const auto limit = characters_.get();
  return limit ? std::optional(static_cast<std::size_t>(*limit)) : std::nullopt;
}

void SpeechForm::learn(const SpeechRefusal& refusal) {
  using What = SpeechRefusal::What;
  switch (refusal.what) {
    case What::too_long:
      characters_.lower_to(
          static_cast<std::int64_t>(refusal.characters),
          "a phrase may have " + std::to_string(refusal.characters) + " characters at most");
      return;
    case What::format:
      if (flags_.has(kSamples)) flags_.set(kNoFormat, "it takes no response_format");
      else flags_.set(kSamples, "it gives no WAV; PCM is asked for");
      return;
    case What::format_field:
      flags_.set(kNoFormat, "it takes no response_format");
      return;
    case What::speed:
      flags_.set(kNoSpeed, "it takes no speed, or not every one");
      return;
    case What::voice_field:
      flags_.set(kNoVoice, "it takes no voice");
      return;
    case What::voice:
    case What::model:
    case What::other:
      return;
  }
}

void SpeechForm::learn_of_other_sound() {
  flags_.set(kSamples, "it gives no WAV; PCM is asked for");
}

}  // namespace hotpin::engines::openai
