#include "support/speech/speech_lab.hpp"

#include <cstdio>
#include <cstdlib>
#include <future>

#include "app/wiring.hpp"
#include "audio/resampler.hpp"
#include "support/test_settings.hpp"

namespace hotpin::tests {
namespace {

constexpr std::size_t kTailSamples = 16 * 300;

base::Settings lab_settings(const std::string& voice) {
  return settings_with({{"HOTPIN_LLM", "fake"},
                        {"HOTPIN_ESPEAK_PROGRAM", HOTPIN_ESPEAK},
                        {"HOTPIN_TTS_MODEL_PATH", voice}});
}

}  // namespace

SpeechLab::SpeechLab()
    : voice_(settings_with().text("HOTPIN_MODELS_DIR")), settings_(lab_settings(voice_.folder())) {
  auto runtime = app::Runtime::load(settings_, base::SharedPage::create().value());
  if (!runtime) {
    std::fprintf(stderr, "%s\n", runtime.error().detail.c_str());
    std::abort();
  }
  runtime_ = std::move(*runtime);
}

SpeechLab::~SpeechLab() = default;

std::vector<std::int16_t> SpeechLab::say(const std::string& text) {
  std::promise<void> ended;
  std::vector<std::int16_t> pcm;
  runtime_->services()->tts.synthesize(
      {text, base::Priority::normal},
      [&](engine::TtsEvent event) {
        if (const auto* audio = std::get_if<engine::TtsAudio>(&event)) {
          const auto piece = audio::resample(audio->samples, audio->rate_hz, 16000);
          pcm.insert(pcm.end(), piece.begin(), piece.end());
        } else {
          ended.set_value();
        }
      },
      {});
  ended.get_future().wait();
  if (!pcm.empty()) pcm.resize(pcm.size() + kTailSamples);
  return pcm;
}

std::string SpeechLab::hear(std::span<const std::int16_t> pcm) {
  std::promise<std::string> heard;
  const auto stream = runtime_->services()->stt.open([&](const engine::SttEvent& event) {
    if (const auto* error = std::get_if<base::Error>(&event)) {
      heard.set_value("(" + error->detail + ")");
    } else if (const auto* words = std::get_if<engine::Hypothesis>(&event)) {
      if (words->is_final) heard.set_value(words->text);
    }
  });
  stream->accept(pcm);
  stream->finish();
  return heard.get_future().get();
}

}  // namespace hotpin::tests
