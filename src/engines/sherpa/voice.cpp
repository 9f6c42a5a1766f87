#include "engines/sherpa/voice.hpp"

#include <sherpa-onnx/c-api/c-api.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <set>

#include "base/silenced_stderr.hpp"
#include "base/utf8.hpp"
#include "engine/context.hpp"
#include "engines/sherpa/memory_file.hpp"
#include "engines/sherpa/model_files.hpp"
#include "engines/sherpa/pauses.hpp"
#include "engines/sherpa/timed_model.hpp"
#include "engines/sherpa/voice_facts.hpp"

namespace hotpin::engines::sherpa {
namespace {

struct DestroyTts {
  void operator()(const SherpaOnnxOfflineTts* it) const { SherpaOnnxDestroyOfflineTts(it); }
};
struct DestroyAudio {
  void operator()(const SherpaOnnxGeneratedAudio* it) const {
    SherpaOnnxDestroyOfflineTtsGeneratedAudio(it);
  }
};
using Handle = std::unique_ptr<const SherpaOnnxOfflineTts, DestroyTts>;

/// Of one code point each; espeak-ng's IPA is spelled in them.
std::set<char32_t> symbols_of(const VoiceFacts& facts) {
  std::set<char32_t> symbols;
  for (const auto& [text, number] : facts.symbols) {
    const std::u32string symbol = base::to_utf32(text);
    if (symbol.size() == 1) symbols.insert(symbol.front());
  }
  return symbols;
}

std::int32_t go_on_unless_stopped(const float* /*samples*/, std::int32_t /*count*/,
                                  float /*progress*/, void* stop) noexcept {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 0 : 1;
}

std::int16_t to_sample(float value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -1.0F, 1.0F) * 32767.0F));
}

/// Where each symbol begins that was given to the voice, and where the last one ends. Piper puts a
/// start and a filler in front of them, a filler behind each, and an end behind all.
std::vector<std::size_t> begins_of(const TimedOutput& output, std::size_t symbols) {
  constexpr std::size_t kInFront = 2;
  if (output.lengths.size() != kInFront + 2 * symbols + 1) return {};
  std::vector<std::size_t> begins;
  std::size_t steps = 0;
  for (std::size_t i = 0; i < output.lengths.size(); ++i) {
    if (i >= kInFront && i % 2 == 0) begins.push_back(steps * output.step_samples);
    steps += static_cast<std::size_t>(output.lengths[i]);
  }
  return begins;
}

class PiperVoice final : public Voice {
 public:
  PiperVoice(Handle handle, VoiceFacts facts, bool is_grafted)
      : handle_(std::move(handle)),
        facts_(std::move(facts)),
        symbols_(symbols_of(facts_)),
        is_grafted_(is_grafted) {}

  const std::string& phoneme_voice() const override { return facts_.phoneme_voice; }

  engine::VoiceInfo info() const override {
    return {
        .id = facts_.id, .name = facts_.id, .languages = {facts_.phoneme_voice}, .engine = "piper"};
  }

  base::Result<SpokenIpa> speak(std::u32string_view ipa, double speed,
                                const std::stop_token& stop) override {
    std::vector<std::int32_t> known;
    std::vector<std::size_t> known_before;  // of each code point
    for (const char32_t symbol : ipa) {
      known_before.push_back(known.size());
      if (symbols_.contains(symbol)) known.push_back(static_cast<std::int32_t>(symbol));
    }
    if (known.empty()) return SpokenIpa{};
    try {
      auto spoken = generate(known, speed, stop);
      if (!spoken || spoken->begins.empty()) return spoken;
      for (std::size_t& place : known_before) place = spoken->begins[place];
      spoken->begins = std::move(known_before);
      return spoken;
    } catch (const std::exception& error) {  // ONNX Runtime's come through the C interface
      return base::Error{"tts_failed", std::string("the voice failed: ") + error.what()};
    }
  }

 private:
  base::Result<SpokenIpa> generate(const std::vector<std::int32_t>& phonemes, double speed,
                                   std::stop_token stop) const {
    const auto length = static_cast<std::int32_t>(phonemes.size());
    SherpaOnnxGenerationConfig config{};
    config.speed = static_cast<float>(speed);
    config.silence_scale = 1;  // pauses are shortened here
    config.phoneme_codepoints = phonemes.data();
    config.phoneme_codepoints_lens = &length;
    config.phoneme_codepoints_num_sentences = 1;
    const std::unique_ptr<const SherpaOnnxGeneratedAudio, DestroyAudio> audio(
        SherpaOnnxOfflineTtsGenerateWithConfig(handle_.get(), "", &config, go_on_unless_stopped,
                                               &stop));
    if (!audio || audio->n <= 0) return base::Error{"tts_failed", "the voice gave no sound"};
    TimedOutput output{.samples = {audio->samples, static_cast<std::size_t>(audio->n)}};
    if (is_grafted_) {
      const auto timed = read_timed(output.samples);
      if (!timed) return base::Error{"tts_failed", "the voice gave less sound than it told of"};
      output = *timed;
    }
    return with_short_pauses(output, static_cast<std::uint32_t>(audio->sample_rate),
                             begins_of(output, phonemes.size()));
  }

  static SpokenIpa with_short_pauses(const TimedOutput& output, std::uint32_t rate_hz,
                                     std::vector<std::size_t> begins) {
    SpokenIpa spoken{.audio = {.samples = {}, .rate_hz = rate_hz}, .begins = std::move(begins)};
    std::vector<std::int16_t>& samples = spoken.audio.samples;
    std::transform(output.samples.begin(), output.samples.end(), std::back_inserter(samples),
                   to_sample);
    const std::vector<Cut> cuts = long_pauses(samples, rate_hz);
    leave_out(samples, cuts);
    for (std::size_t& begin : spoken.begins) begin = place_after(begin, cuts);
    return spoken;
  }

  Handle handle_;
  const VoiceFacts facts_;
  const std::set<char32_t> symbols_;
  const bool is_grafted_;
};

/// How much a voice leaves to chance. To sherpa-onnx 0 means "as usual"; a voice may mean nothing.
float as_meant(double scale) {
  return scale == 0 ? std::numeric_limits<float>::min() : static_cast<float>(scale);
}

/// Null when sherpa-onnx refuses it.
Handle open_voice(const VoiceFacts& facts, const std::string& model, const std::string& tokens) {
  SherpaOnnxOfflineTtsConfig config{};
  config.model.vits.model = model.c_str();
  config.model.vits.tokens = tokens.c_str();
  config.model.vits.noise_scale = as_meant(facts.noise_scale);
  config.model.vits.noise_scale_w = as_meant(facts.noise_w);
  config.model.vits.length_scale = static_cast<float>(facts.length_scale);
  config.model.num_threads = 1;
  config.model.provider = "cpu";
  config.max_num_sentences = 1;
  try {
    const base::SilencedStderr silenced;
    return Handle(SherpaOnnxCreateOfflineTts(&config));
  } catch (const std::exception&) {
    return nullptr;
  }
}

/// A voice that may not speak yet, of the model at `path` with the graft.
base::Result<std::shared_ptr<Voice>> open_grafted(const std::string& path, const VoiceFacts& facts,
                                                  const std::optional<Graft>& graft) {
  auto model = MemoryFile::create();
  auto tokens = MemoryFile::create();
  if (!model) return model.error();
  if (!tokens) return tokens.error();
  const auto [before, behind] = graft.value_or(Graft{});
  for (const base::Status& written :
       {model->append(before), model->append_file(path), model->append(behind),
        model->append(voice_metadata(facts)), tokens->append(tokens_table(facts))}) {
    if (!written) return written.error();
  }
  Handle handle = open_voice(facts, model->path(), tokens->path());
  if (!handle) {
    return base::Error{"bad_model", "the voice " + path +
                                        " cannot be loaded; run scripts/setup, or correct " +
                                        "HOTPIN_TTS_MODEL_PATH"};
  }
  return std::shared_ptr<Voice>(
      std::make_shared<PiperVoice>(std::move(handle), facts, graft.has_value()));
}

std::optional<Graft> graft_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return lengths_graft(bytes);
}

bool tells_begins(Voice& voice) {
  const auto spoken = voice.speak(U"a, a.", 1, {});
  return spoken && !spoken->begins.empty();
}

}  // namespace

base::Result<std::shared_ptr<Voice>> Voice::load(const std::string& path) {
  const auto found = find_voice(path);
  if (!found) return found.error();
  if (const auto checked = check_onnx(*found, {"input_lengths", "scales"}); !checked)
    return checked.error();
  const auto facts = read_voice_facts(*found);
  if (!facts) return facts.error();
  if (const auto graft = graft_of(*found)) {
    auto grafted = open_grafted(*found, *facts, graft);
    if (grafted && tells_begins(**grafted)) return grafted;
  }
  return open_grafted(*found, *facts, std::nullopt);
}

}  // namespace hotpin::engines::sherpa
