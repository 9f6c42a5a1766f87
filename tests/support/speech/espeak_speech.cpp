#include "support/speech/espeak_speech.hpp"

#include <future>

#include "base/worker_pool.hpp"
#include "engine/context.hpp"
#include "engine/tts.hpp"
#include "session/reply/phrase_sound.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::espeak {
base::Result<std::unique_ptr<engine::Tts>> make_espeak_tts(const engine::Context& context);
}  // namespace hotpin::engines::espeak

namespace hotpin::tests {

std::vector<std::int16_t> espeak_speech(const std::string& voice, const std::string& text) {
  constexpr std::size_t kTailSamples = 16 * 300;
  const base::Settings settings =
      settings_with({{"HOTPIN_ESPEAK_PROGRAM", HOTPIN_ESPEAK}, {"HOTPIN_ESPEAK_VOICE", voice}});
  base::WorkerPool pool{{.name = "speech"}};
  const auto tts = engines::espeak::make_espeak_tts({settings, pool, pool, shared_page()}).value();
  std::vector<engine::TtsAudio> audio;
  std::promise<void> ended;
  const auto sink = [&](engine::TtsEvent event) {
    if (auto* piece = std::get_if<engine::TtsAudio>(&event)) audio.push_back(std::move(*piece));
    else ended.set_value();
  };
  tts->synthesize({text, base::Priority::normal}, sink, {});
  ended.get_future().wait();
  std::vector<std::int16_t> pcm = session::to_output(audio, {});
  pcm.resize(pcm.size() + kTailSamples);
  return pcm;
}

}  // namespace hotpin::tests
